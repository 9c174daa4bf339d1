import { hash32 } from '../math/random.ts';
import type { Metrics, Target } from '../trial/event.ts';
import type { Fidelity, SchedulerProblem } from './port.ts';

/**
 * What a trial's evaluations have to do at a share of the full fidelity. All of a trial's evaluations have one seed, so
 * that each continues the one before.
 * @param share - in (0, 1]; amounts below their least are raised to it
 */
export function targetOf(problem: SchedulerProblem, trial: number, share: number): Target {
  const seed = hash32(problem.seed, trial);
  return { fidelity: amountsOf(problem.fidelities, share), seed, fold: -1, split: 'search' };
}

/** All of every fidelity. */
export function fullAmounts(fidelities: readonly Fidelity[]): Metrics {
  return amountsOf(fidelities, 1);
}

function amountsOf(fidelities: readonly Fidelity[], share: number): Metrics {
  const amounts: { [name: string]: number } = {};
  for (const { name, least, full, whole } of fidelities) {
    const amount = share * full;
    amounts[name] = share >= 1 ? full : Math.min(full, Math.max(least, whole ? Math.round(amount) : amount));
  }
  return amounts;
}
