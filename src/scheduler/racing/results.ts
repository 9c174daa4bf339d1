import type { SchedulerView } from '../port.ts';

/** What a trial's evaluations of the search gave so far, by their place among its folds and seeds. */
export interface Result {
  readonly trial: number;
  /** Objectives to minimise, shape [objectives], at each place that has ended. */
  readonly values: (Float64Array | undefined)[];
  /** Sum of the amounts over the limits, over places that have ended. */
  excess: number;
  /** Places that have ended. */
  count: number;
  /** One of them gave no result. */
  failed: boolean;
}

/** Collects ended evaluations; they never change, so each is looked at once. */
export class Results {
  /** How many evaluations were taken in: what is worked out from them holds until this grows. */
  version = 0;
  readonly byTrial: Map<number, Result> = new Map();
  /** All before it have ended. */
  #first = 0;
  readonly #ended = new Set<number>();

  collect(view: SchedulerView): void {
    for (let e = this.#first; e < view.evaluations; e++) {
      if (!this.#ended.has(e)) {
        const evaluation = view.evaluation(e);
        if (evaluation.status === 'waiting' || evaluation.status === 'running') continue;
        this.#ended.add(e);
        if (evaluation.purpose === 'search') this.#take(view, e, evaluation);
      }
      if (e === this.#first) {
        this.#ended.delete(e);
        this.#first++;
      }
    }
  }

  #take(
    view: SchedulerView,
    e: number,
    { trial, values, excess }: ReturnType<SchedulerView['evaluation']>,
  ): void {
    const place = searches(view, trial).indexOf(e);
    let result = this.byTrial.get(trial);
    if (result === undefined) {
      result = { trial, values: [], excess: 0, count: 0, failed: false };
      this.byTrial.set(trial, result);
    }
    if (values === undefined) result.failed = true;
    else {
      result.values[place] = values;
      result.count++;
      // Where a limit is unknown it counts as broken.
      result.excess += Number.isNaN(excess) ? Number.POSITIVE_INFINITY : excess;
    }
    this.version++;
  }
}

/** Numbers of a trial's evaluations of the search, in order. */
export function searches(view: SchedulerView, trial: number): number[] {
  return view.trial(trial).evaluations.filter((e) => view.evaluation(e).purpose === 'search');
}
