import type { SchedulerAlgorithm } from './port.ts';
import { targetOf } from './target.ts';

/** Every trial is one evaluation with the full amount of every fidelity. Its seed differs from trial to trial. */
export function singleScheduler(): SchedulerAlgorithm {
  return {
    name: 'single',
    version: 1,
    create: (problem) => ({
      blind: true,
      next(view) {
        if (view.trialsLeft <= 0) return { type: 'finished', reason: 'every trial has been evaluated' };
        return { type: 'new-trial', target: targetOf(problem, view.trials, 1) };
      },
      onReport: () => ({ type: 'continue' }),
      onEnd: () => 'freeze',
    }),
  };
}
