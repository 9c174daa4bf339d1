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

/** Evaluations that the model takes at most: its cost grows with the cube. */
const MOST = 300;
/** With fewer evaluations there is nothing to draw scores towards. */
const LEAST = 5;
/** The default is given up only for what is better with at least this probability. */
const CONFIDENT = 0.7;

/**
 * The configuration to use: of the completed trials that are known to keep the limits, the one with the best true score
 * as believed, not the luckiest observed one. The default stays unless another is better with a probability of seven in
 * ten. Once trials were run again on splits that the search has not seen, only they and the default are candidates.
 * Without noise it is the best observed one, the earliest of equals.
 * @param options.objective - which objective. Default 0
 * @param options.noisy - the program was declared noisy. Without it noise is taken into account when the study measured
 * it: standard errors, or trials evaluated several times
 * @returns undefined while no trial qualifies
 * @remarks The best of many noisy scores is too good by construction (the winner's curse); here scores are drawn towards
 * those of similar configurations, and a fold that was easy for all counts for none, see {@link posteriorOf}. With fewer
 * than 5 evaluations scores stand as observed. Deterministic; O(n³) for n ≤ 300 evaluations.
 * @see arXiv:2506.19540 (overtuning)
 */
export function recommend(
  observations: Observations,
  options: { readonly objective?: number; readonly noisy?: boolean } = {},
): Recommendation | undefined {
  const { objective = 0, noisy = false } = options;
  const { trials, goal, defaultAt } = observations;
  const believed = beliefsOf(observations, scoresOf(observations, objective, noisy));
  const [best, second] = believed.order;
  if (best === undefined) return undefined;
  const { sign } = goal.objectives[objective]!;
  const estimate = (place: number): Estimate => {
    const [mean, width] = [sign * believed.mean(place), believed.halfWidth(place)];
    return {
      trial: trials[place]!,
      value: mean + 0,
      low: mean - width + 0,
      high: mean + width + 0,
      raw: sign * believed.raw(place) + 0,
    };
  };
  return {
    noise: believed.noise,
    best: estimate(best),
    ...(second !== undefined && {
      runnerUp: estimate(second),
      betterThanRunnerUp: believed.better(best, second),
    }),
    ...(defaultAt >= 0 && {
      default: estimate(defaultAt),
      betterThanDefault: believed.better(best, defaultAt),
    }),
  };
}

/** The trials that keep the limits, the best first as `recommend` believes them. */
export function rankedTrials(
  observations: Observations,
  options: { readonly objective?: number; readonly noisy?: boolean } = {},
): number[] {
  const { objective = 0, noisy = false } = options;
  const { order } = beliefsOf(observations, scoresOf(observations, objective, noisy));
  return order.map((place) => observations.trials[place]!);
}

/** What is believed of observations, by their places. */
class Beliefs {
  readonly noise: NoiseKind;
  /** Places that keep the limits, the one to use first, then by their means; the earliest of equals. */
  readonly order: readonly number[];
  readonly #scores: Scores;
  readonly #subjects: readonly number[];
  readonly #index: ReadonlyMap<number, number>;
  readonly #posterior: Posterior;

  /** @param subjects - those that the posterior is about, in order */
  constructor(
    { count, feasible, fresh, defaultAt }: Observations,
    scores: Scores,
    subjects: readonly number[],
    posterior: Posterior,
  ) {
    this.noise = scores.noise;
    this.#scores = scores;
    this.#subjects = subjects;
    this.#index = new Map(subjects.map((subject, k) => [subject, k]));
    this.#posterior = posterior;
    // Who was picked out for fresh splits and fell there is not followed by somebody who never stood that test.
    const tested = fresh.some((one, place) => one === 1 && place !== defaultAt && feasible[place] === 1);
    const order = subjects
      .filter((place) => place < count && feasible[place] === 1)
      .filter((place) => !tested || fresh[place] === 1 || place === defaultAt)
      .sort((a, b) => this.mean(a) - this.mean(b) || a - b);
    const [first] = order;
    const doubtful =
      scores.noise !== 'none' &&
      first !== undefined &&
      order.includes(defaultAt) &&
      this.better(first, defaultAt) < CONFIDENT;
    this.order = doubtful ? [defaultAt, ...order.filter((place) => place !== defaultAt)] : order;
  }

  raw(place: number): number {
    return this.#scores.means[place]!;
  }

  mean(place: number): number {
    return this.#posterior.means[this.#index.get(place)!]!;
  }

  /** Of the 90 % interval. */
  halfWidth(place: number): number {
    return student90(this.#posterior.freedom) * Math.sqrt(Math.max(0, this.#covariance(place, place)));
  }

  /** Probability that one is better than another; 1/2 for equals. */
  better(one: number, other: number): number {
    const gain = this.mean(other) - this.mean(one);
    if (one === other || gain === 0) return 0.5;
    const variance =
      this.#covariance(one, one) + this.#covariance(other, other) - 2 * this.#covariance(one, other);
    return variance > 0 ? normalCdf(gain / Math.sqrt(variance)) : gain > 0 ? 1 : 0;
  }

  #covariance(a: number, b: number): number {
    const [i, j] = [this.#index.get(a)!, this.#index.get(b)!];
    return this.#posterior.covariance[i * this.#subjects.length + j]!;
  }
}

function beliefsOf(observations: Observations, scores: Scores): Beliefs {
  const { evaluations, goal } = observations;
  const subjects = chosen(observations, scores);
  if (scores.noise === 'none' || evaluations.subject.length < LEAST || subjects.length < 2)
    return new Beliefs(observations, scores, subjects, asObserved(evaluations, scores, subjects));
  const index = new Map(subjects.map((subject, k) => [subject, k]));
  const kept = Array.from(evaluations.subject.keys()).filter((i) => index.has(evaluations.subject[i]!));
  const d = goal.space.dimensions.length;
  const rows = new Float64Array(subjects.length * d);
  subjects.forEach((subject, k) => {
    rows.set(evaluations.rows.subarray(subject * d, subject * d + d), k * d);
  });
  const posterior = posteriorOf(goal.space, {
    rows,
    means: Float64Array.from(subjects, (subject) => scores.means[subject]!),
    subject: Int32Array.from(kept, (i) => index.get(evaluations.subject[i]!)!),
    place: Int32Array.from(kept, (i) => evaluations.place[i]!),
    values: Float64Array.from(kept, (i) => scores.values[i]!),
    errors: Float64Array.from(kept, (i) => scores.errors[i]!),
    folds: evaluations.folds,
  });
  return new Beliefs(observations, scores, subjects, posterior);
}

/** Scores as they are, with the errors that the study has from elsewhere. */
function asObserved(
  { subject }: Observations['evaluations'],
  { means, errors }: Scores,
  subjects: readonly number[],
): Posterior {
  const m = subjects.length;
  const covariance = new Float64Array(m * m);
  subjects.forEach((s, k) => {
    const error = errors[subject.indexOf(s)]!;
    covariance[k * m + k] = error > 0 ? error ** 2 : 0;
  });
  const freedom = Number.POSITIVE_INFINITY;
  return { means: Float64Array.from(subjects, (s) => means[s]!), covariance, freedom };
}

/** All subjects, or of too many evaluations: the best of those that qualify, the default, and the rest spread evenly. */
function chosen({ evaluations, count, feasible, defaultAt }: Observations, { means }: Scores): number[] {
  const all = Array.from({ length: evaluations.subjects }, (_, s) => s);
  if (evaluations.subject.length <= MOST) return all;
  const amounts = new Int32Array(evaluations.subjects);
  for (const subject of evaluations.subject) amounts[subject]!++;
  const fits = (s: number): number => (s < count ? feasible[s]! : 0);
  const ranked = all.toSorted((a, b) => fits(b) - fits(a) || means[a]! - means[b]! || a - b);
  const kept = new Set<number>(defaultAt >= 0 ? [defaultAt] : []);
  let used = defaultAt >= 0 ? amounts[defaultAt]! : 0;
  const keep = (s: number, most: number): void => {
    if (kept.has(s) || used + amounts[s]! > most) return;
    kept.add(s);
    used += amounts[s]!;
  };
  for (const s of ranked) keep(s, (2 * MOST) / 3);
  const rest = ranked.filter((s) => !kept.has(s));
  const left = rest.reduce((sum, s) => sum + amounts[s]!, 0);
  const stride = Math.max(1, left / (MOST - used));
  for (let k = 0; k < rest.length; k += stride) keep(rest[Math.floor(k)]!, MOST);
  return all.filter((s) => kept.has(s));
}

/** The 0.95 quantile of Student's t. @see Abramowitz and Stegun 26.7.5, two terms: within 1 % from 4 degrees on */
function student90(freedom: number): number {
  const z = z90;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}
