import type { Replication } from '../evaluation/replication.ts';
import type { ParamValue, Space } from '../space/space.ts';
import type { EvaluationStatus, Purpose, Target, TrialOrigin } from '../trial/event.ts';
import type { TrialRecord } from '../trial/record.ts';

/** A named amount that an evaluation spends. `least` = `full` where nothing less may be given. */
export interface Fidelity {
  readonly name: string;
  readonly least: number;
  readonly full: number;
  /** Only whole amounts. */
  readonly whole: boolean;
}

/** A view's value is metric × sign, which is to be minimised. */
export interface SchedulerObjective {
  readonly metric: string;
  readonly sign: 1 | -1;
}

/** What is to be scheduled. */
export interface SchedulerProblem {
  readonly space: Space;
  /** At least one. */
  readonly objectives: readonly SchedulerObjective[];
  readonly fidelities: readonly Fidelity[];
  readonly seed: number;
  /** Trials that the budget allows, if it says. */
  readonly trials?: number;
  /** How many evaluations run at once. */
  readonly parallel: number;
  /** The program gives another score for the same configuration. */
  readonly noisy: boolean;
  /** Which evaluations a trial needs for a full result; one where the study says nothing. */
  readonly replication: Replication;
}

export interface TrialView {
  readonly trial: number;
  readonly status: TrialRecord['status'];
  readonly origin: TrialOrigin;
  /** -1 without one. */
  readonly parent: number;
  /** The sampler's own note, or the scheduler's on a trial that continues another. */
  readonly tag: ParamValue | undefined;
  readonly row: Float64Array;
  /** Numbers of its evaluations, in order. */
  readonly evaluations: readonly number[];
}

export interface EvaluationView {
  readonly evaluation: number;
  readonly trial: number;
  readonly purpose: Purpose;
  readonly target: Target;
  readonly status: 'waiting' | 'running' | EvaluationStatus;
  /** Share of the full fidelity that it was to reach, in (0, 1]. */
  readonly share: number;
  /** Share that it reached; 0 until it ended. */
  readonly reached: number;
  /** To minimise, shape [objectives], finite. Absent until it ended, and where it has none. */
  readonly values: Float64Array | undefined;
  /** By how much the limits are exceeded in all; 0 when all hold, NaN where that is unknown. */
  readonly excess: number;
  readonly cost: number;
}

/**
 * The reports of one evaluation in order of their steps: of a repeated step the last one counts, and one whose
 * objectives are not all finite is left out.
 */
export interface Curve {
  readonly length: number;
  readonly objectives: number;
  /** Strictly ascending. */
  step(index: number): number;
  /** Share of the full fidelity at that step, in (0, 1]; NaN where it cannot be known. */
  share(index: number): number;
  /** To minimise. */
  value(index: number, objective: number): number;
  /** By how much the limits are exceeded in all; 0 when all hold, NaN where that is unknown. */
  excess(index: number): number;
}

/**
 * A narrow, read-only view of the study's state. What has ended never changes, so a scheduler may keep what it worked
 * out from ended evaluations; what runs or waits may be taken back, and is to be looked at anew each time.
 */
export interface SchedulerView {
  /** Trials so far, in order of their numbers; one that is being created has no evaluation yet. */
  readonly trials: number;
  trial(number: number): TrialView;
  /** Trials the budget still allows. */
  readonly trialsLeft: number;
  /** Why the search may begin nothing more although trials are left, if so: its share of the budget is used up. */
  readonly searchOver: string | undefined;
  /**
   * Trials with a full result within the limits, the best first as the search alone lets believe of their true scores; of
   * several objectives those that dominate most.
   */
  ranking(count: number): readonly number[];
  /** The trial to use by all but the holdout, of several objectives several; empty without one that qualifies. */
  recommended(): readonly number[];
  /** Evaluations so far. */
  readonly evaluations: number;
  evaluation(number: number): EvaluationView;
  /** Evaluations that have not ended: they run, or wait to run. */
  readonly open: Iterable<number>;
  curve(evaluation: number): Curve;
  /** Metrics of an evaluation as it ended, for those that need more than the objectives; NaN where it has none. */
  metric(evaluation: number, name: string): number;
}

/** What is to begin. A reason, where there is one, is a sentence a person can read; it goes into the log. */
export type Next =
  | { readonly type: 'new-trial'; readonly target: Target }
  /** A trial that continues another one: its checkpoint, and this configuration. */
  | {
      readonly type: 'child-trial';
      readonly parent: number;
      readonly row: Float64Array;
      readonly target: Target;
      /** A note for the view. */
      readonly tag?: ParamValue;
      readonly reason: string;
    }
  | {
      readonly type: 'evaluate';
      readonly trial: number;
      readonly purpose: Purpose;
      readonly target: Target;
      readonly reason?: string;
    }
  /** Freezes the result of a trial of which nothing runs: as it is, or as one that was stopped. */
  | {
      readonly type: 'close';
      readonly trial: number;
      readonly status: 'completed' | 'stopped';
      readonly reason: string;
    }
  /** Until something ends. Never when nothing runs. */
  | { readonly type: 'wait' }
  | { readonly type: 'finished'; readonly reason: string };

export interface ReportView {
  readonly trial: number;
  readonly evaluation: number;
  readonly step: number;
  /** Share of the full fidelity at that step, in (0, 1]; NaN where it cannot be known. */
  readonly share: number;
  /** To minimise, shape [objectives], finite. */
  readonly values: Float64Array;
}

/** A search evaluation that is about to end, all others of its trial being over too. */
export interface EndView {
  readonly trial: number;
  readonly evaluation: number;
  readonly target: Target;
  readonly status: EvaluationStatus;
  /** Share of the full fidelity that it was to reach, in (0, 1]. */
  readonly share: number;
  /** It was ended because of this. */
  readonly verdict: 'stop' | 'pause' | undefined;
}

export type Verdict =
  | { readonly type: 'continue' }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'pause'; readonly reason: string };

/** Decides, for one study, which evaluation runs next and which stop early: a function of what the view shows. */
export interface Scheduler {
  /** True when `next` never looks at results: then it may be asked before the last results are durable. */
  readonly blind: boolean;
  next(view: SchedulerView): Next;
  /** For search evaluations. Never asked about reports whose objectives are not all finite. */
  onReport(view: SchedulerView, report: ReportView): Verdict;
  /** Whether the trial's search result is complete and to be frozen, or further evaluations of it may come. */
  onEnd(view: SchedulerView, ended: EndView): 'freeze' | 'open';
  /** The algorithm at work, for schedulers that choose one, once there is a choice; the study writes each new one into the log. */
  choice?(): SchedulerChoice | undefined;
}

export interface SchedulerChoice {
  readonly scheduler: string;
  readonly version: number;
  /** One line for a reader. */
  readonly reason: string;
}

/** A named algorithm. `version` rises whenever the same log would give other decisions. */
export interface SchedulerAlgorithm {
  readonly name: string;
  readonly version: number;
  create(problem: SchedulerProblem): Scheduler;
}
