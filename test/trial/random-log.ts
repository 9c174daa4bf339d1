import fc from 'fast-check';
import type { Event } from '../../src/trial/event.ts';
import { StudyState } from '../../src/trial/state.ts';

const worker = { host: 'box', pid: 7, processStart: '99' };
const sampler = ['random', 1] as const;
const endings = ['completed', 'failed', 'stopped', 'infeasible', 'skipped'] as const;

/** Numbers that choose what happens next, and with which values; some of them make events that cannot have happened. */
type Choice = readonly [kind: number, which: number, value: number];

/** Logs of studies as they happen, with late, double and impossible events among them. */
export function randomLog(maxLength: number): fc.Arbitrary<Event[]> {
  const choice = fc.tuple(fc.nat(99), fc.nat(20), fc.double({ noDefaultInfinity: false }));
  return fc.array(choice, { maxLength }).map(buildLog);
}

function buildLog(choices: readonly Choice[]): Event[] {
  const state = new StudyState();
  const log: Event[] = [{ type: 'study-created', at: 0, definition: { name: 'x' }, version: '0.1.0' }];
  state.applyAll(log);
  for (const choice of choices) {
    const event = next(state, log.length, choice);
    state.apply(event);
    log.push(event);
  }
  return log;
}

function next(state: StudyState, at: number, [kind, which, value]: Choice): Event {
  const trial = which % (state.trialCount + 1);
  const open = [...state.open];
  const evaluation = open[which % Math.max(open.length, 1)] ?? which;
  const token = open.length > 0 && which < 18 ? state.data.evaluations.token.get(evaluation) : which;
  const metrics = { loss: value, [`m${which}`]: which };
  const row = Float64Array.of(value, Number.NaN, which);
  const at1 = { at };
  if (kind < 15) {
    const parent = which > 15 ? { parent: trial } : {};
    const tag = which > 10 ? { tag: { generation: which, value } } : {};
    const request = [...state.queue.keys()][0];
    const ordinal = state.nextOrdinal;
    const number = state.trialCount + (which === 20 ? 1 : 0);
    if (request !== undefined && which % 2 === 0) {
      return {
        ...at1,
        type: 'trial-created',
        trial: number,
        origin: 'enqueued',
        row,
        position: -1,
        ordinal: -1,
        batch: [0, 1],
        request,
      };
    }
    const origin = which === 19 ? 'imported' : 'sampler';
    return {
      ...at1,
      type: 'trial-created',
      trial: number,
      origin,
      row,
      position: at - 1,
      ordinal,
      batch: [0, 1],
      sampler,
      ...parent,
      ...tag,
    };
  }
  if (kind < 30) {
    return {
      ...at1,
      type: 'evaluation-started',
      evaluation: state.evaluationCount,
      trial,
      purpose: which > 15 ? 'confirm' : 'search',
      target: { fidelity: { epochs: which }, seed: which, fold: -1, split: 'search' },
      worker,
      slot: which % 4,
    };
  }
  if (kind < 55) return { ...at1, type: 'reported', evaluation, token, step: which, metrics };
  if (kind < 68) {
    const status = endings[which % endings.length]!;
    const seconds = Math.abs(value);
    const reason = status === 'completed' ? {} : { reason: `${status} by chance` };
    return {
      ...at1,
      type: 'evaluation-ended',
      evaluation,
      token,
      status,
      metrics,
      reached: { epochs: which },
      seconds,
      cost: which,
      ...reason,
      provenance: { git: 'abc' },
    };
  }
  if (kind < 76)
    return {
      ...at1,
      type: 'lease-ended',
      evaluation,
      token,
      why: which % 2 === 0 ? 'crashed' : 'expired',
      seconds: which,
    };
  if (kind < 82) return { ...at1, type: 'evaluation-leased', evaluation, worker, slot: which };
  if (kind < 90)
    return {
      ...at1,
      type: 'trial-ended',
      trial,
      status: endings[which % endings.length]!,
      metrics,
      errors: { loss: 0.1 },
    };
  if (kind < 92)
    return { ...at1, type: 'trial-enqueued', row, free: Uint8Array.of(0, 1, 0), note: 'try this' };
  if (kind < 94)
    return { ...at1, type: 'suggestion-proposed', ordinal: which, position: at, batch: [0, 1], sampler, row };
  if (kind < 95) return { ...at1, type: 'suggestion-withdrawn', ordinal: which, reason: 'old' };
  if (kind === 96)
    return {
      ...at1,
      type: 'verdict-given',
      evaluation,
      token,
      verdict: 'stop',
      position: at,
      step: which,
      scheduler: ['asha', 1],
      reason: 'bad',
    };
  if (kind === 97)
    return { ...at1, type: 'scheduler-chosen', scheduler: 'asha', version: 1, reason: 'it reports' };
  if (kind < 98) return { ...at1, type: 'noted', trial: trial - 1, key: `k${which % 3}`, value };
  if (kind < 99)
    return {
      ...at1,
      type: 'study-controlled',
      action: which % 2 === 0 ? 'pause' : 'resume',
      reason: 'asked',
    };
  return { ...at1, type: 'definition-edited', definition: { seed: value }, reason: 'more' };
}
