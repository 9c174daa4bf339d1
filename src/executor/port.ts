import type { AbortSignalLike } from '../platform.ts';
import type { ParamValue, ParamValues } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import type { EvaluationStatus, Metrics, Purpose, Target } from '../trial/event.ts';

export type { ObjectiveFunction, ObjectiveResult, TrialHandle } from './objective.ts';

/** One argument of a command: text with `{placeholders}`, or a group that is dropped whole when a parameter in it is inactive. */
export type CommandPart = string | readonly string[];

/**
 * What a command may name between braces besides its parameters and fidelities; a parameter of the same name
 * goes before.
 */
export const jobPlaceholders: readonly string[] = [
  'trial',
  'evaluation',
  'seed',
  'fold',
  'folds',
  'split',
  'params',
  'params_file',
  'trial_dir',
  'checkpoint_dir',
];

/** How metrics are read from a command's output; all may be in use together. */
export interface MetricSources {
  /** Regular expression with groups `name` and `value`, besides `name=value`, `name: value` and JSON lines. */
  readonly pattern?: string;
  /** JSON file that the program writes, relative to the evaluation's folder (`{trial_dir}`). */
  readonly resultFile?: string;
  /** Name of the number that counts steps; 'epoch', 'step' and 'iteration' are known. */
  readonly step?: string;
}

/** One evaluation to run. */
export interface Job {
  readonly study: { readonly id: string; readonly name: string };
  readonly trial: number;
  readonly evaluation: number;
  /** Fencing token of the lease. */
  readonly token: number;
  /** How many leases this evaluation had before. */
  readonly attempt: number;
  readonly purpose: Purpose;
  readonly target: Target;
  /** What the checkpoint holds: amounts reached by the evaluations that this one continues; empty without any. */
  readonly reached: Metrics;
  /** The trial whose checkpoint this one continues; -1 without one. */
  readonly parent: number;
  /** Nested, as the user's program sees it. */
  readonly params: ParamValues;
  /** Every active path with its scalar. */
  readonly flat: ReadonlyMap<string, Scalar>;
  /** Paths of the space that are inactive in this configuration. */
  readonly inactive: ReadonlySet<string>;
  /** How many folds the data is cut into; 0 without folds. */
  readonly folds: number;
  /** From 0 to capacity - 1; no two running jobs share one. */
  readonly slot: number;
}

export type Reply = 'continue' | 'stop' | 'pause';

export interface Hooks {
  /** Aborted when the evaluation must end: `reason` is a sentence. Executors end what they started, grandchildren too. */
  readonly signal: AbortSignalLike;
  /** The process that works on it, before the program can do anything; awaited. */
  onStart(worker: { readonly pid: number; readonly processStart?: string }): Promise<void>;
  /** An intermediate value; the reply tells whether to go on. */
  onReport(step: number, metrics: Metrics): Promise<Reply>;
  /** Attributes and artifacts that the program attaches. */
  onNote(key: string, value: ParamValue): void;
}

/** Why a run did not complete. */
export interface Reason {
  /** Stable, from docs/errors.md. */
  readonly code: string;
  /** A paragraph for a person. */
  readonly message: string;
  /** Stack of an exception, for logs. */
  readonly details?: string;
}

/** How a run ended, as far as the executor can tell; `study/` checks the objective and decides on retries. */
export interface Outcome {
  readonly status: EvaluationStatus;
  readonly metrics: Metrics;
  readonly reached?: Metrics;
  readonly seconds: number;
  /** For anything but 'completed'. */
  readonly reason?: Reason;
  /** True when the same configuration may work the next time (killed, crashed, timed out by the machine). */
  readonly retryable?: boolean;
  /** The program asked to stop the whole study. */
  readonly fatal?: boolean;
  readonly provenance?: ParamValue;
}

/** Runs evaluations. `run` never throws for what the user's program does: that is an outcome. */
export interface Executor {
  readonly kind: string;
  /** How many jobs may run at once, ≥ 1. */
  readonly capacity: number;
  run(job: Job, hooks: Hooks): Promise<Outcome>;
  /** Ends whatever still runs, at once. */
  close(): Promise<void>;
}
