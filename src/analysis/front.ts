import { hypervolume, hypervolumeContributions, hypervolumeOrder } from '../math/hypervolume.ts';
import { nonDominatedRanks } from '../math/pareto.ts';
import type { StudyState } from '../trial/state.ts';
import { type Goal, holds } from './observations.ts';

export interface FrontPoint {
  readonly trial: number;
  /** In the metrics' own units and directions, shape [objectives]. */
  readonly values: readonly number[];
  /** Hypervolume that only this point adds. */
  readonly contribution: number;
}

export interface Front {
  /** By the first objective, best first; the earlier trial of equals. */
  readonly points: readonly FrontPoint[];
  /** Volume dominated between the front and the reference point, in the product of the metrics' units. */
  readonly hypervolume: number;
  /** In the metrics' own directions, shape [objectives]; NaN where nothing was observed. */
  readonly reference: readonly number[];
}

/**
 * The completed trials within the limits that no other one beats in every objective, by the first objective, best first;
 * equal results all belong. With one objective: the best ones. Imported trials take part, inside the space or not.
 */
export function frontTrials(state: StudyState, goal: Goal): readonly number[] {
  return undominated(state, goal).trials;
}

/**
 * {@link frontTrials} with the volume that they dominate.
 * @param reference - the corner of the hypervolume's box, in the metrics' own directions. Without it, one tenth of each
 * objective's range over the front behind the front's worst value (its nadir); where the front has no range, a tenth of
 * the value, or 1 at 0. That corner moves as the front grows: give one to compare studies.
 */
export function frontOf(state: StudyState, goal: Goal, reference?: readonly number[]): Front {
  const m = goal.objectives.length;
  if (reference !== undefined && reference.length !== m) {
    throw new RangeError(`the reference has ${reference.length} numbers for ${m} objectives`);
  }
  const { trials, values } = undominated(state, goal);
  const corner = Float64Array.from(goal.objectives, ({ sign }, j) =>
    reference === undefined ? nadir(values, m, j) : sign * reference[j]!,
  );
  const contributions = hypervolumeContributions(values, corner);
  const own = (j: number, value: number): number => goal.objectives[j]!.sign * value + 0;
  return {
    points: trials.map((trial, k) => ({
      trial,
      values: goal.objectives.map((_, j) => own(j, values[k * m + j]!)),
      contribution: contributions[k]!,
    })),
    hypervolume: hypervolume(values, corner),
    reference: goal.objectives.map((_, j) => own(j, corner[j]!)),
  };
}

/** So many points that together dominate much of what all do, in the order of the front. */
export function fewOf({ points }: Front, goal: Goal, count: number): readonly FrontPoint[] {
  const { objectives } = goal;
  if (points.length <= count) return points;
  const values = points.flatMap((point) => point.values.map((value, j) => objectives[j]!.sign * value));
  const order = hypervolumeOrder(Float64Array.from(values), objectives.length, count);
  return [...order].sort((a, b) => a - b).map((k) => points[k]!);
}

/** Values are to be minimised, shape [trials, objectives]. */
function undominated(
  state: StudyState,
  goal: Goal,
): { readonly trials: readonly number[]; readonly values: Float64Array } {
  const m = goal.objectives.length;
  const candidates: number[] = [];
  const flat: number[] = [];
  const ids = goal.objectives.map(({ metric }) => state.metricId(metric));
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (state.trialStatus(trial) !== 'completed') continue;
    const result = goal.objectives.map(({ sign }, j) => sign * state.metricOf(trial, ids[j]!));
    if (!result.every(Number.isFinite) || !holds(goal, state, trial)) continue;
    candidates.push(trial);
    flat.push(...result);
  }
  const values = Float64Array.from(flat);
  const ranks = nonDominatedRanks(values, m);
  const front = candidates
    .map((_, k) => k)
    .filter((k) => ranks[k] === 0)
    .sort((a, b) => values[a * m]! - values[b * m]! || a - b);
  return {
    trials: front.map((k) => candidates[k]!),
    values: Float64Array.from(front.flatMap((k) => [...values.subarray(k * m, k * m + m)])),
  };
}

/** The worst value of a column and a margin, so that the ends of the front count too. */
function nadir(points: Float64Array, m: number, j: number): number {
  if (points.length === 0) return Number.NaN;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = j; i < points.length; i += m) {
    low = Math.min(low, points[i]!);
    high = Math.max(high, points[i]!);
  }
  return high + 0.1 * (high - low || Math.abs(high) || 10);
}
