import { stream } from '../../math/random.ts';
import { Encoder } from '../../model/encoder.ts';
import type { Hyperparameters } from '../../model/gp/hyperparameters.ts';
import type { GaussianProcess } from '../../model/gp/process.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasPrior, logPrior } from '../prior.ts';
import { boxesOf } from './front.ts';
import { conditionTarget, fitTarget, type MetricModel } from './metrics.ts';
import { isFitPosition } from './schedule.ts';
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
 * search alone, the model sees all trials.
 */
export function gpSampler(): SamplerAlgorithm {
  return { name: 'gp', version: 3, create: (problem) => new GpSampler(problem) };
}

/** Observations before the model takes over. */
function openingLength(dimensions: number): number {
  return Math.max(4, Math.min(10, Math.ceil(dimensions / 2)));
}

/** The weight of a user's prior after n trials is this share of the budget over n. */
const PRIOR_SHARE = 0.1;

class GpSampler implements Sampler {
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #encoder: Encoder;
  readonly #objectives: readonly Target[];
  readonly #limits: readonly Target[];
  readonly #failure: Target;
  #observations = 0;
  /** What was known at the last fit position. */
  #frozen: Trials | undefined;
  #fitted: ReadonlyMap<Target, Hyperparameters | undefined> | undefined;
  /** Models of the history after `changes` changes. */
  #models: Models | undefined;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    const encoder = new Encoder(problem.space);
    this.#encoder = encoder;
    this.#objectives = Array.from({ length: problem.objectives }, (_, m) =>
      objectiveTarget(problem, encoder, m),
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
        this.#frozen = freeze(this.#history, this.#problem);
        this.#fitted = undefined;
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
        boxesOf(
          models.objectives.map(({ process }) => process),
          models.feasible,
          models.feasible.length / this.#encoder.dimensions,
        ),
        this.#encoder.dimensions,
      );
      const batchKeys = new Set(batch.map(({ row }) => space.key(row)));
      const search = (box: Box): Float64Array | undefined =>
        searchScore({
          space,
          encoder: this.#encoder,
          score,
          random: stream(seed, ordinal, 'gp'),
          centres: models.centres,
          fixed: request.fixed,
          allowed: (candidate) =>
            noisy || !(this.#history.has(candidate) || batchKeys.has(space.key(candidate))),
          box,
          bonus: this.#priorBonus(),
        })[0];
      const row = search(this.#box(models)) ?? search(wholeBox(space));
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
    if (this.#frozen === undefined || succeeded < 2 || succeeded + failed < openingLength(history.dimensions))
      return undefined;
    const frozen = this.#frozen;
    const targets = [...this.#objectives, ...this.#limits, ...(failed > 0 ? [this.#failure] : [])];
    this.#fitted ??= new Map(
      [...this.#objectives, ...this.#limits, this.#failure].map((target) => [
        target,
        target === this.#failure && !anyFailed(frozen) ? undefined : fitTarget(target, frozen, problem),
      ]),
    );
    const fitted = this.#fitted;
    const models = targets.map((target) =>
      conditionTarget(target, history, this.#encoder, problem, fitted.get(target)),
    );
    const objectives = models.slice(0, problem.objectives);
    const feasible: Float64Array[] = [];
    for (let s = 0; s < history.count; s++)
      if (hasValues(history, s) && history.withinLimits(s)) feasible.push(history.row(s));
    this.#models = {
      changes: history.changes,
      objectives,
      constraints: models.slice(problem.objectives),
      feasible: this.#encodeRows(feasible),
      centres: this.#centres(objectives),
    };
    return this.#models;
  }

  /** The ten trials of the best posterior means, summed over objectives, as numbers in [0, 1]. */
  #centres(objectives: readonly MetricModel[]): Float64Array[] {
    const history = this.#history;
    const slots = [...objectives[0]!.set.slots].filter((s) => history.withinLimits(s));
    const points = this.#encodeRows(slots.map((s) => history.row(s)));
    const total = new Float64Array(slots.length);
    for (const { process } of objectives) {
      process.predict(points, slots.length).mean.forEach((mean, i) => {
        total[i] = total[i]! + mean;
      });
    }
    const order = slots.map((_, i) => i).sort((a, b) => total[a]! - total[b]! || a - b);
    return order.slice(0, 10).map((i) => {
      const start = slots[i]! * history.dimensions;
      return history.units.slice(start, start + history.dimensions).map((u) => (Number.isNaN(u) ? 0.5 : u));
    });
  }
}

interface Models {
  readonly changes: number;
  readonly objectives: readonly MetricModel[];
  readonly constraints: readonly MetricModel[];
  /** Encoded trials that hold all limits, at full fidelity. */
  readonly feasible: Float64Array;
  readonly centres: readonly Float64Array[];
}

function anyFailed(trials: Trials): boolean {
  for (let s = 0; s < trials.count; s++)
    if (trials.status[s] === Status.failed || trials.status[s] === Status.infeasible) return true;
  return false;
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
