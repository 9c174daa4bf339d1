import type { EvaluationStatus, Metrics, Purpose, Target } from '../trial/event.ts';

/** What a scheduler may see of a trial. */
export interface TrialView {
  readonly trial: number;
  readonly status:
    | 'waiting'
    | 'running'
    | 'paused'
    | 'completed'
    | 'failed'
    | 'infeasible'
    | 'skipped'
    | 'stopped';
  readonly parent: number;
  readonly evaluations: number;
}

/** A narrow, read-only view of the study's state. */
export interface SchedulerView {
  /** Trials so far, in order of their numbers. */
  readonly trials: number;
  trial(number: number): TrialView;
  /** Trials the budget still allows. */
  readonly trialsLeft: number;
  /** Full amount of each named fidelity. */
  readonly fidelity: { readonly [name: string]: number };
  readonly seed: number;
}

export type Next =
  | { readonly type: 'new-trial'; readonly target: Target }
  | { readonly type: 'evaluate'; readonly trial: number; readonly purpose: Purpose; readonly target: Target }
  | { readonly type: 'wait' }
  | { readonly type: 'finished'; readonly reason: string };

export interface ReportView {
  readonly trial: number;
  readonly evaluation: number;
  readonly step: number;
  readonly metrics: Metrics;
}

/** A search evaluation that just ended, all others of its trial being over too. */
export interface EndView {
  readonly trial: number;
  readonly evaluation: number;
  readonly target: Target;
  readonly status: EvaluationStatus;
  readonly metrics: Metrics;
}

export type Verdict =
  | { readonly type: 'continue' }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'pause'; readonly reason: string };

/** Chooses which evaluation runs next and which stop early. A deterministic function of the log. */
export interface Scheduler {
  readonly name: string;
  readonly version: number;
  next(view: SchedulerView): Next;
  /** Never asked for reports whose objective is not finite. */
  onReport(view: SchedulerView, report: ReportView): Verdict;
  /** Whether the trial's search result is complete and to be frozen, or further evaluations of it may come. */
  onEnd(view: SchedulerView, ended: EndView): 'freeze' | 'open';
}
