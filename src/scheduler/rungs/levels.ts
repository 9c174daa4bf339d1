import { TunewrightError } from '../../errors.ts';
import type { SchedulerProblem } from '../port.ts';
import { targetOf } from '../target.ts';

/** Amounts that differ by rounding only are the same. */
const slack = 1 + 1e-9;

/**
 * The shares of the full fidelity at which trials are compared: the least amount, η times as much, η² times, and so on
 * up to the full one. Without a range, a whole amount begins at 1.
 * @param eta - > 1
 * @param top - so many levels at most, counted down from the full one: 1, 1/η, 1/η², none below the least amount
 * @returns strictly ascending, the last is 1
 * @throws {TunewrightError} TW_SCHEDULER_FIDELITY if no fidelity leaves room below the full one
 */
export function levelsOf(
  problem: SchedulerProblem,
  eta: number,
  scheduler: string,
  top?: number,
): Float64Array {
  const { fidelities } = problem;
  const ranged = fidelities.filter(({ least, full }) => least < full);
  const whole = fidelities.filter(({ whole, full }) => whole && full > 1);
  const least =
    ranged.length > 0
      ? Math.min(...ranged.map(({ least, full }) => least / full))
      : Math.min(...whole.map(({ full }) => 1 / full));
  if (!(least < 1)) {
    throw new TunewrightError(
      'TW_SCHEDULER_FIDELITY',
      `the ${scheduler} scheduler gives trials a part of the full amount first, and nothing says of what`,
      {
        place: { path: 'fidelity' },
        mend: 'Add a fidelity with a range, such as fidelity: { epochs: [1, 81] }.',
      },
    );
  }
  const levels: number[] = [];
  const lowest = top === undefined ? least : Math.max(least, eta ** (1 - top));
  for (let share = lowest; share * slack < 1; share *= eta) {
    const level = ranged.length > 0 ? reachable(problem, share) : share;
    if (level * slack < 1 && !(level <= (levels.at(-1) ?? 0) * slack)) levels.push(level);
  }
  return Float64Array.of(...levels, 1);
}

/** The share that a target for `share` comes to: whole amounts are rounded. */
function reachable(problem: SchedulerProblem, share: number): number {
  const { fidelity } = targetOf(problem, 0, share);
  return Math.min(...problem.fidelities.map(({ name, full }) => (fidelity[name] ?? full) / full));
}

/** The highest level that a share reaches; -1 below all, and where the share is unknown. */
export function levelAt(levels: Float64Array, share: number): number {
  let level = levels.length - 1;
  while (level >= 0 && !((levels[level] as number) <= share * slack)) level--;
  return level;
}
