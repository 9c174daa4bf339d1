import type { ParamValue } from '../space/space.ts';
import type {
  EvaluationStatus,
  Metrics,
  Purpose,
  Target,
  TrialOrigin,
  TrialStatus,
  Worker,
} from './event.ts';
import type { OpenTrialStatus } from './kinds.ts';

/** A trial as a reader sees it, made on demand from the state's columns. */
export interface TrialRecord {
  readonly trial: number;
  readonly origin: TrialOrigin;
  /** A view into the state's columns, shape [dimensions]: do not write, do not keep over an apply. */
  readonly row: Float64Array;
  readonly position: number;
  readonly ordinal: number;
  readonly batch: readonly [index: number, size: number];
  readonly sampler: readonly [name: string, version: number] | undefined;
  readonly tag: ParamValue | undefined;
  readonly parent: number;
  readonly status: OpenTrialStatus | TrialStatus;
  /** The frozen search result; empty until it ended. */
  readonly metrics: Metrics;
  readonly errors: Metrics;
  readonly reason: string | undefined;
  readonly createdAt: number;
  /** NaN until it ended. */
  readonly endedAt: number;
  /** Evaluation numbers, in order. */
  readonly evaluations: readonly number[];
  readonly attributes: { readonly [name: string]: ParamValue };
}

export interface EvaluationRecord {
  readonly evaluation: number;
  readonly trial: number;
  readonly purpose: Purpose;
  readonly target: Target;
  /** 'waiting' after a lease ended without an outcome. */
  readonly status: 'waiting' | 'running' | EvaluationStatus;
  /** Token of the current lease; -1 without one. */
  readonly token: number;
  /** Leases so far that ended without an outcome, by cause. */
  readonly crashes: number;
  readonly expiries: number;
  readonly worker: Worker | undefined;
  readonly slot: number;
  readonly metrics: Metrics;
  readonly reached: Metrics;
  /** Wall seconds under all leases. */
  readonly seconds: number;
  readonly cost: number;
  readonly reason: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly provenance: ParamValue | undefined;
}

export interface ReportRecord {
  readonly step: number;
  readonly metrics: Metrics;
  readonly at: number;
}
