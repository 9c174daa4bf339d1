import { evaluationsIn, searchTarget } from '../evaluation/replication.ts';
import type { EvaluationView, Next, SchedulerAlgorithm, SchedulerView } from './port.ts';
import { fullAmounts } from './target.ts';
import { isFrozen } from './trials.ts';

/** Every trial gets all of its folds and seeds; what was begun is finished before anything new begins. */
export function replicatedScheduler(): SchedulerAlgorithm {
  return {
    name: 'replicated',
    version: 1,
    create(problem) {
      const { seed, replication, fidelities } = problem;
      const full = evaluationsIn(replication);
      const amounts = fullAmounts(fidelities);
      /** Trials before this one have all that they need. */
      let first = 0;
      const missing = (view: SchedulerView, trial: number): number => {
        const { status, origin, evaluations } = view.trial(trial);
        if (origin === 'imported' || (status !== 'running' && status !== 'paused')) return 0;
        if (evaluations.some((evaluation) => hasFailed(view.evaluation(evaluation).status))) return 0;
        return Math.max(0, full - searched(view, evaluations));
      };
      return {
        blind: false,
        next(view): Next {
          for (let trial = first; trial < view.trials; trial++) {
            const left = missing(view, trial);
            if (left > 0) {
              const target = searchTarget(seed, replication, trial, full - left, amounts);
              return { type: 'evaluate', trial, purpose: 'search', target };
            }
            if (trial === first && isOver(view, trial)) first++;
          }
          if (view.trialsLeft <= 0) return { type: 'finished', reason: 'every trial has been evaluated' };
          return { type: 'new-trial', target: searchTarget(seed, replication, view.trials, 0, amounts) };
        },
        onReport: () => ({ type: 'continue' }),
        onEnd(view, { trial, status }) {
          if (status !== 'completed' && status !== 'stopped') return 'freeze';
          return searched(view, view.trial(trial).evaluations) < full ? 'open' : 'freeze';
        },
      };
    },
  };
}

function hasFailed(status: EvaluationView['status']): boolean {
  return status === 'failed' || status === 'infeasible' || status === 'skipped';
}

/** Its place in the order need not be looked at again: every evaluation of it is durable and over. */
function isOver(view: SchedulerView, trial: number): boolean {
  const found = view.trial(trial);
  return isFrozen(found) && found.evaluations.every((evaluation) => !isOpen(view, evaluation));
}

function isOpen(view: SchedulerView, evaluation: number): boolean {
  const { status } = view.evaluation(evaluation);
  return status === 'running' || status === 'waiting';
}

/** How many evaluations of the search a trial was given. */
function searched(view: SchedulerView, evaluations: readonly number[]): number {
  return evaluations.filter((evaluation) => view.evaluation(evaluation).purpose === 'search').length;
}
