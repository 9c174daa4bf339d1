import { confirmTarget } from '../../evaluation/replication.ts';
import { After } from '../after.ts';
import type { Next, SchedulerAlgorithm, SchedulerView } from '../port.ts';
import { fullAmounts } from '../target.ts';
import { completedDefault, isBefore, isFrozen, isIdle } from '../trials.ts';
import { sharing } from './sharing.ts';

export interface ConfirmationOptions {
  /** Of what is spent on evaluations in all, in (0, 0.5]. */
  readonly share: number;
  /** How many of the best run again, besides the default. */
  readonly top: number;
}

/**
 * After the search of any scheduler, the best few and the default run again, all on the same seeds and splits, which no
 * decision of the search has seen. What that costs was kept back: `share` of all evaluations, at least two, or with folds
 * one whole partition, for the best and as many for the default. More trials afterwards mean more to confirm; what was confirmed stays.
 */
export function confirmed(inner: SchedulerAlgorithm, options: ConfirmationOptions): SchedulerAlgorithm {
  return { ...inner, create: (problem) => new Confirmed(inner.create(problem), problem, options) };
}

class Confirmed extends After<ConfirmationOptions> {
  /** Who is to be confirmed and how often, by how many evaluations the search had and how many trials have a result. */
  #plan:
    | {
        readonly searched: number;
        readonly frozen: number;
        readonly trials: readonly number[];
        readonly runs: number;
      }
    | undefined;

  next(view: SchedulerView): Next {
    const over = view.searchOver;
    const next: Next = over === undefined ? this.inner.next(view) : { type: 'finished', reason: over };
    if (next.type !== 'finished') return next;
    if (isBefore(view, 'confirm')) return { type: 'wait' };
    const { trials, runs } = this.#planned(view);
    const given = trials.map((trial) => confirmations(view, trial));
    const least = Math.min(...given);
    if (least < runs) {
      const trial = trials[given.indexOf(least)]!;
      const { seed, replication, fidelities } = this.problem;
      const target = confirmTarget(seed, replication.folds, least, fullAmounts(fidelities));
      const reason = `run ${least + 1} of ${runs} on splits that the search has not seen`;
      return { type: 'evaluate', trial, purpose: 'confirm', target, reason };
    }
    return isIdle(view) ? next : { type: 'wait' };
  }

  /** Depends on the search alone, so that it is the same after any interruption. */
  #planned(view: SchedulerView): { readonly trials: readonly number[]; readonly runs: number } {
    let spent = 0;
    let searched = 0;
    for (let e = 0; e < view.evaluations; e++) {
      const { purpose, reached } = view.evaluation(e);
      if (purpose !== 'search' && purpose !== 'repeat') continue;
      searched++;
      spent += reached;
    }
    let frozen = 0;
    for (let trial = 0; trial < view.trials; trial++) if (isFrozen(view.trial(trial))) frozen++;
    if (this.#plan?.searched === searched && this.#plan.frozen === frozen) return this.#plan;
    const { share, top } = this.options;
    const { tops, runs } = sharing((share / (1 - share)) * spent, top, this.problem.replication.folds);
    const start = completedDefault(view);
    const others = view.ranking(tops + 1).filter((trial) => trial !== start);
    // The default alone has nothing to be compared with.
    const trials =
      others.length === 0 || start < 0 ? others.slice(0, tops) : [...others.slice(0, tops), start];
    this.#plan = { searched, frozen, trials, runs };
    return this.#plan;
  }
}

function confirmations(view: SchedulerView, trial: number): number {
  return view.trial(trial).evaluations.filter((e) => view.evaluation(e).purpose === 'confirm').length;
}
