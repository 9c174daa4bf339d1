import { type RandomStream, stream } from '../math/random.ts';
import { Encoder } from '../model/encoder.ts';
import { fitHyperparameters } from '../model/gp/fit.ts';
import { defaultPriors } from '../model/gp/hyperparameters.ts';
import { GaussianProcess } from '../model/gp/process.ts';
import { halfRankWarp } from '../model/warp/output.ts';
import type { Space } from '../space/space.ts';
import { column, type Observations } from './observations.ts';

/** What a search has still before it, in units of the first objective. */
export interface Attainable {
  /** With 90 % certainty no configuration is better than the best one by more; ≥ 0. */
  readonly gain: number;
  /** Standard error of the best trial's score, measured or as the model sees it. */
  readonly noise: number;
}

/** More trials than these are left out of the model, the worst first. */
const mostTrials = 300;
/** Candidates of each round in which the lowest possible value is sought. */
const candidates = 1000;
const rounds = 4;
const kept = 20;

/**
 * Bounds what is still to gain: the lowest upper confidence bound of what was tried less the lowest lower confidence bound
 * anywhere in the space, by a Gaussian process over the trials within the limits.
 * @returns undefined with fewer than 4 such trials
 * @remarks O(n³); deterministic given the seed.
 * @see Makarova et al. 2022, arXiv:2104.08166
 */
export function attainable(observations: Observations, seed: number): Attainable | undefined {
  const { goal, rows, feasible } = observations;
  const { space } = goal;
  const d = space.dimensions.length;
  const all = column(observations, observations.values, 0);
  const order = Array.from(all.keys()).filter((i) => feasible[i] === 1);
  order.sort((a, b) => all[a]! - all[b]! || a - b).splice(mostTrials);
  const n = order.length;
  if (n < 4) return undefined;
  const values = Float64Array.from(order, (i) => all[i]!);
  const { values: targets, slopes } = halfRankWarp(values);
  const errors = column(observations, observations.errors, 0);
  const known = Float64Array.from(order, (i, place) => (errors[i]! * slopes[place]!) ** 2);
  const process = fitted(
    space,
    order.map((i) => rows.subarray(i * d, i * d + d)),
    targets,
    known,
  );
  const search = new Search(space, process, Math.sqrt(beta(n, d)), stream(seed, 'attainable', n));
  const best = search.bounds(order.map((i) => rows.subarray(i * d, i * d + d)));
  const upper = Math.min(...best.upper);
  const lower = Math.min(
    ...best.lower,
    search.lowest(order.slice(0, kept).map((i) => rows.subarray(i * d, i * d + d))),
  );
  // The warp is a straight line through the better half.
  const scale = 1 / slopes[0]!;
  const measured = errors[order[0]!]!;
  const noise = measured > 0 ? measured : Math.sqrt(process.hyperparameters.noise) * scale;
  return { gain: Math.max(0, upper - lower) * scale, noise };
}

/** Width of the bounds, as the paper takes it: a fifth of the theoretical one, at 90 %. */
function beta(n: number, d: number): number {
  return (2 / 5) * Math.log((d * n * n * Math.PI ** 2) / (6 * 0.1));
}

function fitted(
  space: Space,
  rows: readonly Float64Array[],
  targets: Float64Array,
  known: Float64Array,
): GaussianProcess {
  const encoder = new Encoder(space);
  const { dimensions, unordered } = encoder;
  const points = new Float64Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) encoder.encode(row, 1, points, i * dimensions);
  const features = { points, count: rows.length, dimensions, unordered };
  const priors = defaultPriors(space.dimensions.length, true);
  return new GaussianProcess(
    features,
    targets,
    known,
    fitHyperparameters(features, targets, known, { priors }),
  );
}

/** Looks for the lowest value that the model thinks possible: at random, then around the lowest. */
class Search {
  readonly #space: Space;
  readonly #process: GaussianProcess;
  readonly #width: number;
  readonly #random: RandomStream;

  constructor(space: Space, process: GaussianProcess, width: number, random: RandomStream) {
    this.#space = space;
    this.#process = process;
    this.#width = width;
    this.#random = random;
  }

  lowest(starts: readonly Float64Array[]): number {
    let around = starts;
    let lowest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const rows = [...around];
      for (let i = 0; i < candidates; i++) {
        const row = this.#draw(i % 2 === 0 && round === 0 ? undefined : around[i % around.length], round);
        if (this.#space.satisfies(row)) rows.push(row);
      }
      const { lower } = this.bounds(rows);
      const order = Array.from(lower.keys()).sort((a, b) => lower[a]! - lower[b]! || a - b);
      lowest = Math.min(lowest, lower[order[0]!]!);
      around = order.slice(0, kept).map((i) => rows[i]!);
    }
    return lowest;
  }

  bounds(rows: readonly Float64Array[]): { readonly lower: Float64Array; readonly upper: Float64Array } {
    const encoder = new Encoder(this.#space);
    const { dimensions } = encoder;
    const points = new Float64Array(rows.length * dimensions);
    for (const [i, row] of rows.entries()) encoder.encode(row, 1, points, i * dimensions);
    const { mean, std } = this.#process.predict(points, rows.length);
    return {
      lower: mean.map((value, i) => value - this.#width * std[i]!),
      upper: mean.map((value, i) => value + this.#width * std[i]!),
    };
  }

  /** A configuration anywhere, or near one: nearer in each round. */
  #draw(near: Float64Array | undefined, round: number): Float64Array {
    const random = this.#random;
    const unit = near === undefined ? undefined : this.#space.toUnit(near);
    const d = this.#space.dimensions.length;
    const moved = Float64Array.from({ length: d }, (_, j) => {
      const from = unit?.[j];
      const afresh = from === undefined || Number.isNaN(from) || random.uniform() < 0.5 / d;
      if (afresh) return random.uniform();
      const step = (random.uniform() + random.uniform() - 1) * 0.5 ** (round + 1);
      return Math.min(1, Math.max(0, from + step));
    });
    return this.#space.fromUnit(moved);
  }
}
