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
  /** Trials in a row that bring nothing better. */
  readonly patience?: number;
  /** What can still be gained at most, in units of the first objective; 'noise' for that of its scores. */
  readonly gain?: number | 'noise';
}

/** Which evaluations make up a full one of a trial: every fold with every seed. */
export interface Repetition {
  /** Folds of a cross-validation; 0 without. */
  readonly folds: number;
  /** Seeds, each with a split of its own, ≥ 1. */
  readonly seeds: number;
  /** Whether trials share their splits and seeds. */
  readonly strategy: 'paired' | 'reshuffled' | 'auto';
  /** Clear losers are not given all of them. */
  readonly race: boolean;
}

/** What is kept back for running the best few and the default again. */
export interface Confirming {
  /** Of what is spent on evaluations in all, in (0, 0.5]. */
  readonly share: number;
  /** How many besides the default. */
  readonly top: number;
}

/** Data that nothing is decided by. */
export interface Holdout {
  /** What the program is told as its split. */
  readonly split: string;
  /** What reads it, if not the study's own program. */
  readonly command?: readonly CommandPart[];
  /** Runs of each setting, ≥ 1. */
  readonly seeds: number;
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
  /** Absent when a trial is one evaluation. */
  readonly evaluation?: Repetition;
  /** Absent without confirmation. */
  readonly confirm?: Confirming;
  readonly holdout?: Holdout;
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
