import { trialJson } from '../describe.ts';
import type { Reading } from '../reading.ts';

export type Cell = string | number | boolean | null;

/** One column of an exported table. */
export interface ExportColumn {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/**
 * All trials as columns: numbers and times of the trial, then `metrics.…`, `params.…` and `attributes.…`, which are
 * null where a trial has none. Parameters are flat: `params.optimizer.momentum`, `params.units[0]`.
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
