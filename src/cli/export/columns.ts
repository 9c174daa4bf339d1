import type { Metrics } from '../../trial/event.ts';
import { trialJson } from '../describe.ts';
import type { Reading } from '../reading.ts';

export type Cell = string | number | boolean | null;

/** One column of an exported table. */
export interface ExportColumn {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/**
 * All trials as columns: numbers and times of the trial, `metrics.…` with their standard `errors.…`, their means on splits
 * that the search has not seen (`fresh.…`) and on locked data (`holdout.…`), `params.…` and `attributes.…`; null where a
 * trial has none. Parameters are flat: `params.optimizer.momentum`, `params.units[0]`.
 */
export function exportColumns(reading: Reading): readonly ExportColumn[] {
  const { state, terms } = reading;
  const trials = Array.from({ length: state.trialCount }, (_, trial) => trialJson(reading, trial));
  const column = (name: string, cell: (trial: (typeof trials)[number]) => Cell): ExportColumn => ({
    name,
    cells: trials.map(cell),
  });
  const flat = trials.map(({ trial }) => terms.space.toFlat(state.row(trial)));
  const metrics = keysOf(trials.map((trial) => Object.keys(trial.metrics)));
  const attributes = keysOf(trials.map((trial) => Object.keys(trial.attributes)));
  return [
    column('trial', ({ trial }) => trial),
    column('status', ({ status }) => status),
    column('origin', ({ origin }) => origin),
    ...metrics.map((name) => column(`metrics.${name}`, (trial) => trial.metrics[name] ?? null)),
    ...(['errors', 'fresh', 'holdout'] as const).flatMap((kind) => {
      const of = (trial: (typeof trials)[number]): Metrics =>
        kind === 'errors' ? trial.errors : (trial[kind]?.metrics ?? {});
      return keysOf(trials.map((trial) => Object.keys(of(trial)))).map((name) =>
        column(`${kind}.${name}`, (trial) => of(trial)[name] ?? null),
      );
    }),
    ...keysOf(flat.map((values) => [...values.keys()])).map((name) => ({
      name: `params.${name}`,
      cells: flat.map((values) => values.get(name) ?? null),
    })),
    column('seconds', ({ seconds }) => seconds),
    column('created', ({ created }) => created),
    column('ended', ({ ended }) => ended),
    column('reason', ({ reason }) => reason),
    ...attributes.map((name) => column(`attributes.${name}`, (trial) => cellOf(trial.attributes[name]))),
  ];
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}

/** Each key once, in the order in which they first occur. */
function keysOf(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
