import { Ended } from './ended.ts';
import type { Curve, SchedulerView } from './port.ts';
import { knownExcess } from './rungs/standing.ts';

/** A trial that came to its end within the limits. */
export interface Completed {
  readonly trial: number;
  readonly evaluation: number;
  /** To minimise, shape [objectives]. */
  readonly values: Float64Array;
  readonly curve: Curve;
}

/** The trials that had the full amount. */
export class CompletedTrials {
  readonly #all: Completed[] = [];
  #best: Completed | undefined;
  /** Largest step that a completed trial reported. */
  #lastStep = 0;
  readonly #ended = new Ended((view, ended) => {
    const { evaluation, trial, purpose, status, share, values, excess } = ended;
    if (purpose !== 'search' || status !== 'completed' || share < 1 || values === undefined) return;
    const curve = view.curve(evaluation);
    if (curve.length > 0) this.#lastStep = Math.max(this.#lastStep, curve.step(curve.length - 1));
    if (knownExcess(excess) > 0) return;
    const completed = { trial, evaluation, values, curve };
    this.#all.push(completed);
    const [value, best] = [values[0]!, this.#best?.values[0] ?? Number.POSITIVE_INFINITY];
    if (value < best || (value === best && trial < this.#best!.trial)) this.#best = completed;
  });

  /** The best in the first objective, the earliest of equals. */
  best(view: SchedulerView): Completed | undefined {
    this.#ended.sync(view);
    return this.#best;
  }

  /** In no order. */
  all(view: SchedulerView): readonly Completed[] {
    this.#ended.sync(view);
    return this.#all;
  }

  lastStep(view: SchedulerView): number {
    this.#ended.sync(view);
    return this.#lastStep;
  }
}
