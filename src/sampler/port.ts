import type { ParamValue, Space } from '../space/space.ts';
import type { TrialOrigin } from '../trial/event.ts';

/** What a sampler is asked to solve. All objectives are to be minimised here; `study/` turns the others round. */
export interface Problem {
  readonly space: Space;
  /** How many objectives, ≥ 1. */
  readonly objectives: number;
  /** How many limits on metrics, ≥ 0. */
  readonly limits: number;
  readonly seed: number;
  /** Trials that the budget allows, if it says. */
  readonly trials?: number;
  /** How many evaluations run at once. */
  readonly parallel: number;
  /**
   * Least share of the full fidelity that an evaluation may be given, in (0, 1); absent when all are full. With it reports on
   * the way are told too.
   */
  readonly leastFidelity?: number;
  /** The program's scores are declared noisy: an earlier configuration may be suggested again. */
  readonly noisy: boolean;
  /** What earlier studies found; absent without any. */
  readonly transferred?: readonly Transferred[];
}

/** What an earlier study found, as configurations of this space. Scores of another task do not compare: only their order is told. */
export interface Transferred {
  readonly source: string;
  /** 1 for each dimension that the earlier study had too, shape [dimensions]; the others hold their defaults. */
  readonly known: Uint8Array;
  /** Shape [n, dimensions]; NaN where inactive. Configurations of the space. */
  readonly rows: Float64Array;
  /** Place in the order of the earlier study, from 0 (best) to 1 (worst), shape [n]. */
  readonly ranks: Float64Array;
}

/** What happened, in the order of the log. */
export type Change = TrialStarted | TrialReported | TrialObserved;

export interface TrialStarted {
  readonly type: 'started';
  readonly trial: number;
  readonly row: Float64Array;
  readonly origin: TrialOrigin;
  readonly ordinal: number;
  readonly tag?: ParamValue;
}

/** A value on the way to a fidelity. */
export interface TrialReported {
  readonly type: 'reported';
  readonly trial: number;
  /** Objective values, to minimise, shape [objectives]; finite. */
  readonly values: Float64Array;
  /** Share of the full fidelity at which it was seen, in (0, 1]. */
  readonly fidelity: number;
}

/** A trial's aggregate now. A trial may be observed again (further fidelity, another fold): the last one counts. */
export interface TrialObserved {
  readonly type: 'observed';
  readonly trial: number;
  /**
   * 'stopped' has values at a lower fidelity, and so may 'running', of which more evaluations may come; failed and
   * infeasible ones have none.
   */
  readonly status: 'completed' | 'failed' | 'infeasible' | 'stopped' | 'running';
  /** Objective values, to minimise, shape [objectives]; finite. Absent when failed. */
  readonly values?: Float64Array;
  /** Standard errors of the values, shape [objectives]; NaN where unknown. */
  readonly errors?: Float64Array;
  /** Amounts over each limit, shape [limits]; ≤ 0 where it holds; NaN where unknown. */
  readonly excess?: Float64Array;
  /** Share of the full fidelity, in (0, 1]. */
  readonly fidelity: number;
  /** Seconds, or the study's own unit of cost. */
  readonly cost: number;
}

export interface Suggestion {
  /** A configuration of the space (`space.contains(row)`). */
  readonly row: Float64Array;
  readonly tag?: ParamValue;
}

export interface Request {
  /** How many, ≥ 1. */
  readonly count: number;
  /** Ordinal of the first; the others follow. Randomness is keyed by (seed, ordinal). */
  readonly ordinal: number;
  /** Entries given by a person; NaN where the sampler chooses. Active entries of the result agree with it. */
  readonly fixed?: Float64Array;
}

/**
 * A deterministic fold: the same problem, the same changes in the same order and the same request give the same
 * suggestions, bit for bit, whatever calls of `suggest` came between. `suggest` changes nothing that can be seen.
 */
export interface Sampler {
  update(changes: readonly Change[]): void;
  /** At most `count` suggestions; fewer only when the space has no untried configuration left. */
  suggest(request: Request): readonly Suggestion[];
  /** One line: what it does now and why. */
  explain?(): string;
  /** The algorithm at work, for samplers that choose one; the study writes each new choice into the log. */
  choice?(): Choice;
}

export interface Choice {
  readonly sampler: string;
  readonly version: number;
  /** One line for a reader. */
  readonly reason: string;
}

/** A named algorithm. `version` rises whenever the same log would give other suggestions. */
export interface SamplerAlgorithm {
  readonly name: string;
  readonly version: number;
  create(problem: Problem): Sampler;
}
