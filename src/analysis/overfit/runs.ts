import type { Purpose } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';
import type { Goal } from '../observations.ts';

/** What a trial's completed evaluations for some purpose gave, by their place (seed, fold and split), in order. */
export type Runs = ReadonlyMap<string, number>;

/** @param objective - which one; values are to be minimised */
export function runsOf(
  state: StudyState,
  goal: Goal,
  trial: number,
  purposes: readonly Purpose[],
  objective: number,
): Runs {
  const { metric, sign } = goal.objectives[objective]!;
  const runs = new Map<string, number>();
  for (const number of state.evaluationsOf(trial)) {
    const { purpose, status, metrics, target } = state.evaluation(number);
    const value = metrics[metric];
    if (!purposes.includes(purpose) || status !== 'completed' || value === undefined) continue;
    if (!Number.isFinite(value)) continue;
    runs.set(`${target.seed} ${target.fold} ${target.split}`, sign * value);
  }
  return runs;
}

/** Trials with a completed evaluation for a purpose, in order. */
export function trialsWith(state: StudyState, purpose: Purpose): number[] {
  const found: number[] = [];
  for (let trial = 0; trial < state.trialCount; trial++) {
    const has = state
      .evaluationsOf(trial)
      .some((e) => state.evaluation(e).purpose === purpose && state.evaluationStatus(e) === 'completed');
    if (has) found.push(trial);
  }
  return found;
}

export function meanOf(numbers: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const number of numbers) {
    sum += number;
    count++;
  }
  return sum / count;
}
