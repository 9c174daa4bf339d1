import type { Condition } from '../space/expression/compile.ts';
import type { Space } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import type { EvaluationRecord } from '../trial/record.ts';
import type { StudyState } from '../trial/state.ts';
import { type Evaluations, Gathered } from './evaluations.ts';

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
  /** Whether it was run again on splits that the search has not seen, shape [count]. */
  readonly fresh: Uint8Array;
  /** What these numbers rest on, and what shorter trials add. */
  readonly evaluations: Evaluations;
  /** Place of the default configuration's trial; -1 without one. */
  readonly defaultAt: number;
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
  const fresh: number[] = [];
  const given = new Gathered(goal, state, confirmed);
  const short: { readonly row: Float64Array; readonly records: readonly EvaluationRecord[] }[] = [];
  let defaultAt = -1;
  const defaultKey = space.key(space.defaultRow());
  for (let trial = 0; trial < state.trialCount; trial++) {
    const status = state.trialStatus(trial);
    if (status !== 'completed' && status !== 'stopped') continue;
    const row = state.row(trial);
    if (row.length !== space.dimensions.length || !space.contains(row)) continue;
    if (status === 'stopped') {
      const records = given.of(trial);
      if (records.length > 0) short.push({ row, records });
      continue;
    }
    const result = objectives.map(({ sign }, j) => sign * state.metricOf(trial, ids[j]!));
    if (!result.every(Number.isFinite)) continue;
    if (defaultAt < 0 && space.key(row) === defaultKey) defaultAt = trials.length;
    trials.push(trial);
    rows.push(...row);
    values.push(...result);
    errors.push(...ids.map((id) => state.errorOf(trial, id)));
    feasible.push(holds(goal, state, trial) ? 1 : 0);
    const records = given.of(trial);
    fresh.push(records.some(({ purpose }) => purpose === 'confirm') ? 1 : 0);
    given.add(row, records, result);
  }
  for (const { row, records } of short) given.add(row, records);
  return {
    goal,
    count: trials.length,
    trials: Int32Array.from(trials),
    rows: Float64Array.from(rows),
    values: Float64Array.from(values),
    errors: Float64Array.from(errors),
    feasible: Uint8Array.from(feasible),
    fresh: Uint8Array.from(fresh),
    evaluations: given.all(),
    defaultAt,
  };
}

/** One objective's column. @param from - shape [n, objectives] */
export function column(observations: Observations, from: Float64Array, objective: number): Float64Array {
  const m = observations.goal.objectives.length;
  return Float64Array.from({ length: from.length / m }, (_, i) => from[i * m + objective]!);
}

/** Whether a trial is known to keep every limit. */
export function holds(goal: Goal, state: StudyState, trial: number): boolean {
  if (goal.limits.length === 0) return true;
  const { metrics } = state.trial(trial);
  return goal.limits.every((limit) => limit.excess(metrics) <= 0);
}
