import type { EvaluationStatus } from '../trial/event.ts';

/** How a program itself says that its evaluation ends. Throw it, or return it from the objective. */
export class TrialEnding extends Error {
  override readonly name: string = 'TrialEnding';
  /** Marks endings made by any copy of this package in one process. */
  readonly tunewright = 'trial-ending';
  readonly status: EvaluationStatus;
  /** The whole study stops with it. */
  readonly fatal: boolean;

  constructor(status: EvaluationStatus, reason: string, fatal = false) {
    super(reason);
    this.status = status;
    this.fatal = fatal;
  }
}

/** Thrown by `report` when the study has told the evaluation to stop. Let it through. */
export class StopTrial extends TrialEnding {
  override readonly name = 'StopTrial';

  constructor() {
    super('stopped', 'The study told it to stop early.');
  }
}

export function isTrialEnding(value: unknown): value is TrialEnding {
  return value instanceof Error && (value as { tunewright?: unknown }).tunewright === 'trial-ending';
}

/** The configuration cannot work (out of memory, an impossible shape); it counts as tried, samplers avoid its like. */
export function infeasible(reason: string): TrialEnding {
  return new TrialEnding('infeasible', reason);
}

/** Nothing was learned about the configuration; it counts as tried, and nothing is concluded from it. */
export function skip(reason: string): TrialEnding {
  return new TrialEnding('skipped', reason);
}

/** No evaluation can work (data missing, wrong password): this one fails and the study stops. */
export function fatal(reason: string): TrialEnding {
  return new TrialEnding('failed', reason, true);
}
