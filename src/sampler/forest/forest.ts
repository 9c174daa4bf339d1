import { stream } from '../../math/random.ts';
import { normalLogCdf } from '../../math/special/normal.ts';
import type { Boxes } from '../../model/acquisition/boxes.ts';
import { logHypervolumeImprovement } from '../../model/acquisition/hypervolume-improvement.ts';
import { logExpectedImprovement } from '../../model/acquisition/improvement.ts';
import { writeInputs } from '../../model/forest/table.ts';
import { checkOptions, numberWithin, wholeNumber } from '../../space/options.ts';
import { sameRow } from '../../space/row-lookup.ts';
import { Distinct } from '../distinct.ts';
import { drawFeasible } from '../draw.ts';
import { boxesAround } from '../gp/front.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasPrior, logPrior } from '../prior.ts';
import { Ranking } from '../ranking.ts';
import { searchScore } from './search.ts';
import { inputsAt, type Targets, targetsOf } from './targets.ts';

export interface ForestSamplerOptions {
  /**
   * Trials that must have ended before the forest is asked, 1 to 10,000; until then the suggestions are quasi-random.
   * @defaultValue a quarter of the budget, 3 to 10
   */
  readonly opening?: number;
  /**
   * Share of the suggestions that are drawn uniformly, 0 to 1.
   * @defaultValue 0.05
   */
  readonly randomShare?: number;
  /**
   * Trees of each forest, 1 to 1,000.
   * @defaultValue 64
   */
  readonly trees?: number;
  /**
   * Configurations that are scored before the local search, 1 to 100,000.
   * @defaultValue 400
   */
  readonly candidates?: number;
}

/** Good trials that the search starts from. */
const centres = 10;
/** What a user's prior weighs in units of log improvement, divided by the number of trials (πBO's β). */
const priorWeight = 10;
/** Least probability of success that a forest is believed. */
const doubt = 0.02;

/**
 * Bayesian optimisation with random forests: each suggestion maximises the log expected improvement (hypervolume
 * improvement with several objectives) times the probabilities that the limits hold and that the program succeeds.
 * Trees take categories and conditions as they are: an inactive parameter is a branch of its own.
 *
 * - Running trials, and the earlier ones of a batch, make the forest the surer the more of its trees put a
 *   configuration into a leaf with them.
 * - Trials that were stopped early count at their fidelity, which is an input.
 * - A user's prior π is the density of the opening and adds β / n · log π to the score (πBO).
 *
 * @remarks Deterministic. Departs from SMAC: more trees, without bootstrap, that look at half of the columns in each
 * node and are regrown in turn (see `Grove`); half-rank warp in place of the logarithm; an opening of at most 10; local
 * search from neighbours on all scales; 5 % random suggestions instead of 20 %.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Hutter, Hoos & Leyton-Brown 2011 (SMAC); Lindauer et al. 2022, JMLR 23 (SMAC3); Hvarfner et al. 2022,
 * arXiv:2204.11051 (priors); Song et al. 2024, arXiv:2408.11527 (warp)
 */
export function forestSampler(options: ForestSamplerOptions = {}): SamplerAlgorithm {
  checkOptions(options, {
    opening: wholeNumber(1, 10_000),
    randomShare: numberWithin(0, 1),
    trees: wholeNumber(1, 1000),
    candidates: wholeNumber(1, 100_000),
  });
  return { name: 'forest', version: 2, create: (problem) => new ForestSampler(problem, options) };
}

class ForestSampler implements Sampler {
  readonly #problem: Problem;
  readonly #history: History;
  readonly #ranking: Ranking;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #targets: Targets;
  readonly #openingTrials: number;
  readonly #randomShare: number;
  readonly #candidates: number;
  readonly #prior: boolean;

  constructor(problem: Problem, options: ForestSamplerOptions) {
    this.#problem = problem;
    this.#history = new History(problem);
    this.#ranking = new Ranking(this.#history);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    this.#targets = targetsOf(this.#history, options.trees ?? 64);
    const quarter = Math.ceil((problem.trials ?? 40) / 4);
    this.#openingTrials = options.opening ?? Math.max(3, Math.min(10, quarter));
    this.#randomShare = options.randomShare ?? 0.05;
    this.#candidates = options.candidates ?? 400;
    this.#prior = hasPrior(problem.space);
  }

  update(changes: readonly Change[]): void {
    // One by one: what a trial was when each change came decides the order of what the forests know.
    for (const change of changes) {
      const [slot = 0] = this.#history.apply([change]);
      if (change.type === 'observed') for (const target of this.#targets.all) target.touch(slot);
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const { space, seed, noisy } = this.#problem;
    const history = this.#history;
    if (this.#ended() < this.#openingTrials) {
      return this.#distinct.suggest(request, (ordinal, attempt) =>
        this.#opening.propose(ordinal, attempt, request.fixed),
      );
    }
    const utility = this.#utility();
    const starts = this.#ranking.slots(centres).slice(0, centres);
    return this.#distinct.suggest(request, (ordinal, attempt, batch) => {
      if (attempt > 1) return undefined;
      const random = stream(seed, ordinal, 'forest', attempt);
      if (attempt === 0 && random.uniform() < this.#randomShare) {
        const row = drawFeasible(space, random, request.fixed);
        return row && { row };
      }
      const near = this.#pendingLeaves(batch);
      const row = searchScore({
        space,
        random,
        fixed: request.fixed,
        centres: starts.map((slot) =>
          history.units.subarray(slot * history.dimensions, (slot + 1) * history.dimensions),
        ),
        candidates: this.#candidates,
        score: (candidate) => utility(candidate, near),
        allowed: (candidate) =>
          noisy || (!history.has(candidate) && !batch.some(({ row }) => sameRow(row, candidate))),
      });
      return row && { row };
    });
  }

  explain(): string {
    const ended = this.#ended();
    return ended < this.#openingTrials
      ? `quasi-random until ${this.#openingTrials} trials have ended`
      : `expected improvement under a random forest of ${ended} trials`;
  }

  #ended(): number {
    return this.#targets.failure.slots.length;
  }

  /** For each objective the leaves of the running trials and of the batch in the making. */
  #pendingLeaves(batch: readonly Suggestion[]): Leaves[] {
    const history = this.#history;
    const rows = batch.map(({ row }) => row);
    for (let s = 0; s < history.count; s++) {
      if (history.status[s] === Status.pending && history.inside[s] === 1) rows.push(history.row(s));
    }
    const inputs = rows.map((row) => inputsAt(history, row, 1));
    return this.#targets.objectives.map((target) => inputs.map((x) => target.leavesOf(x)));
  }

  /** What the search maximises, with all that is known now. */
  #utility(): (row: Float64Array, near: readonly Leaves[]) => number {
    const history = this.#history;
    const { space } = this.#problem;
    const { objectives, limits, failure } = this.#targets;
    const m = objectives.length;
    const [means, stds, slopes] = [new Float64Array(m), new Float64Array(m), new Float64Array(m)];
    const boxes = this.#boxes();
    const inputs = new Float64Array(history.dimensions + 1);
    const failures = failure.slots.some((slot) => history.status[slot]! >= Status.failed);
    const weight = this.#prior ? priorWeight / this.#ended() : 0;
    return (row, near) => {
      writeInputs(space, row, inputs, 0);
      inputs[row.length] = 1;
      let score = weight === 0 ? 0 : weight * logPrior(space, row);
      if (boxes !== undefined) {
        objectives.forEach((target, k) => {
          target.at(inputs);
          let nearest = 0;
          for (const leaves of near[k]!) nearest = Math.max(nearest, target.nearness(leaves));
          means[k] = target.mean;
          stds[k] = Math.sqrt(target.variance * (1 - nearest * nearest) + 1e-10);
        });
        score +=
          m === 1
            ? logExpectedImprovement(means[0]!, stds[0]!, boxes.high[0]!)
            : logHypervolumeImprovement(boxes, means, stds, slopes, slopes);
      }
      for (const target of limits) {
        if (target.slots.length === 0) continue;
        target.at(inputs);
        score += normalLogCdf(-target.mean / Math.sqrt(target.variance + 1e-10));
      }
      if (failures) {
        failure.at(inputs);
        score += Math.log(Math.max(doubt, 1 - failure.mean));
      }
      return score;
    };
  }

  /** Where the objectives improve on what was reached within the limits; undefined when nothing was. */
  #boxes(): Boxes | undefined {
    const history = this.#history;
    const { noisy } = this.#problem;
    const { objectives } = this.#targets;
    const points: Float64Array[] = [];
    for (const slot of objectives[0]!.slots) {
      if (history.status[slot] !== Status.completed || !history.withinLimits(slot)) continue;
      const inputs = noisy ? inputsAt(history, history.row(slot), 1) : undefined;
      points.push(
        Float64Array.from(objectives, (target) =>
          inputs === undefined ? target.known(slot) : target.at(inputs).mean,
        ),
      );
    }
    return points.length === 0 ? undefined : boxesAround(points);
  }
}

type Leaves = readonly Int32Array[];
