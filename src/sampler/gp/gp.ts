import { stream } from '../../math/random.ts';
import type { Boxes } from '../../model/acquisition/boxes.ts';
import { Encoder } from '../../model/encoder.ts';
import type { Hyperparameters } from '../../model/gp/hyperparameters.ts';
import type { GaussianProcess } from '../../model/gp/process.ts';
import { halfRankWarp, standardWarp } from '../../model/warp/output.ts';
import { checkOptions, numberWithin, oneOfWords, wholeNumber } from '../../space/options.ts';
import { sameRow } from '../../space/row-lookup.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasPrior, logPrior } from '../prior.ts';
import { boxesOf } from './front.ts';
import { conditionTarget, fitTarget, type MetricModel } from './metrics.ts';
import { isAnchor, isFitPosition } from './schedule.ts';
import { searchScore } from './search.ts';
import {
  failureTarget,
  hasValues,
  limitTarget,
  objectiveTarget,
  type Target,
  type Trials,
} from './target.ts';
import { type Box, trustBox, trustLength, wholeBox } from './trust-region.ts';
import { Utility } from './utility.ts';

export interface GpOptions {
  /**
   * Trials that must have ended before the model is asked, 1 to 10,000; until then the suggestions are quasi-random.
   * @defaultValue two more than there are parameters, at most 10 and a quarter of the budget, at least 4
   */
  readonly opening?: number;
  /**
   * Share of the suggestions that are searched for near the best trial only, 0 to 1.
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
 * the trials known at that count; data are always the latest. O(n³) with n at most 400 observations, more stand in by
 * a subset.
 * @see Ament et al. 2023, arXiv:2310.20708 (log EI); Song et al. 2024, arXiv:2408.11527 (half-rank warping);
 * Hvarfner et al. 2024, arXiv:2402.02746 (lengthscales in many dimensions); Hvarfner et al. 2022, arXiv:2204.11051
 * (user priors); Eriksson et al. 2019, arXiv:1910.01739 (trust region). Departures: improvement is measured from the best
 * posterior mean, also without noise; running trials are believed at their posterior means; the trust region bounds the
 * search for every second suggestion, the model sees all trials.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 */
export function gpSampler(options: GpOptions = {}): SamplerAlgorithm {
  checkOptions(options, {
    opening: wholeNumber(1, 10_000),
    trustShare: numberWithin(0, 1),
    outputs: oneOfWords('half-rank', 'standard'),
  });
  return { name: 'gp', version: 5, create: (problem) => new GpSampler(problem, options) };
}

/** Good trials that the search starts from. */
const CENTRES = 10;
/** The weight of a user's prior after n trials is this share of the budget over n. */
const PRIOR_SHARE = 0.1;

class GpSampler implements Sampler {
  readonly #openingTrials: number;
  readonly #trustShare: number;
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #encoder: Encoder;
  readonly #objectives: readonly Target[];
  readonly #limits: readonly Target[];
  readonly #failure: Target;
  #observations = 0;
  /** The last fit that began from the priors, and the last one. */
  #anchor: Fit | undefined;
  #fit: Fit | undefined;
  /** Models of the history after `changes` changes. */
  #models: Models | undefined;

  constructor(problem: Problem, { opening, trustShare = 0.5, outputs = 'half-rank' }: GpOptions) {
    const { space, trials = 40 } = problem;
    this.#openingTrials =
      opening ?? Math.max(4, Math.min(10, space.dimensions.length + 2, Math.ceil(trials / 4)));
    this.#trustShare = trustShare;
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    const encoder = new Encoder(problem.space);
    this.#encoder = encoder;
    this.#objectives = Array.from({ length: problem.objectives }, (_, m) =>
      objectiveTarget(problem, encoder, m, outputs === 'half-rank' ? halfRankWarp : standardWarp),
    );
    this.#limits = Array.from({ length: problem.limits }, (_, l) => limitTarget(problem, encoder, l));
    this.#failure = failureTarget(encoder);
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#history.apply([change]);
      if (change.type !== 'observed' || change.status === 'running') continue;
      this.#observations += 1;
      if (isFitPosition(this.#observations)) {
        const anchor = isAnchor(this.#observations) ? undefined : this.#anchor;
        this.#fit = new Fit(freeze(this.#history, this.#problem), this.#problem, anchor);
        if (anchor === undefined) this.#anchor = this.#fit;
      }
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const { space, seed, noisy } = this.#problem;
    const models = this.#current();
    if (models === undefined) {
      return this.#distinct.suggest(request, (ordinal, attempt) =>
        this.#opening.propose(ordinal, attempt, request.fixed),
      );
    }
    return this.#distinct.suggest(request, (ordinal, attempt, batch) => {
      if (attempt > 0) return undefined;
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
      const near = stream(seed, ordinal, 'trust').uniform() < this.#trustShare;
      const row = (near ? search(this.#box(models)) : undefined) ?? search(wholeBox(space));
      return row && { row };
    });
  }

  /** Where to search: with one objective the trust region around the best posterior mean, else everywhere. */
  #box(models: Models): Box {
    const { space, objectives } = this.#problem;
    const [centre] = models.centres;
    if (objectives > 1 || centre === undefined) return wholeBox(space);
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

  /** The models given all changes so far; undefined while too little is known. */
  #current(): Models | undefined {
    const history = this.#history;
    if (this.#models?.changes === history.changes) return this.#models;
    const problem = this.#problem;
    let succeeded = 0;
    let failed = 0;
    for (let s = 0; s < history.count; s++) {
      if (hasValues(history, s)) succeeded += 1;
      else if (history.status[s] !== Status.pending && history.inside[s] === 1) failed += 1;
    }
    if (this.#fit === undefined || succeeded < 2 || succeeded + failed < this.#openingTrials)
      return undefined;
    const fit = this.#fit;
    const targets = [...this.#objectives, ...this.#limits, ...(failed > 0 ? [this.#failure] : [])];
    const models = targets.map((target) =>
      conditionTarget(target, history, this.#encoder, problem, fit.of(target)),
    );
    const objectives = models.slice(0, problem.objectives);
    const slots = this.#feasible(objectives[0]!.set.slots);
    const points = this.#encodeRows(slots.map((s) => history.row(s)));
    const means = objectives.map(({ process }) => process.means(points, slots.length));
    this.#models = {
      changes: history.changes,
      objectives,
      constraints: models.slice(problem.objectives),
      boxes: boxesOf(means),
      centres: this.#centres(slots, means),
    };
    return this.#models;
  }

  /** Trials that hold all limits: those that the model knows, or if there is none all. */
  #feasible(known: Uint32Array): readonly number[] {
    const history = this.#history;
    const slots = [...known].filter((s) => history.withinLimits(s));
    if (slots.length > 0) return slots;
    return Array.from({ length: history.count }, (_, s) => s).filter(
      (s) => hasValues(history, s) && history.withinLimits(s),
    );
  }

  /** The ten trials of the best posterior means, summed over objectives, as numbers in [0, 1]. */
  #centres(slots: readonly number[], means: readonly Float64Array[]): Float64Array[] {
    const { dimensions, units } = this.#history;
    const total = slots.map((_, i) => means.reduce((sum, mean) => sum + mean[i]!, 0));
    const order = slots.map((_, i) => i).sort((a, b) => total[a]! - total[b]! || a - b);
    return order.slice(0, CENTRES).map((i) => {
      const start = slots[i]! * dimensions;
      return units.slice(start, start + dimensions).map((u) => (Number.isNaN(u) ? 0.5 : u));
    });
  }
}

interface Models {
  readonly changes: number;
  readonly objectives: readonly MetricModel[];
  readonly constraints: readonly MetricModel[];
  /** What is not dominated; undefined while no trial holds all limits. */
  readonly boxes: Boxes | undefined;
  readonly centres: readonly Float64Array[];
}

/** Hyperparameters fitted to what was known at a position, when they are asked for. */
class Fit {
  readonly #trials: Trials;
  readonly #problem: Problem;
  /** Where the search for them begins. */
  readonly #anchor: Fit | undefined;
  readonly #found = new Map<Target, Hyperparameters | undefined>();

  constructor(trials: Trials, problem: Problem, anchor: Fit | undefined) {
    this.#trials = trials;
    this.#problem = problem;
    this.#anchor = anchor;
  }

  of(target: Target): Hyperparameters | undefined {
    if (!this.#found.has(target))
      this.#found.set(target, fitTarget(target, this.#trials, this.#problem, this.#anchor?.of(target)));
    return this.#found.get(target);
  }
}

function freeze(history: History, { objectives, limits }: Problem): Trials {
  const { count, dimensions } = history;
  return {
    count,
    rows: history.rows.slice(0, count * dimensions),
    values: history.values.slice(0, count * objectives),
    errors: history.errors.slice(0, count * objectives),
    excess: history.excess.slice(0, count * limits),
    fidelity: history.fidelity.slice(0, count),
    status: history.status.slice(0, count),
    inside: history.inside.slice(0, count),
  };
}
