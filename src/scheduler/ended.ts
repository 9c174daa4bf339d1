import type { EvaluationView, SchedulerView } from './port.ts';

/**
 * Tells once of each evaluation that has ended, so that what follows from it need not be worked out again. Evaluations
 * that were about to begin may be taken back and their numbers used again; nothing is kept of those.
 */
export class Ended {
  readonly #tell: (view: SchedulerView, ended: EvaluationView) => void;
  /** Evaluations below this were looked at. */
  #seen = 0;
  /** Those of them that had not ended. */
  #open: number[] = [];

  constructor(tell: (view: SchedulerView, ended: EvaluationView) => void) {
    this.#tell = tell;
  }

  /** @returns the evaluations that have not ended, ascending */
  sync(view: SchedulerView): readonly number[] {
    const before = this.#open;
    this.#open = [];
    for (const evaluation of before) if (evaluation < view.evaluations) this.#look(view, evaluation);
    const fresh = Math.min(this.#seen, view.evaluations);
    for (let evaluation = fresh; evaluation < view.evaluations; evaluation++) this.#look(view, evaluation);
    this.#seen = view.evaluations;
    return this.#open;
  }

  #look(view: SchedulerView, evaluation: number): void {
    const found = view.evaluation(evaluation);
    if (found.status === 'running' || found.status === 'waiting') this.#open.push(evaluation);
    else this.#tell(view, found);
  }
}
