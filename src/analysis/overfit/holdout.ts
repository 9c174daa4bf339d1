import type { StudyState } from '../../trial/state.ts';
import type { Goal } from '../observations.ts';
import { meanOf, runsOf, trialsWith } from './runs.ts';

/** What the locked data said. In the metric's own units. */
export interface Held {
  readonly trial: number;
  /** Mean over its runs. */
  readonly value: number;
  readonly runs: number;
  readonly default?: number;
  /** How much better than the default; > 0 is better. */
  readonly gain?: number;
  /** How often it was read: from the second time on it decides, and is no longer untouched. */
  readonly openings: number;
}

/** Undefined before it was read. @param again - how often it was opened again */
export function heldOf(
  state: StudyState,
  goal: Goal,
  trial: number,
  start: number,
  again: number,
): Held | undefined {
  const read = trialsWith(state, 'holdout');
  // A later recommendation may be another trial than the one that it was opened for.
  const shown = read.includes(trial) ? trial : (read.find((one) => one !== start) ?? read[0]);
  if (shown === undefined) return undefined;
  const { sign } = goal.objectives[0]!;
  const own = runsOf(state, goal, shown, ['holdout'], 0);
  const value = meanOf(own.values());
  const base = { trial: shown, value: sign * value, runs: own.size, openings: 1 + again };
  if (start < 0 || start === shown || !read.includes(start)) return base;
  const before = meanOf(runsOf(state, goal, start, ['holdout'], 0).values());
  return { ...base, default: sign * before, gain: before - value };
}
