import { stream } from '../../math/random.ts';
import { Encoder } from '../../model/encoder.ts';
import type { GaussianProcess } from '../../model/gp/process.ts';
import { checkOptions, numberWithin, oneOfWords, wholeNumber } from '../../space/options.ts';
import { sameRow } from '../../space/row-lookup.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasPrior, logPrior } from '../prior.ts';
import { Beliefs, type Models } from './beliefs.ts';
import { searchScore } from './search.ts';
import { type Box, trustBox, trustLength, wholeBox } from './trust-region.ts';
import { Utility } from './utility.ts';

export interface GpOptions {
  /**
   * Trials that must have ended before the model is asked, 1 to 10,000; until then the suggestions are quasi-random.
   * @defaultValue two more than there are parameters, at most 10; with conditions six more, at most 12; at most a quarter
   * of the budget, at least 4
   */
  readonly opening?: number;
  /**
   * Share of the suggestions that are searched for near the best trial only, 0 to 1: fewer at the beginning of the
   * budget, more at its end.
   * @defaultValue 0.5
   */
  readonly trustShare?: number;
  /**
   * What the model sees of the objectives: `half-rank`, values worse than a middle count by their rank; `standard`, as
   * they are, centred and scaled.
   * @defaultValue 'half-rank'
   */
  readonly outputs?: 'half-rank' | 'standard';
}

/**
 * Bayesian optimisation with Gaussian processes. Opens with a few quasi-random configurations; then each suggestion
 * maximises the log expected improvement (hypervolume improvement with several objectives) times the probability
 * that all limits hold and the program succeeds.
 * @remarks Deterministic. Hyperparameters are fitted at counts of observations that a schedule fixes, from nothing but
 * the trials known at that count; data are always the latest. O(n³) with n at most 400 observations, 128 for fits; of more a
 * subset stands for all.
 * @see Ament et al. 2023, arXiv:2310.20708 (log EI); Song et al. 2024, arXiv:2408.11527 (half-rank warping);
 * Hvarfner et al. 2024, arXiv:2402.02746 (lengthscales in many dimensions); Hvarfner et al. 2022, arXiv:2204.11051
 * (user priors); Eriksson et al. 2019, arXiv:1910.01739 (trust region). Departures: improvement is measured from the best
 * posterior mean, also without noise; running trials are believed at their posterior means; the trust region bounds the
 * search for half of the suggestions, more and more of them, for which a second model of all trials tells more of the best of them.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 */
export function gpSampler(options: GpOptions = {}): SamplerAlgorithm {
  checkOptions(options, {
    opening: wholeNumber(1, 10_000),
    trustShare: numberWithin(0, 1),
    outputs: oneOfWords('half-rank', 'standard'),
  });
  return { name: 'gp', version: 9, create: (problem) => new GpSampler(problem, options) };
}

/** The weight of a user's prior after n trials is this share of the budget over n. */
const PRIOR_SHARE = 0.1;

/** Branches of a conditional space share the opening, so it is longer there. */
function openingOf({ space, trials = 48 }: Problem): number {
  const wanted = space.conditional
    ? Math.min(12, space.dimensions.length + 6)
    : Math.min(10, space.dimensions.length + 2);
  return Math.max(4, Math.min(wanted, Math.ceil(trials / 4)));
}

class GpSampler implements Sampler {
  readonly #openingTrials: number;
  readonly #trustShare: number;
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #encoder: Encoder;
  readonly #beliefs: Beliefs;

  constructor(problem: Problem, { opening, trustShare = 0.5, outputs = 'half-rank' }: GpOptions) {
    this.#openingTrials = opening ?? openingOf(problem);
    this.#trustShare = trustShare;
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    this.#encoder = new Encoder(problem.space);
    this.#beliefs = new Beliefs(this.#history, this.#encoder, outputs);
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#history.apply([change]);
      if (change.type !== 'observed' || change.status === 'running') continue;
      this.#beliefs.ended();
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const { space, seed, noisy } = this.#problem;
    if (!this.#beliefs.ready(this.#openingTrials)) {
      return this.#distinct.suggest(request, (ordinal, attempt) =>
        this.#opening.propose(ordinal, attempt, request.fixed),
      );
    }
    return this.#distinct.suggest(request, (ordinal, attempt, batch) => {
      if (attempt > 0) return undefined;
      const near = this.#near(ordinal);
      const models = this.#beliefs.models(near ? 'near' : 'far');
      const pending = this.#encodeRows([...this.#pending(), ...batch.map(({ row }) => row)]);
      const count = pending.length / this.#encoder.dimensions;
      const believing = (process: GaussianProcess): GaussianProcess => process.believing(pending, count);
      const score = new Utility(
        models.objectives.map(({ process }) => believing(process)),
        models.constraints.map(({ process, set }) => ({
          process: believing(process),
          threshold: set.threshold,
        })),
        models.boxes,
        this.#encoder.dimensions,
      );
      const search = (box: Box): Float64Array | undefined =>
        searchScore({
          space,
          encoder: this.#encoder,
          score,
          random: stream(seed, ordinal, 'gp'),
          centres: models.centres,
          fixed: request.fixed,
          allowed: (candidate) =>
            noisy || !(this.#history.has(candidate) || batch.some(({ row }) => sameRow(row, candidate))),
          box,
          bonus: this.#priorBonus(),
        });
      const row = (near ? search(this.#box(models)) : undefined) ?? search(wholeBox(space));
      return row && { row };
    });
  }

  /** Whether a suggestion looks from near: ever more of them do; with several objectives a third, for the sake of the ends. */
  #near(ordinal: number): boolean {
    const { objectives, seed, trials } = this.#problem;
    const spent = trials === undefined ? 0.5 : this.#history.count / trials;
    const share = objectives > 1 ? 2 / 3 : 2 * spent;
    return stream(seed, ordinal, 'trust').uniform() < share * this.#trustShare;
  }

  /**
   * The trust region around the best posterior mean; everything while no trial holds all limits, and with several
   * objectives.
   */
  #box(models: Models): Box {
    const { space, objectives } = this.#problem;
    const [centre] = models.centres;
    if (centre === undefined || objectives > 1) return wholeBox(space);
    const { weights } = models.objectives[0]!.process.hyperparameters;
    return trustBox(space, centre, weights, trustLength(this.#history));
  }

  /** A user's prior as an addition to the score, fading with the trials. */
  #priorBonus(): ((row: Float64Array) => number) | undefined {
    const { space, trials = 100 } = this.#problem;
    if (!hasPrior(space)) return undefined;
    const weight = (PRIOR_SHARE * trials) / Math.max(1, this.#history.count);
    return (row) => weight * logPrior(space, row);
  }

  #pending(): Float64Array[] {
    const rows: Float64Array[] = [];
    for (let s = 0; s < this.#history.count; s++) {
      if (this.#history.status[s] === Status.pending && this.#history.inside[s] === 1)
        rows.push(this.#history.row(s));
    }
    return rows;
  }

  #encodeRows(rows: readonly Float64Array[]): Float64Array {
    const d = this.#encoder.dimensions;
    const points = new Float64Array(rows.length * d);
    rows.forEach((row, i) => {
      this.#encoder.encode(row, 1, points, i * d);
    });
    return points;
  }
}
