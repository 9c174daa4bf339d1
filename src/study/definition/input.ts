import type { Scalar, SpaceSpec } from '../../space/spec.ts';
import type { TransferSource } from './definition.ts';

/** Seconds, or text with a unit: `90s`, `10m`, `1.5h`, `500ms`, `2d`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** What is best, and, if wished, the value that is good enough to end the study. */
export type ObjectiveInput =
  | { readonly minimize: string; readonly maximize?: never; readonly target?: number }
  | { readonly maximize: string; readonly minimize?: never; readonly target?: number };

export interface BudgetInput {
  /** Trials created by the sampler, the default configuration or a person, whatever their end. */
  readonly trials?: number;
  /** From the study's start to its last evaluation, over all its runs. */
  readonly time?: Duration;
  readonly evaluations?: number;
  /** Failed trials after which the study ends. */
  readonly failures?: number;
  /** In the unit that `cost` names. */
  readonly cost?: number;
  /** Trials in a row that bring nothing better, after which no new one begins. */
  readonly patience?: number;
  /**
   * No new trial begins once a model is almost sure that at most this can still be gained, in units of the objective; `noise`:
   * less than the noise of the scores.
   */
  readonly gain?: number | 'noise';
  /** Value of the only objective that ends the study; the same as `target` beside it. */
  readonly target?: number;
}

export interface MetricsInput {
  /** Regular expression with the groups `name` and `value`, besides the forms that are known anyway. */
  readonly pattern?: string;
  /** JSON file that the program writes, relative to the evaluation's folder. */
  readonly resultFile?: string;
  /** Name of the number that counts steps; `epoch`, `step` and `iteration` are known. */
  readonly step?: string;
}

/** Which evaluations make up a full one of a trial. */
export interface EvaluationInput {
  /** Folds of a cross-validation, ≥ 2. @defaultValue 5 with a cross-validation, none without */
  readonly folds?: number;
  /** Seeds, each with a split of its own. @defaultValue 2 with a repeated cross-validation, else 1 */
  readonly seeds?: number;
  /** @defaultValue 'cv' with folds, 'repeated-cv' with folds and seeds, else 'holdout' */
  readonly splits?: 'holdout' | 'cv' | 'repeated-cv';
  /** Whether trials share splits and seeds (paired) or each has its own (reshuffled). @defaultValue 'auto' */
  readonly strategy?: 'paired' | 'reshuffled' | 'auto';
  /** Give clear losers less than all. @defaultValue true where there is more than one evaluation */
  readonly race?: boolean;
}

export interface ConfirmInput {
  /** Of what is spent in all, kept back for it, in (0, 0.5]. @defaultValue 0.1 */
  readonly share?: number;
  /** How many run again, besides the default. @defaultValue 3 */
  readonly top?: number;
}

export interface HoldoutInput {
  /** What the program is told as its split. @defaultValue 'holdout' */
  readonly split?: string;
  /** What reads it, if not the study's own program. */
  readonly command?: readonly (Scalar | readonly Scalar[])[];
  /** Runs of each setting. @defaultValue 1 */
  readonly seeds?: number;
}

/**
 * A tuning job as a user writes it: the same object in TypeScript, YAML and JSON. `parseDefinition` checks it
 * and fills in what is left out.
 */
export interface StudyInput<S extends SpaceSpec = SpaceSpec> {
  /** 1 to 100 characters; the storage's file and folder are named after it. In a file, its name is the default. */
  readonly name: string;
  /** The program and its arguments, with `{parameters}`; never a shell. A list inside is a group. */
  readonly command?: readonly (Scalar | readonly Scalar[])[];
  /** A TypeScript or JavaScript module whose default export is the objective function. */
  readonly module?: string;
  readonly space: S;
  /** Hard conditions over parameters, for example `sum(units) <= 1024`. */
  readonly constraints?: readonly string[];
  readonly objective: ObjectiveInput | readonly ObjectiveInput[];
  /** Bounds on metrics, for example `latency_ms <= 50`. */
  readonly limits?: readonly string[];
  /** The full amount of each fidelity; a pair lets schedulers give less. */
  readonly fidelity?: { readonly [name: string]: number | readonly [least: number, full: number] };
  /** @defaultValue none: until the space is exhausted or somebody stops it */
  readonly budget?: BudgetInput;
  /** What an evaluation costs: `seconds`, or a metric. @defaultValue 'seconds' */
  readonly cost?: string;
  /** Evaluations that run at once. @defaultValue one for each entry of `gpus`, else 1 */
  readonly parallel?: number;
  /** CUDA device ids; each slot is pinned to one, in turn. */
  readonly gpus?: readonly (number | string)[];
  /** Integer from 0 to 2³² - 1. @defaultValue 0 */
  readonly seed?: number;
  /** Its name, or the name with the sampler's own options. @defaultValue 'auto' */
  readonly sampler?: string | { readonly name: string; readonly [option: string]: unknown };
  /** Its name, or the name with the scheduler's own options. @defaultValue 'auto' */
  readonly scheduler?: string | { readonly name: string; readonly [option: string]: unknown };
  /** Which evaluations make up a full one of a trial. @defaultValue one */
  readonly evaluation?: EvaluationInput;
  /** Running the best few and the default again on splits that no decision has seen. @defaultValue on with `evaluation` */
  readonly confirm?: false | ConfirmInput;
  /** Data that is read once, after everything else is decided: the name of its split, or more. */
  readonly holdout?: string | HoldoutInput;
  /** Earlier studies to learn from: `name`, `file.db#name`, or with parameters that had other names. */
  readonly transfer?: readonly (string | TransferSource)[];
  /** The program gives another score for the same configuration. @defaultValue false */
  readonly noisy?: boolean;
  /** How often a crashed evaluation runs again. @defaultValue 0 */
  readonly retries?: number;
  /** Limit for one evaluation. */
  readonly timeout?: Duration;
  /** How long running evaluations may go on after the study's deadline. @defaultValue 0 */
  readonly grace?: Duration;
  readonly metrics?: MetricsInput;
  /** Extra environment variables for the command. */
  readonly env?: { readonly [name: string]: string | number | boolean };
}
