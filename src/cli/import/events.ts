import type { ParamValue, Space } from '../../space/space.ts';
import type { Definition } from '../../study/definition/definition.ts';
import type { Event, Metrics, TrialStatus } from '../../trial/event.ts';
import type { OptunaStudy, OptunaTrial } from './optuna.ts';
import { shownValue } from './space.ts';

const STATUS: { readonly [state in Exclude<OptunaTrial['state'], 'WAITING'>]: TrialStatus } = {
  COMPLETE: 'completed',
  PRUNED: 'stopped',
  FAIL: 'failed',
  RUNNING: 'skipped',
};

/**
 * The log of an imported study after its first event: every trial with its intermediate values, marked as imported;
 * waiting ones are queued.
 * @param position - log position of the first of these events
 */
export function importedEvents(
  study: OptunaStudy,
  definition: Definition,
  space: Space,
  names: ReadonlyMap<string, string>,
  position: number,
  now: number,
): readonly Event[] {
  const events: Event[] = [];
  const metrics = definition.objectives.map(({ metric }) => metric);
  for (const [key, value] of Object.entries(study.attributes))
    events.push({ type: 'noted', at: now, trial: -1, key, value: value as ParamValue });
  let trial = 0;
  for (const imported of study.trials) {
    if (imported.state === 'WAITING') events.push(queued(imported, space, names, now));
    else {
      const at = position + events.length;
      events.push(
        ...trialEvents(imported, STATUS[imported.state], trial, at, { space, names, metrics, now }),
      );
      trial += 1;
    }
  }
  return events;
}

interface Context {
  readonly space: Space;
  readonly names: ReadonlyMap<string, string>;
  readonly metrics: readonly string[];
  readonly now: number;
}

function trialEvents(
  imported: OptunaTrial,
  status: TrialStatus,
  trial: number,
  position: number,
  { space, names, metrics, now }: Context,
): readonly Event[] {
  const startedAt = Number.isNaN(imported.startedAt) ? now : imported.startedAt;
  const endedAt = Number.isNaN(imported.endedAt) ? startedAt : imported.endedAt;
  const seconds = Math.max(0, endedAt - startedAt) / 1000;
  const token = position + 1;
  const [metric = 'value'] = metrics;
  const last = imported.intermediate.at(-1);
  const values = imported.values.length > 0 ? imported.values : last === undefined ? [] : [last[1]];
  const result: Metrics = Object.fromEntries(values.map((value, m) => [metrics[m] ?? `value${m}`, value]));
  const finite = values.length > 0 && values.every(Number.isFinite);
  const ended: TrialStatus = status === 'completed' && !finite ? 'failed' : status;
  const reason = reasonOf(imported, ended);
  return [
    {
      type: 'trial-created',
      at: startedAt,
      trial,
      origin: 'imported',
      row: rowOf(imported, space, names),
      position: -1,
      ordinal: -1,
      batch: [0, 1],
      attributes: {
        ...(imported.attributes as { [key: string]: ParamValue }),
        optuna_number: imported.number,
      },
    },
    {
      type: 'evaluation-started',
      at: startedAt,
      evaluation: trial,
      trial,
      purpose: 'search',
      target: { fidelity: {}, seed: 0, fold: -1, split: 'search' },
      worker: { host: 'optuna', pid: 0 },
      slot: 0,
    },
    ...imported.intermediate.map(
      ([step, value]): Event => ({
        type: 'reported',
        at: startedAt,
        evaluation: trial,
        token,
        step,
        metrics: { [metric]: value },
      }),
    ),
    {
      type: 'evaluation-ended',
      at: endedAt,
      evaluation: trial,
      token,
      status: ended,
      metrics: result,
      reached: {},
      seconds,
      cost: seconds,
      ...(reason !== undefined && { reason }),
    },
    {
      type: 'trial-ended',
      at: endedAt,
      trial,
      status: ended,
      metrics: result,
      ...(reason !== undefined && { reason }),
    },
  ];
}

function reasonOf({ state, values }: OptunaTrial, status: TrialStatus): string | undefined {
  if (state === 'PRUNED') return 'it was pruned';
  if (state === 'RUNNING') return 'it was still running when it was imported';
  if (state === 'FAIL') return 'it failed';
  return status === 'failed' ? `its value is ${values.join(', ') || 'missing'}` : undefined;
}

/** Numbers as they are, even outside the space; NaN where the trial lacks the parameter or the space lacks its value. */
function rowOf(imported: OptunaTrial, space: Space, names: ReadonlyMap<string, string>): Float64Array {
  const row = new Float64Array(space.dimensions.length).fill(Number.NaN);
  for (const [name] of imported.params) {
    const value = shownValue(imported, name);
    for (const { index, name: ours, domain } of space.dimensions) {
      if (ours !== (names.get(name) ?? name)) continue;
      const number = domain.fromValue(value);
      row[index] =
        Number.isNaN(number) && typeof value === 'number' && domain.choices === undefined ? value : number;
    }
  }
  return row;
}

function queued(
  { fixed, number }: OptunaTrial,
  space: Space,
  names: ReadonlyMap<string, string>,
  now: number,
): Event {
  const params = Object.fromEntries(
    Object.entries(fixed).map(([name, value]) => [names.get(name) ?? name, value as ParamValue]),
  );
  const { row, free } = space.fromParams(params, { partial: true });
  return { type: 'trial-enqueued', at: now, row, free, note: `Optuna trial ${number}` };
}
