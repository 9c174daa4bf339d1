import type { CommandPart, MetricSources } from '../../executor/port.ts';
import type { SpaceSpec } from '../../space/spec.ts';

export interface Objective {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  /** Reaching it ends the study. */
  readonly target?: number;
}

export interface Budget {
  /** Trials created by default, sampler or enqueueing. */
  readonly trials?: number;
  readonly timeMs?: number;
  readonly evaluations?: number;
  readonly failures?: number;
  /** In the unit that `cost` names. */
  readonly cost?: number;
}

/** An algorithm with its own options. */
export interface Named {
  readonly name: string;
  readonly options: { readonly [name: string]: unknown };
}

/** An earlier study whose results are prior knowledge. */
export interface TransferSource {
  /** Its name or id. */
  readonly study: string;
  /** The SQLite file that holds it; without one it is in the storage of the new study. */
  readonly file?: string;
  /** Names of parameters here, by what they were called there. */
  readonly names?: { readonly [theirs: string]: string };
}

/**
 * One tuning job, validated: what a study file, flags and TypeScript all become. Plain JSON, kept in the log's
 * first event. Defaults are filled in.
 */
export interface Definition {
  readonly name: string;
  /** Exactly one of command and module, or neither when TypeScript holds the objective. */
  readonly command?: readonly CommandPart[];
  /** Path of a TypeScript or JavaScript module whose default export is the objective. */
  readonly module?: string;
  readonly space: SpaceSpec;
  readonly constraints: readonly string[];
  readonly objectives: readonly Objective[];
  readonly limits: readonly string[];
  /** A number is the full amount; a pair lets schedulers give less. */
  readonly fidelity: { readonly [name: string]: number | readonly [number, number] };
  readonly budget: Budget;
  /** 'seconds' or the metric that the program reports. */
  readonly cost: string;
  readonly parallel: number;
  /** CUDA device ids; each slot is pinned to one, in turn. */
  readonly gpus: readonly (number | string)[];
  readonly seed: number;
  readonly sampler: Named;
  /** Absent for 'auto'. */
  readonly scheduler?: Named;
  /** Earlier studies to learn from; absent without any. */
  readonly transfer?: readonly TransferSource[];
  readonly noisy: boolean;
  /** How often a crashed evaluation runs again with the same configuration. */
  readonly retries: number;
  /** Limit for one evaluation. */
  readonly timeLimitMs?: number;
  /** How long running trials may go on after the study's deadline. */
  readonly graceMs: number;
  readonly metrics: MetricSources;
  /** Extra environment for the command. */
  readonly env: { readonly [name: string]: string };
}
