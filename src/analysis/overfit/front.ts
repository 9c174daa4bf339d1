import { nonDominatedRanks } from '../../math/pareto.ts';
import type { Purpose } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';
import type { Goal } from '../observations.ts';
import { meanOf, runsOf, trialsWith } from './runs.ts';

/** A trial that was run again on fresh splits or on the locked data; values in the metrics' own directions. */
export interface ConfirmedPoint {
  readonly trial: number;
  readonly search: readonly number[];
  readonly fresh?: readonly number[];
  readonly holdout?: readonly number[];
  /** No other one that was run again beats it in all objectives on fresh splits. */
  readonly unbeaten: boolean;
}

/** Several objectives: what of the front holds on data that the search has not seen. In the order of the trials. */
export function confirmedFront(state: StudyState, goal: Goal): readonly ConfirmedPoint[] {
  const { objectives } = goal;
  const trials = [...new Set([...trialsWith(state, 'confirm'), ...trialsWith(state, 'holdout')])].sort(
    (a, b) => a - b,
  );
  const means = (trial: number, purpose: Purpose): number[] | undefined => {
    const values = objectives.map((_, j) => meanOf(runsOf(state, goal, trial, [purpose], j).values()));
    return values.every(Number.isFinite) ? values : undefined;
  };
  const fresh = trials.map((trial) => means(trial, 'confirm'));
  const known = fresh.flatMap((values, i) => (values === undefined ? [] : [i]));
  const ranks = nonDominatedRanks(Float64Array.from(known.flatMap((i) => fresh[i]!)), objectives.length);
  const own = (values: readonly number[]): number[] =>
    values.map((value, j) => objectives[j]!.sign * value + 0);
  return trials.map((trial, i) => {
    const holdout = means(trial, 'holdout');
    const values = fresh[i];
    return {
      trial,
      search: objectives.map(({ metric }) => state.metricOf(trial, state.metricId(metric))),
      ...(values !== undefined && { fresh: own(values) }),
      ...(holdout !== undefined && { holdout: own(holdout) }),
      unbeaten: ranks[known.indexOf(i)] === 0,
    };
  });
}
