import type { AbortSignalLike } from '../platform.ts';
import type { ParamValue, ParamValues } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import type { TrialEnding } from './ending.ts';

/** What an objective written in TypeScript sees of its evaluation. */
export interface TrialHandle<Params = ParamValues> {
  readonly params: Params;
  /** The trial's number, from 0. */
  readonly number: number;
  readonly evaluation: number;
  /** Seed for everything random in the objective. */
  readonly seed: number;
  /** Amounts to reach, for example { epochs: 30 }; empty without fidelities. */
  readonly fidelity: Metrics;
  /** What evaluations that this one continues have reached: what the checkpoint holds. Empty without any. */
  readonly reached: Metrics;
  /**
   * Folder for checkpoints, which evaluations that continue one another share; what `reached` tells of is there. Undefined
   * for a function that runs in the study's own process: keep a map by `number` then.
   */
  readonly checkpointFolder: string | undefined;
  /** Which fold of the data to hold out; -1 without folds. */
  readonly fold: number;
  /** How many folds the data is cut into; 0 without folds. */
  readonly folds: number;
  /** 'search' or 'confirm'; any other is the name of the data that `holdout` locks away. */
  readonly split: string;
  /** Aborted when the evaluation must end (Ctrl-C, time limit). Pass it on to what takes one. */
  readonly signal: AbortSignalLike;
  /**
   * An intermediate value at a step (an epoch). A number is the first objective's value.
   * @throws {StopTrial} when the study tells this evaluation to stop
   */
  report(step: number, metrics: number | Metrics): Promise<void>;
  /** As `report`, but resolves to true where that throws; then return what there is. */
  shouldStop(step: number, metrics: number | Metrics): Promise<boolean>;
  /** Attaches an attribute to the trial. */
  note(key: string, value: ParamValue): void;
}

/** A number is the first objective's value. Returning or throwing `infeasible(...)` and its like ends it that way. */
export type ObjectiveResult = number | Metrics | TrialEnding;

/** A program to tune as a function. What it throws makes the evaluation fail, never the study. */
export type ObjectiveFunction<Params = ParamValues> = (
  trial: TrialHandle<Params>,
) => ObjectiveResult | Promise<ObjectiveResult>;
