import type { SpaceSpec } from '../../space/spec.ts';

/** One argument of a command: text with `{placeholders}`, or a group that is dropped whole when a parameter in it is inactive. */
export type CommandPart = string | readonly string[];

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

/** How metrics are read from a command's output; all may be in use together. */
export interface MetricSources {
  /** Regular expression with groups `name` and `value`, besides `name=value`, `name: value` and JSON lines. */
  readonly pattern?: string;
  /** JSON file that the program writes, relative to the trial's folder. */
  readonly resultFile?: string;
  /** Name of the number that counts steps; 'epoch' and 'step' are known. */
  readonly step?: string;
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
  readonly sampler: { readonly name: string; readonly options: { readonly [name: string]: unknown } };
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
