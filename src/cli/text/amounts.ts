import type { Terms } from '../../study/terms.ts';
import type { Metrics } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';
import { shortNumber } from './number.ts';
import { printable } from './width.ts';

/** The furthest that a trial's search evaluations came; empty without fidelities, and while nothing has ended. */
export function reachedOf(
  state: StudyState,
  { fidelities }: Pick<Terms, 'fidelities'>,
  trial: number,
): Metrics {
  const furthest: { [name: string]: number } = {};
  for (const evaluation of state.evaluationsOf(trial)) {
    const { purpose, reached } = state.evaluation(evaluation);
    if (purpose !== 'search') continue;
    for (const { name } of fidelities) {
      const amount = reached[name];
      if (amount !== undefined) furthest[name] = Math.max(furthest[name] ?? 0, amount);
    }
  }
  return furthest;
}

/** "9 of 81 epochs". */
export function amountsText({ fidelities }: Pick<Terms, 'fidelities'>, reached: Metrics): string {
  return fidelities
    .filter(({ name }) => reached[name] !== undefined)
    .map(({ name, full }) => {
      const amount = reached[name] as number;
      return `${amount === full ? '' : `${shortNumber(amount)} of `}${shortNumber(full)} ${printable(name)}`;
    })
    .join(', ');
}

/** Whether a trial came less far than the full amount. */
export function fellShort({ fidelities }: Pick<Terms, 'fidelities'>, reached: Metrics): boolean {
  return fidelities.some(({ name, full }) => (reached[name] ?? full) < full);
}
