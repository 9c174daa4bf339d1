import { normalCdf } from '../../math/special/normal.ts';
import { z90 } from '../importance/table.ts';
import type { Observations } from '../observations.ts';
import { type NoiseKind, type Scores, scoresOf } from './noise.ts';
import { type Posterior, posteriorOf } from './posterior.ts';

/** A trial's true score as believed, in the metric's own units and direction. */
export interface Estimate {
  readonly trial: number;
  /** Corrected for noise and for having been picked out of many. */
  readonly value: number;
  /** 90 % interval; `low` ≤ `high` in the metric's units. Equal to the value without noise. */
  readonly low: number;
  readonly high: number;
  /** The score as observed: the mean over the trial's full evaluations. */
  readonly raw: number;
}

export interface Recommendation {
  readonly noise: NoiseKind;
  readonly best: Estimate;
  /** The next best; absent with one candidate. */
  readonly runnerUp?: Estimate;
  /** The default configuration; absent if it has no result. */
  readonly default?: Estimate;
  /** Probability that the best is better than the default, in [0, 1]; 1/2 if it is the default. */
  readonly betterThanDefault?: number;
  readonly betterThanRunnerUp?: number;
}

/** Trials that the model takes at most: its cost grows with the cube. */
const MOST = 300;
/** With fewer there is nothing to draw scores towards. */
const LEAST = 5;

/**
 * The configuration to use: of the completed trials that are known to keep the limits, the one with the best true score
 * as believed, not the luckiest observed one. Without noise it is the best observed one, the earliest of equals.
 * @param options.objective - which objective. Default 0
 * @param options.noisy - the program was declared noisy. Without it noise is taken into account when the study measured
 * it: standard errors, or trials evaluated several times
 * @returns undefined while no trial qualifies
 * @remarks The best of many noisy scores is too good by construction (the winner's curse); here scores are drawn towards
 * those of similar configurations, see {@link posteriorOf}. Probabilities take the estimates as independent, which errs
 * on the side of doubt. With fewer than 5 trials scores stand as observed. Deterministic; O(n³), n ≤ 300.
 * @see arXiv:2506.19540 (overtuning)
 */
export function recommend(
  observations: Observations,
  options: { readonly objective?: number; readonly noisy?: boolean } = {},
): Recommendation | undefined {
  const { objective = 0, noisy = false } = options;
  const { trials, goal, defaultAt } = observations;
  const scores = scoresOf(observations, objective, noisy);
  const places = chosen(observations, scores.values);
  const believed = believe(observations, scores, places);
  const candidates = inOrder(observations, places, believed);
  const [best, second] = candidates;
  if (best === undefined) return undefined;
  const { sign } = goal.objectives[objective]!;
  const estimate = (k: number): Estimate => {
    const [mean, width] = [sign * believed.means[k]!, z90 * believed.deviations[k]!];
    return {
      trial: trials[places[k]!]!,
      value: mean + 0,
      low: mean - width + 0,
      high: mean + width + 0,
      raw: sign * scores.values[places[k]!]! + 0,
    };
  };
  const better = (than: number): number => {
    const gain = believed.means[than]! - believed.means[best]!;
    const spread = Math.hypot(believed.deviations[than]!, believed.deviations[best]!);
    if (than === best || gain === 0) return 0.5;
    return spread > 0 ? normalCdf(gain / spread) : gain > 0 ? 1 : 0;
  };
  const start = places.indexOf(defaultAt);
  return {
    noise: scores.noise,
    best: estimate(best),
    ...(second !== undefined && { runnerUp: estimate(second), betterThanRunnerUp: better(second) }),
    ...(start >= 0 && { default: estimate(start), betterThanDefault: better(start) }),
  };
}

/** The trials that keep the limits, the best first as `recommend` believes them. */
export function rankedTrials(
  observations: Observations,
  options: { readonly objective?: number; readonly noisy?: boolean } = {},
): number[] {
  const { objective = 0, noisy = false } = options;
  const scores = scoresOf(observations, objective, noisy);
  const places = chosen(observations, scores.values);
  const order = inOrder(observations, places, believe(observations, scores, places));
  return order.map((k) => observations.trials[places[k]!]!);
}

/** Indices of the places that keep the limits, the best first, the earliest of equals. */
function inOrder({ feasible }: Observations, places: readonly number[], { means }: Posterior): number[] {
  return places
    .map((place, k) => ({ place, k }))
    .filter(({ place }) => feasible[place] === 1)
    .sort((a, b) => means[a.k]! - means[b.k]! || a.place - b.place)
    .map(({ k }) => k);
}

/** All places, or of too many: the best two thirds of what fits, the default, and the rest spread evenly. */
function chosen({ count, feasible, defaultAt }: Observations, values: Float64Array): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= MOST) return all;
  const ranked = all.toSorted((a, b) => feasible[b]! - feasible[a]! || values[a]! - values[b]! || a - b);
  const kept = new Set(ranked.slice(0, (2 * MOST) / 3));
  if (defaultAt >= 0) kept.add(defaultAt);
  const rest = all.filter((i) => !kept.has(i));
  const more = MOST - kept.size;
  for (let k = 0; k < more; k++) kept.add(rest[Math.floor((k * rest.length) / more)]!);
  return all.filter((i) => kept.has(i));
}

function believe(observations: Observations, scores: Scores, places: readonly number[]): Posterior {
  const values = Float64Array.from(places, (i) => scores.values[i]!);
  const errors = Float64Array.from(places, (i) => scores.errors[i]!);
  if (scores.noise === 'none' || places.length < LEAST) return { means: values, deviations: errors };
  const d = observations.goal.space.dimensions.length;
  const rows = new Float64Array(places.length * d);
  places.forEach((i, k) => {
    rows.set(observations.rows.subarray(i * d, i * d + d), k * d);
  });
  return posteriorOf(observations.goal.space, rows, values, errors);
}
