import { Ended } from '../ended.ts';
import type { SchedulerView } from '../port.ts';

/** Whether programs report on their way to the full amount. */
export type Habit = 'reports' | 'silent' | 'unknown';

/** Looks at what programs do: one report before the end settles it, and an evaluation that completed without any. */
export class Reporting {
  #reports = false;
  #silent = false;
  readonly #ended = new Ended((view, { evaluation, status }) => {
    if (isOnItsWay(view, evaluation)) this.#reports = true;
    else if (status === 'completed') this.#silent = true;
  });

  of(view: SchedulerView): Habit {
    if (this.#reports) return 'reports';
    for (const evaluation of this.#ended.sync(view)) if (isOnItsWay(view, evaluation)) return 'reports';
    return this.#reports ? 'reports' : this.#silent ? 'silent' : 'unknown';
  }
}

function isOnItsWay(view: SchedulerView, evaluation: number): boolean {
  const curve = view.curve(evaluation);
  return curve.length > 0 && curve.share(0) < view.evaluation(evaluation).share;
}
