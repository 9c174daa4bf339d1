import type { Front } from '../analysis/front.ts';
import type { ParamValues } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import { type Reading, secondsOf } from './reading.ts';

/** A trial as `--json` gives it; the names never change their meaning. */
export interface TrialJson {
  readonly trial: number;
  readonly status: string;
  readonly origin: string;
  readonly params: ParamValues;
  readonly metrics: Metrics;
  /** Standard errors of the metrics where they could be measured. */
  readonly errors: Metrics;
  /** Means over its runs on splits that the search has not seen; absent without any. */
  readonly fresh?: Repeated;
  /** Means over its runs on the locked data; absent without any. */
  readonly holdout?: Repeated;
  readonly reason: string | null;
  readonly seconds: number;
  readonly created: string;
  readonly ended: string | null;
  readonly evaluations: readonly number[];
  readonly attributes: { readonly [name: string]: unknown };
}

/** Means of metrics over several runs. */
export interface Repeated {
  readonly runs: number;
  readonly metrics: Metrics;
}

/** What a front is as a whole, as `--json` gives it. */
export interface FrontJson {
  /** How many trials are on it. */
  readonly trials: number;
  readonly hypervolume: number;
  /** The corner that the hypervolume is measured from, by metric. */
  readonly reference: Metrics;
}

export function frontJson({ terms }: Reading, { points, hypervolume, reference }: Front): FrontJson {
  const corner = terms.objectives.map(({ metric }, j) => [metric, reference[j]!] as const);
  return { trials: points.length, hypervolume, reference: Object.fromEntries(corner) };
}

/** Of a trial's completed evaluations for a purpose; undefined without any. */
function repeated({ state }: Reading, trial: number, purpose: 'confirm' | 'holdout'): Repeated | undefined {
  const runs = state
    .evaluationsOf(trial)
    .map((evaluation) => state.evaluation(evaluation))
    .filter((record) => record.purpose === purpose && record.status === 'completed');
  if (runs.length === 0) return undefined;
  const names = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const mean = (name: string): number =>
    runs.reduce((sum, { metrics }) => sum + (metrics[name] ?? Number.NaN), 0) / runs.length;
  return { runs: runs.length, metrics: Object.fromEntries([...names].map((name) => [name, mean(name)])) };
}

export function trialJson(reading: Reading, trial: number): TrialJson {
  const record = reading.state.trial(trial);
  const fresh = repeated(reading, trial, 'confirm');
  const holdout = repeated(reading, trial, 'holdout');
  return {
    trial,
    status: record.status,
    origin: record.origin,
    params: reading.terms.space.toParams(record.row),
    metrics: record.metrics,
    errors: record.errors,
    ...(fresh !== undefined && { fresh }),
    ...(holdout !== undefined && { holdout }),
    reason: record.reason ?? null,
    seconds: secondsOf(reading, trial),
    created: new Date(record.createdAt).toISOString(),
    ended: Number.isFinite(record.endedAt) ? new Date(record.endedAt).toISOString() : null,
    evaluations: record.evaluations,
    attributes: record.attributes,
  };
}
