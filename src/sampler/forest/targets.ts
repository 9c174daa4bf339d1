import { type Columns, columnsOf, writeInputs } from '../../model/forest/table.ts';
import { halfRankWarp } from '../../model/warp/output.ts';
import { type History, Status } from '../history.ts';
import { Target, type TargetOptions } from './target.ts';

/** What the sampler predicts of a configuration. */
export interface Targets {
  readonly objectives: readonly Target[];
  /** Amounts over the limits; broken above 0. */
  readonly limits: readonly Target[];
  /** 1 for a trial that failed, 0 for one that did not. */
  readonly failure: Target;
  readonly all: readonly Target[];
}

/** @param trees - of each forest */
export function targetsOf(history: History, trees: number): Targets {
  const { space, seed, objectives, limits } = history.problem;
  const shared = {
    columns: withFidelity(columnsOf(space)),
    trees,
    featureShare: 0.5,
    seed,
    inputs: (slot: number): Float64Array =>
      inputsAt(
        history,
        history.row(slot),
        history.status[slot] === Status.stopped ? history.fidelity[slot]! : 1,
      ),
  };
  const make = (options: Pick<TargetOptions, 'name' | 'value' | 'warp'>): Target =>
    new Target({ ...shared, ...options });
  const found = {
    objectives: Array.from({ length: objectives }, (_, m) =>
      make({
        name: `objective ${m}`,
        value: (slot) => (hasValues(history, slot) ? history.values[slot * objectives + m]! : Number.NaN),
        warp: (values) => halfRankWarp(values).values,
      }),
    ),
    limits: Array.from({ length: limits }, (_, l) =>
      make({
        name: `limit ${l}`,
        value: (slot) => (hasValues(history, slot) ? history.excess[slot * limits + l]! : Number.NaN),
        warp: signedLog,
      }),
    ),
    failure: make({
      name: 'failure',
      value: (slot) =>
        history.inside[slot] === 0 || history.status[slot] === Status.pending
          ? Number.NaN
          : hasValues(history, slot)
            ? 0
            : 1,
      warp: (values) => values,
    }),
  };
  return { ...found, all: [...found.objectives, ...found.limits, found.failure] };
}

/** The inputs of the forests: those of the dimensions, and the share of the full fidelity. */
export function inputsAt(history: History, row: Float64Array, fidelity: number): Float64Array {
  const inputs = new Float64Array(row.length + 1);
  writeInputs(history.problem.space, row, inputs, 0);
  inputs[row.length] = fidelity;
  return inputs;
}

function withFidelity({ count, categories }: Columns): Columns {
  return { count: count + 1, categories: Int32Array.of(...categories, 0) };
}

function hasValues(history: History, slot: number): boolean {
  const status = history.status[slot]!;
  return (
    history.inside[slot] === 1 &&
    (status === Status.completed || status === Status.stopped) &&
    !Number.isNaN(history.values[slot * history.problem.objectives]!)
  );
}

/** Far from the limit drawn together; 0 stays 0. */
function signedLog(excess: Float64Array): Float64Array {
  const scale = excess.map(Math.abs).sort()[excess.length >> 1] || 1;
  return excess.map((x) => Math.sign(x) * Math.log1p(Math.min(Math.abs(x) / scale, Number.MAX_VALUE)));
}
