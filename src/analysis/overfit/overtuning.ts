import type { StudyState } from '../../trial/state.ts';
import { type Goal, holds } from '../observations.ts';
import { siblingOf } from './names.ts';

/** What the search gave up again of what it had found, as test values tell. */
export interface Overtuning {
  /** The metric on the test data. */
  readonly metric: string;
  /** Test value of the last incumbent minus the best among all incumbents, ≥ 0, in the metric's units. */
  readonly absolute: number;
  /** The same as a share of what the first incumbent could gain; over 1 is worse than the first; NaN where nothing could be gained. */
  readonly relative: number;
  /** The trial that was the incumbent with the best test value. */
  readonly better: number;
  /** Incumbents, in order. */
  readonly incumbents: number;
}

/**
 * Overtuning of the search: ot = test(λ*_T) - min over t of test(λ*_t), for incumbents λ*_t by validation; relative to
 * test(λ*_1) - min over t of test(λ*_t). Undefined where the program prints no test value.
 * @see arXiv:2506.19540
 */
export function overtuningOf(state: StudyState, goal: Goal): Overtuning | undefined {
  const { metric, sign } = goal.objectives[0]!;
  const name = siblingOf(metric, 'test', state.data.metricNames.list);
  if (name === undefined) return undefined;
  const [validation, testing] = [state.metricId(metric), state.metricId(name)];
  const tests: { readonly trial: number; readonly value: number }[] = [];
  let best = Number.POSITIVE_INFINITY;
  const ended = Array.from({ length: state.trialCount }, (_, trial) => trial)
    .filter((trial) => state.trialStatus(trial) === 'completed' && holds(goal, state, trial))
    .sort((a, b) => state.data.trials.endedPosition.get(a) - state.data.trials.endedPosition.get(b));
  for (const trial of ended) {
    const [value, test] = [sign * state.metricOf(trial, validation), sign * state.metricOf(trial, testing)];
    if (!(value < best) || !Number.isFinite(test)) continue;
    best = value;
    tests.push({ trial, value: test });
  }
  const [first, last] = [tests[0], tests.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const lowest = tests.reduce((a, b) => (b.value < a.value ? b : a));
  const [absolute, possible] = [last.value - lowest.value, first.value - lowest.value];
  return {
    metric: name,
    absolute,
    relative: possible > 0 ? absolute / possible : absolute > 0 ? Number.POSITIVE_INFINITY : Number.NaN,
    better: lowest.trial,
    incumbents: tests.length,
  };
}
