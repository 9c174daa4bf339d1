import type { StudyState } from '../trial/state.ts';
import { type Goal, holds } from './observations.ts';

export interface CurvePoint {
  /** The trial whose end made this the best. */
  readonly trial: number;
  /** Trials that had ended by then, failed ones included, itself too; from 1. */
  readonly trials: number;
  /** Cost of all evaluations of these trials, in the study's unit. */
  readonly cost: number;
  /** Best value of the first objective so far, in the metric's own direction. */
  readonly value: number;
}

export interface Curve {
  /** Each improvement, in the order in which trials ended. */
  readonly points: readonly CurvePoint[];
  /** Where the curve ends: all trials that ended, and their cost. */
  readonly trials: number;
  readonly cost: number;
}

/**
 * How the best observed value fell (or rose) over trials and cost. Trials count in the order in which they ended; only
 * completed ones that are known to keep the limits can be the best. Imported ones are left out: they cost nothing here.
 * @remarks O(trials log trials).
 */
export function bestSoFar(state: StudyState, goal: Goal): Curve {
  const { metric, sign } = goal.objectives[0]!;
  const id = state.metricId(metric);
  const ended: number[] = [];
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (state.data.trials.endedPosition.get(trial) >= 0 && state.trial(trial).origin !== 'imported') {
      ended.push(trial);
    }
  }
  const { endedPosition } = state.data.trials;
  ended.sort((a, b) => endedPosition.get(a) - endedPosition.get(b));
  const points: CurvePoint[] = [];
  let best = Number.POSITIVE_INFINITY;
  let cost = 0;
  ended.forEach((trial, k) => {
    for (const evaluation of state.evaluationsOf(trial)) cost += state.data.evaluations.cost.get(evaluation);
    const value = sign * state.metricOf(trial, id);
    if (state.trialStatus(trial) !== 'completed' || !(value < best)) return;
    if (!holds(goal, state, trial)) return;
    best = value;
    points.push({ trial, trials: k + 1, cost, value: sign * value + 0 });
  });
  return { points, trials: ended.length, cost };
}
