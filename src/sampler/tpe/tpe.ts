import { stream } from '../../math/random.ts';
import { Coding } from '../../model/density/coding.ts';
import { Mixture } from '../../model/density/mixture.ts';
import { checkOptions, wholeNumber } from '../../space/options.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasPrior, logPrior } from '../prior.ts';
import { Ranking } from '../ranking.ts';
import { bandwidths } from './bandwidth.ts';

export interface TpeOptions {
  /**
   * Trials that must have ended before the model is asked, 1 to 10,000; until then the suggestions are quasi-random.
   * @defaultValue 10
   */
  readonly opening?: number;
  /**
   * Candidates drawn for each suggestion, 1 to 10,000.
   * @defaultValue 24
   */
  readonly candidates?: number;
}

/** At most so many trials make up the density of the bad; more are thinned out evenly. */
const mostBad = 512;
/** Weight of the uniform component; an average trial weighs 1. */
const uniformWeight = 0.5;
/** What a user's prior weighs in units of log density, divided by the number of trials (πBO's β). */
const priorWeight = 10;

/**
 * Tree-structured Parzen estimator over the joint space: the finished trials are split into the good and the rest,
 * a density is put over each, and the candidate drawn from the good one with the highest ratio good : rest is suggested.
 *
 * - Conditional spaces are one density, not one a branch: see {@link Mixture}.
 * - Running trials, and the earlier ones of a batch, count among the rest.
 * - Limits, failures and several objectives enter by the order of the trials: see {@link Ranking}.
 * - A user's prior π is the density of the opening and adds β / n · log π to the score (πBO).
 *
 * @remarks Starts from arXiv 2304.11127 (multivariate kernels) and departs from it where that measured better: √n trials are good,
 * weighted by the logarithm of their rank as in CMA-ES; both densities share one bandwidth a dimension, from the good ones.
 * Time for a suggestion: O(candidates × min(n, 512) × dimensions).
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Bergstra et al. 2011; Watanabe 2023, arXiv:2304.11127; Hvarfner et al. 2022, arXiv:2204.11051
 */
export function tpeSampler(options: TpeOptions = {}): SamplerAlgorithm {
  checkOptions(options, { opening: wholeNumber(1, 10_000), candidates: wholeNumber(1, 10_000) });
  return { name: 'tpe', version: 3, create: (problem) => new Tpe(problem, options) };
}

class Tpe implements Sampler {
  readonly #problem: Problem;
  readonly #history: History;
  readonly #ranking: Ranking;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #coding: Coding;
  readonly #openingTrials: number;
  readonly #candidates: number;
  readonly #prior: boolean;
  /** Codes of the slots, then of the batch in the making. */
  #codes = new Float64Array(0);
  #coded = 0;
  /** Members of the density of the rest; room that is used again. */
  #rest = new Int32Array(mostBad);
  /** The candidates, shape [candidates, dimensions], and their codes. */
  readonly #rows: Float64Array;
  readonly #candidateCodes: Float64Array;

  constructor(problem: Problem, options: TpeOptions) {
    this.#problem = problem;
    this.#history = new History(problem);
    this.#ranking = new Ranking(this.#history);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    this.#coding = new Coding(problem.space);
    this.#openingTrials = options.opening ?? 10;
    this.#candidates = options.candidates ?? 24;
    this.#prior = hasPrior(problem.space);
    this.#rows = new Float64Array(this.#candidates * this.#coding.dimensions);
    this.#candidateCodes = this.#rows.slice();
  }

  update(changes: readonly Change[]): void {
    this.#history.apply(changes);
  }

  suggest(request: Request): readonly Suggestion[] {
    this.#encode(request.count);
    let densities: Densities | undefined;
    let known = -1;
    return this.#distinct.suggest(request, (ordinal, attempt, batch) => {
      if (known !== batch.length) {
        known = batch.length;
        densities = this.#densities(batch);
      }
      return densities === undefined
        ? this.#opening.propose(ordinal, attempt, request.fixed)
        : this.#best(densities, ordinal, attempt, request.fixed);
    });
  }

  explain(): string {
    const finished = this.#ranking.slots(0).length;
    return finished < this.#openingTrials
      ? `quasi-random until ${this.#openingTrials} trials have ended`
      : `density of the best ${goodCount(finished)} of ${finished} trials against that of the rest`;
  }

  #encode(batch: number): void {
    const { dimensions, count } = this.#history;
    if (this.#codes.length < (count + batch) * dimensions) {
      const larger = new Float64Array(2 * (count + batch) * dimensions);
      larger.set(this.#codes);
      this.#codes = larger;
    }
    for (; this.#coded < count; this.#coded++) {
      const slot = this.#coded;
      if (this.#history.inside[slot] === 1) {
        this.#coding.encode(this.#history.row(slot), this.#codes, slot * dimensions);
      }
    }
  }

  /** Undefined in the opening. */
  #densities(batch: readonly Suggestion[]): Densities | undefined {
    const history = this.#history;
    const finished = this.#ranking.slots(0).length;
    if (finished < this.#openingTrials) return undefined;
    const good = goodCount(finished);
    const ranked = this.#ranking.slots(good);
    const rest = this.#gatherRest(ranked, good, batch);
    const shared = {
      coding: this.#coding,
      codes: this.#codes,
      uniform: uniformWeight,
      bandwidths: bandwidths(this.#coding, history.units, ranked, good),
    };
    return {
      good: new Mixture({ ...shared, members: ranked, weights: rankWeights(good) }),
      rest: new Mixture({ ...shared, members: rest, weights: new Float64Array(rest.length).fill(1) }),
      priorWeight: this.#prior ? priorWeight / finished : 0,
    };
  }

  /** Those that are not good, or some of them evenly spaced by rank; then what is running, and the batch. */
  #gatherRest(ranked: readonly number[], good: number, batch: readonly Suggestion[]): Int32Array {
    const { count, dimensions, status, inside } = this.#history;
    const finished = ranked.length - good;
    const kept = Math.min(finished, mostBad);
    const most = kept + (count - ranked.length) + batch.length;
    if (this.#rest.length < most) this.#rest = new Int32Array(2 * most);
    let size = 0;
    for (let i = 0; i < kept; i++) this.#rest[size++] = ranked[good + Math.floor((i * finished) / kept)]!;
    for (let s = 0; s < count && size - kept < count - ranked.length; s++) {
      if (status[s] === Status.pending && inside[s] === 1) this.#rest[size++] = s;
    }
    batch.forEach(({ row }, i) => {
      this.#coding.encode(row, this.#codes, (count + i) * dimensions);
      this.#rest[size++] = count + i;
    });
    return this.#rest.subarray(0, size);
  }

  #best(
    densities: Densities,
    ordinal: number,
    attempt: number,
    fixed: Float64Array | undefined,
  ): Suggestion | undefined {
    const { space, seed, noisy } = this.#problem;
    const random = stream(seed, ordinal, 'tpe', attempt);
    const { dimensions } = this.#coding;
    const count = this.#candidates;
    const codes = this.#candidateCodes;
    const rowOf = (c: number): Float64Array => this.#rows.subarray(c * dimensions, (c + 1) * dimensions);
    for (let c = 0; c < count; c++) densities.good.sample(random, rowOf(c), codes, c * dimensions, fixed);
    const scores = new Float64Array(count);
    const rest = new Float64Array(count);
    densities.good.logDensities(codes, count, scores);
    densities.rest.logDensities(codes, count, rest);
    let best: Float64Array | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < count; c++) {
      const row = rowOf(c);
      let score = scores[c]! - rest[c]!;
      if (densities.priorWeight > 0) score += densities.priorWeight * logPrior(space, row);
      if (!(score > highest) || !space.satisfies(row)) continue;
      if (!noisy && this.#history.has(row)) continue;
      highest = score;
      best = row;
    }
    return best && { row: best.slice() };
  }
}

interface Densities {
  readonly good: Mixture;
  readonly rest: Mixture;
  readonly priorWeight: number;
}

function goodCount(finished: number): number {
  return Math.ceil(Math.sqrt(finished));
}

/** log(n + ½) - log(rank), scaled to a mean of 1; shape [n]. @see Hansen 2016, arXiv:1604.00772, eq. 49 */
function rankWeights(n: number): Float64Array {
  const weights = Float64Array.from({ length: n }, (_, rank) => Math.log(n + 0.5) - Math.log(rank + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * n) / sum);
}
