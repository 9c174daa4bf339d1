import { hypervolume, hypervolumeContributions } from '../math/hypervolume.ts';
import { nonDominatedRanks } from '../math/pareto.ts';
import type { Observations } from './observations.ts';

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
 * The trials that no other one beats in every objective, among those that are known to keep the limits; equal results all
 * belong. With one objective: the best ones.
 * @param reference - the corner of the hypervolume's box, in the metrics' own directions. Without it, one tenth of each
 * objective's range over the first front behind the front's worst value (its nadir); where the front has no range, a
 * tenth of the value, or 1 at 0. That corner moves as the front grows: give one to compare studies.
 */
export function frontOf(observations: Observations, reference?: readonly number[]): Front {
  const { goal, values, feasible, count } = observations;
  const m = goal.objectives.length;
  if (reference !== undefined && reference.length !== m) {
    throw new RangeError(`the reference has ${reference.length} numbers for ${m} objectives`);
  }
  const candidates: number[] = [];
  for (let i = 0; i < count; i++) if (feasible[i] === 1) candidates.push(i);
  const ranks = nonDominatedRanks(gather(values, candidates, m), m);
  const front = candidates
    .filter((_, k) => ranks[k] === 0)
    .sort((a, b) => values[a * m]! - values[b * m]! || a - b);
  const points = gather(values, front, m);
  const corner = Float64Array.from(goal.objectives, ({ sign }, j) =>
    reference === undefined ? nadir(points, m, j) : sign * reference[j]!,
  );
  const contributions = hypervolumeContributions(points, corner);
  const own = (j: number, value: number): number => goal.objectives[j]!.sign * value + 0;
  return {
    points: front.map((i, k) => ({
      trial: observations.trials[i]!,
      values: goal.objectives.map((_, j) => own(j, values[i * m + j]!)),
      contribution: contributions[k]!,
    })),
    hypervolume: hypervolume(points, corner),
    reference: goal.objectives.map((_, j) => own(j, corner[j]!)),
  };
}

function gather(values: Float64Array, of: readonly number[], m: number): Float64Array {
  const out = new Float64Array(of.length * m);
  of.forEach((i, k) => {
    out.set(values.subarray(i * m, i * m + m), k * m);
  });
  return out;
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
