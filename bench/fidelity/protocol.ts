import type { Params, ProblemDimension } from '../quality/protocol.ts';

/** A problem with a whole-numbered fidelity from 1 to `full`. */
export interface Problem {
  readonly id: string;
  readonly family: string;
  readonly dimensions: readonly ProblemDimension[];
  /** The same space in Tunewright's words. */
  readonly spec: unknown;
  /** `epochs` or `rows`. */
  readonly fidelity: string;
  readonly full: number;
  /**
   * Whether an evaluation reports after every unit of fidelity and goes on from its checkpoint. Otherwise it reports
   * once, at the end, and more fidelity means starting over.
   */
  readonly resume: boolean;
}

/** What a tuner is told before the first `next`. */
export interface Start extends Problem {
  readonly seed: number;
  readonly workers: number;
  /** In full evaluations. */
  readonly budget: number;
}

/** Answer to `next`: what a free worker does. `params` only where the trial is new. */
export type Work =
  | { readonly id: number; readonly params?: Params; readonly to: number }
  | { readonly wait: true };

/**
 * Requests to a tuner, one JSON line each; values are to be minimised, `now` is in simulated seconds.
 * `report` is answered with `{stop}`; `end` says that the evaluation has reached its target or was stopped.
 */
export type Request =
  | { readonly op: 'start'; readonly problem: Start }
  | { readonly op: 'next'; readonly now: number }
  | Observation<'report'>
  | (Observation<'end'> & { readonly stopped: boolean });

interface Observation<Op extends string> {
  readonly op: Op;
  readonly now: number;
  readonly id: number;
  readonly fidelity: number;
  readonly value: number;
}
