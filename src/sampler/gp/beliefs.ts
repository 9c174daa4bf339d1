import type { Boxes } from '../../model/acquisition/boxes.ts';
import type { Encoder } from '../../model/encoder.ts';
import type { Hyperparameters } from '../../model/gp/hyperparameters.ts';
import { halfRankWarp, standardWarp, zoomedHalfRankWarp } from '../../model/warp/output.ts';
import { type History, Status } from '../history.ts';
import type { Problem } from '../port.ts';
import { boxesOf } from './front.ts';
import { conditionTarget, fitTarget, type MetricModel } from './metrics.ts';
import { isAnchor, isFitPosition } from './schedule.ts';
import {
  failureTarget,
  hasValues,
  limitTarget,
  objectiveTarget,
  type Target,
  type Trials,
} from './target.ts';

/** Good trials that the search starts from. */
const CENTRES = 10;

/** What is believed of all metrics given all trials. */
export interface Models {
  readonly objectives: readonly MetricModel[];
  readonly constraints: readonly MetricModel[];
  /** What is not dominated; undefined while no trial holds all limits. */
  readonly boxes: Boxes | undefined;
  /** The trials of the best posterior means, summed over objectives, best first, as numbers in [0, 1]. */
  readonly centres: readonly Float64Array[];
}

/**
 * How the objectives are looked at: `far` tells the good half of the space from the rest, `near` the best trials from
 * the good ones; with several objectives `near` asks for what is good in all of them.
 */
export type View = 'far' | 'near';

/** Models of a history, their hyperparameters fitted at positions that a schedule fixes. */
export class Beliefs {
  readonly #history: History;
  readonly #encoder: Encoder;
  readonly #objectives: { readonly [view in View]: readonly Target[] };
  readonly #limits: readonly Target[];
  readonly #failure: Target;
  #observations = 0;
  /** The last fit that began from the priors, and the last one. */
  #anchor: Fit | undefined;
  #fit: Fit | undefined;
  /** What was made of the history after so many changes. */
  #changes = -1;
  readonly #conditioned = new Map<Target, MetricModel>();
  readonly #models = new Map<View, Models>();

  constructor(history: History, encoder: Encoder, outputs: 'half-rank' | 'standard') {
    const { problem } = history;
    const targets = (warp: typeof halfRankWarp): Target[] =>
      Array.from({ length: problem.objectives }, (_, m) => objectiveTarget(problem, encoder, m, warp));
    const ranked = outputs === 'half-rank';
    this.#history = history;
    this.#encoder = encoder;
    this.#objectives = {
      far: targets(ranked ? halfRankWarp : standardWarp),
      near: targets(ranked && problem.objectives === 1 ? zoomedHalfRankWarp : standardWarp),
    };
    this.#limits = Array.from({ length: problem.limits }, (_, l) => limitTarget(problem, encoder, l));
    this.#failure = failureTarget(encoder);
  }

  /** To be told once for each trial that has ended, when the history knows it. */
  ended(): void {
    this.#observations += 1;
    if (!isFitPosition(this.#observations)) return;
    const anchor = isAnchor(this.#observations) ? undefined : this.#anchor;
    this.#fit = new Fit(freeze(this.#history), this.#history.problem, anchor);
    if (anchor === undefined) this.#anchor = this.#fit;
  }

  /** Whether there is enough to model: so many trials have ended, two of them with values. */
  ready(least: number): boolean {
    const { succeeded, failed } = ends(this.#history);
    return this.#fit !== undefined && succeeded >= 2 && succeeded + failed >= least;
  }

  /** The models given all changes so far, when they are ready. */
  models(view: View): Models {
    const history = this.#history;
    if (this.#changes !== history.changes) {
      this.#changes = history.changes;
      this.#conditioned.clear();
      this.#models.clear();
    }
    const known = this.#models.get(view);
    if (known !== undefined) return known;
    const fit = this.#fit!;
    const { failed } = ends(history);
    const objectives = this.#objectives[view].map((target) => this.#condition(target, fit));
    const constraints = [...this.#limits, ...(failed > 0 ? [this.#failure] : [])];
    const slots = this.#feasible(objectives[0]!.set.slots);
    const points = this.#encode(slots);
    const means = objectives.map(({ process }) => process.means(points, slots.length));
    const models = {
      objectives,
      constraints: constraints.map((target) => this.#condition(target, fit)),
      boxes: boxesOf(means, view === 'near'),
      centres: this.#centres(slots, means),
    };
    this.#models.set(view, models);
    return models;
  }

  #condition(target: Target, fit: Fit): MetricModel {
    const known = this.#conditioned.get(target);
    if (known !== undefined) return known;
    const history = this.#history;
    const model = conditionTarget(target, history, this.#encoder, history.problem, fit.of(target));
    this.#conditioned.set(target, model);
    return model;
  }

  #encode(slots: readonly number[]): Float64Array {
    const d = this.#encoder.dimensions;
    const points = new Float64Array(slots.length * d);
    slots.forEach((slot, i) => {
      this.#encoder.encode(this.#history.row(slot), 1, points, i * d);
    });
    return points;
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

function ends(history: History): { readonly succeeded: number; readonly failed: number } {
  let succeeded = 0;
  let failed = 0;
  for (let s = 0; s < history.count; s++) {
    if (hasValues(history, s)) succeeded += 1;
    else if (history.status[s] !== Status.pending && history.inside[s] === 1) failed += 1;
  }
  return { succeeded, failed };
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

function freeze(history: History): Trials {
  const { count, dimensions } = history;
  const { objectives, limits } = history.problem;
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
