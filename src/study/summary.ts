import type { ParamValue } from '../space/space.ts';
import type { Metrics, TrialOrigin, TrialStatus } from '../trial/event.ts';
import type { OpenTrialStatus } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import { type Terms, withinLimits } from './terms.ts';

/** A trial for its reader. */
export interface Trial<Params> {
  readonly number: number;
  readonly status: OpenTrialStatus | TrialStatus;
  readonly origin: TrialOrigin;
  readonly params: Params;
  /** The search result; empty until it ended. */
  readonly metrics: Metrics;
  /** Whether every limit is known to hold; true without limits. */
  readonly withinLimits: boolean;
  /** Why it failed or was stopped. */
  readonly reason: string | undefined;
  /** Numbers of its evaluations, in order. */
  readonly evaluations: readonly number[];
  /** Milliseconds since 1970; NaN until it ended. */
  readonly createdAt: number;
  readonly endedAt: number;
  /** Over all its evaluations. */
  readonly seconds: number;
  readonly cost: number;
  readonly attributes: { readonly [name: string]: ParamValue };
}

/** The best trial beside the default configuration, so that one sees what tuning gained. */
export interface Best<Params> extends Trial<Params> {
  readonly default: Trial<Params> | undefined;
}

export function trialOf<Params>(terms: Terms, state: StudyState, number: number): Trial<Params> {
  const { status, origin, metrics, reason, evaluations, createdAt, endedAt, attributes, row } =
    state.trial(number);
  const { seconds, cost } = state.data.evaluations;
  return {
    number,
    status,
    origin,
    // The space made the row, and Params was inferred from the space.
    params: terms.space.toParams(row) as Params,
    metrics,
    withinLimits: withinLimits(terms, metrics),
    reason,
    evaluations,
    createdAt,
    endedAt,
    seconds: sum(evaluations.map((e) => seconds.get(e))),
    cost: sum(evaluations.map((e) => cost.get(e))),
    attributes,
  };
}

/** The trial of the default configuration; -1 before there is one. */
export function defaultTrial(state: StudyState): number {
  if (state.created('default') === 0) return -1;
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (state.trial(trial).origin === 'default') return trial;
  }
  return -1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
