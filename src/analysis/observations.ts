import type { Condition } from '../space/expression/compile.ts';
import type { Space } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import type { EvaluationRecord } from '../trial/record.ts';
import type { StudyState } from '../trial/state.ts';

/** What a study is after: enough of its definition to read its trials. */
export interface Goal {
  readonly space: Space;
  /** Metric × sign is to be minimised. At least one. */
  readonly objectives: readonly { readonly metric: string; readonly sign: 1 | -1 }[];
  readonly limits: readonly Condition<Metrics>[];
  /** Full amount of each fidelity; empty without. */
  readonly fidelity: Metrics;
}

/**
 * The trials that can be compared: completed at full fidelity, finite in every objective, inside the space; in the order
 * of their numbers. Values are to be minimised (maximised metrics are negated).
 */
export interface Observations {
  readonly goal: Goal;
  readonly count: number;
  /** Trial numbers, shape [count]. */
  readonly trials: Int32Array;
  /** Configurations, shape [count, dimensions]; NaN where inactive. */
  readonly rows: Float64Array;
  /** The frozen results of the search, shape [count, objectives]. */
  readonly values: Float64Array;
  /** Standard errors of these as the study measured them, shape [count, objectives]; NaN where it did not. */
  readonly errors: Float64Array;
  /** Whether every limit is known to hold, shape [count]. */
  readonly feasible: Uint8Array;
  /** Evaluations of the same configuration, those of the search and any later ones but the holdout. */
  readonly repeats: Repeats;
  /** Place of the default configuration's trial; -1 without one. */
  readonly defaultAt: number;
}

export interface Repeats {
  /** How many full evaluations, shape [count], ≥ 1. */
  readonly counts: Int32Array;
  /** Their mean, shape [count, objectives]; of the frozen result where there is one evaluation. */
  readonly means: Float64Array;
  /** Sum of squares about their mean, shape [count, objectives]. */
  readonly squares: Float64Array;
}

/** Reads a study. @param options.confirmed - with the runs on fresh splits; default true. @remarks O(trials × dimensions). */
export function observationsOf(
  state: StudyState,
  goal: Goal,
  { confirmed = true }: { readonly confirmed?: boolean } = {},
): Observations {
  const { space, objectives } = goal;
  const ids = objectives.map(({ metric }) => state.metricId(metric));
  const trials: number[] = [];
  const rows: number[] = [];
  const values: number[] = [];
  const errors: number[] = [];
  const feasible: number[] = [];
  const counts: number[] = [];
  const means: number[] = [];
  const squares: number[] = [];
  let defaultAt = -1;
  const defaultKey = space.key(space.defaultRow());
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (state.trialStatus(trial) !== 'completed') continue;
    const row = state.row(trial);
    if (row.length !== space.dimensions.length || !space.contains(row)) continue;
    const result = objectives.map(({ sign }, j) => sign * state.metricOf(trial, ids[j]!));
    if (!result.every(Number.isFinite)) continue;
    if (defaultAt < 0 && space.key(row) === defaultKey) defaultAt = trials.length;
    trials.push(trial);
    rows.push(...row);
    values.push(...result);
    errors.push(...ids.map((id) => state.errorOf(trial, id)));
    feasible.push(holds(goal, state, trial) ? 1 : 0);
    const full = fullEvaluations(state, goal, trial, confirmed);
    counts.push(Math.max(1, full.length));
    result.forEach((value, j) => {
      const { metric, sign } = objectives[j]!;
      const scores = full.map((evaluation) => sign * evaluation.metrics[metric]!);
      const mean = scores.length < 2 ? value : scores.reduce((a, b) => a + b) / scores.length;
      means.push(mean);
      squares.push(scores.length < 2 ? 0 : scores.reduce((a, score) => a + (score - mean) ** 2, 0));
    });
  }
  return {
    goal,
    count: trials.length,
    trials: Int32Array.from(trials),
    rows: Float64Array.from(rows),
    values: Float64Array.from(values),
    errors: Float64Array.from(errors),
    feasible: Uint8Array.from(feasible),
    repeats: {
      counts: Int32Array.from(counts),
      means: Float64Array.from(means),
      squares: Float64Array.from(squares),
    },
    defaultAt,
  };
}

/** One objective's column. @param from - shape [count, objectives] */
export function column(observations: Observations, from: Float64Array, objective: number): Float64Array {
  const m = observations.goal.objectives.length;
  return Float64Array.from({ length: observations.count }, (_, i) => from[i * m + objective]!);
}

/** Whether a trial is known to keep every limit. */
export function holds(goal: Goal, state: StudyState, trial: number): boolean {
  if (goal.limits.length === 0) return true;
  const { metrics } = state.trial(trial);
  return goal.limits.every((limit) => limit.excess(metrics) <= 0);
}

/** Completed evaluations at full fidelity with every objective; the holdout tells nothing about the search. */
function fullEvaluations(
  state: StudyState,
  goal: Goal,
  trial: number,
  confirmed: boolean,
): EvaluationRecord[] {
  const numbers = state.evaluationsOf(trial);
  if (numbers.length < 2) return [];
  return numbers
    .map((number) => state.evaluation(number))
    .filter(
      ({ purpose, status, metrics, target }) =>
        purpose !== 'holdout' &&
        (confirmed || purpose !== 'confirm') &&
        status === 'completed' &&
        goal.objectives.every(({ metric }) => Number.isFinite(metrics[metric])) &&
        Object.entries(goal.fidelity).every(([name, full]) => (target.fidelity[name] ?? full) >= full),
    );
}
