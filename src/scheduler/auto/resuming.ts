import { Ended } from '../ended.ts';
import type { SchedulerView } from '../port.ts';

/** Looks at what programs do that are given more: whether their reports go on from the checkpoint or begin again. */
export class Resuming {
  #found: 'resumes' | 'restarts' | 'unknown' = 'unknown';
  readonly #ended = new Ended((view, { evaluation }) => this.#look(view, evaluation));

  of(view: SchedulerView): 'resumes' | 'restarts' | 'unknown' {
    for (const evaluation of this.#ended.sync(view)) this.#look(view, evaluation);
    return this.#found;
  }

  #look(view: SchedulerView, evaluation: number): void {
    if (this.#found !== 'unknown') return;
    const { trial, share } = view.evaluation(evaluation);
    const curve = view.curve(evaluation);
    // A program that reports its end only shows neither.
    if (curve.length === 0 || !(curve.share(0) < share)) return;
    let reached = 0;
    for (const other of view.trial(trial).evaluations) {
      if (other < evaluation) reached = Math.max(reached, view.evaluation(other).reached);
    }
    if (reached > 0) this.#found = curve.share(0) > reached ? 'resumes' : 'restarts';
  }
}
