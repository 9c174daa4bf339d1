import { hash32 } from '../math/random.ts';
import type { Scheduler } from './port.ts';

/** Every trial is one evaluation with the full amount of every fidelity. Its seed differs from trial to trial. */
export function singleScheduler(): Scheduler {
  return {
    name: 'single',
    version: 1,
    next(view) {
      if (view.trialsLeft <= 0) return { type: 'finished', reason: 'every trial has been evaluated' };
      const seed = hash32(view.seed, view.trials);
      return { type: 'new-trial', target: { fidelity: view.fidelity, seed, fold: -1, split: 'search' } };
    },
    onReport: () => ({ type: 'continue' }),
    onEnd: () => 'freeze',
  };
}
