import type { ParamValue } from '../space/space.ts';

/**
 * Everything that ever happens to a study. The log of these is the truth: all state is a fold over them.
 * `at` is milliseconds since 1970 and is only ever shown; nothing decides by it during a fold.
 * The position of an event is its index in the study's log, from 0; the reducer and storage count it.
 */
export type Event =
  | StudyCreated
  | DefinitionEdited
  | SamplerChosen
  | SchedulerChosen
  | KnowledgeTransferred
  | TrialCreated
  | TrialEnqueued
  | SuggestionProposed
  | SuggestionWithdrawn
  | EvaluationStarted
  | EvaluationLeased
  | LeaseEnded
  | Reported
  | VerdictGiven
  | EvaluationEnded
  | TrialEnded
  | Noted
  | StudyControlled;

export type Metrics = { readonly [name: string]: number };

interface Timed {
  readonly at: number;
}

/** Always the first event. */
export interface StudyCreated extends Timed {
  readonly type: 'study-created';
  /** The whole validated definition as JSON, seed included. */
  readonly definition: ParamValue;
  /** Tunewright's version. */
  readonly version: string;
}

/** The space, budget or another part was changed on purpose; the new definition in whole. */
export interface DefinitionEdited extends Timed {
  readonly type: 'definition-edited';
  readonly definition: ParamValue;
  readonly reason: string;
}

/** What `auto` (or any sampler that decides how to work) chose, in one line for a reader. */
export interface SamplerChosen extends Timed {
  readonly type: 'sampler-chosen';
  readonly sampler: string;
  readonly version: number;
  readonly reason: string;
}

/** What a scheduler that decides how to work chose, in one line for a reader. */
export interface SchedulerChosen extends Timed {
  readonly type: 'scheduler-chosen';
  readonly scheduler: string;
  readonly version: number;
  readonly reason: string;
}

/**
 * What an earlier study found, as configurations of this one: prior knowledge, not trials, outside budget and results.
 * Only before the first trial, so that every suggestion is made with it.
 */
export interface KnowledgeTransferred extends Timed {
  readonly type: 'knowledge-transferred';
  /** Name of the earlier study, for people. */
  readonly source: string;
  /** 1 for each dimension that the earlier study had too, shape [dimensions]; the others hold their defaults. */
  readonly known: Uint8Array;
  /** Configurations of this space, shape [n, dimensions]; NaN where inactive. */
  readonly rows: Float64Array;
  /** Place among the finished trials of the earlier study, from 0 (best) to 1 (worst), shape [n]: scores do not carry over. */
  readonly ranks: Float64Array;
  /** Finished trials that have no place in this space. */
  readonly dropped: number;
}

/**
 * Where a trial's configuration came from; 'scheduler' when it continues its parent (population training). Imported
 * ones are outside budget and replay.
 */
export type TrialOrigin = 'default' | 'sampler' | 'enqueued' | 'imported' | 'scheduler';

export interface TrialCreated extends Timed {
  readonly type: 'trial-created';
  /** From 0, without gaps; the reducer rejects any other. */
  readonly trial: number;
  readonly origin: TrialOrigin;
  /** The row; NaN where inactive. Imported rows may lie outside the space. */
  readonly row: Float64Array;
  /** Log position the suggestion was computed at (every event before it was known); -1 if not from a sampler. */
  readonly position: number;
  /** Ordinal of the suggestion: randomness is keyed by (seed, ordinal); -1 if not from a sampler. */
  readonly ordinal: number;
  /** Place in, and size of, the batch that was suggested in one call. */
  readonly batch: readonly [index: number, size: number];
  /** Name and version of the algorithm, for example ['tpe', 1]; absent if not from a sampler. */
  readonly sampler?: readonly [name: string, version: number];
  /** The sampler's own note: generation, member, bracket. JSON. */
  readonly tag?: ParamValue;
  /** Trial whose checkpoint and configuration this one continues (population training). */
  readonly parent?: number;
  /** Entry of the queue it came from (the log position of the trial-enqueued event). */
  readonly request?: number;
  readonly attributes?: { readonly [name: string]: ParamValue };
}

/** A person wants this configuration tried; entries with free = 1 are the sampler's to fill. */
export interface TrialEnqueued extends Timed {
  readonly type: 'trial-enqueued';
  readonly row: Float64Array;
  readonly free: Uint8Array;
  readonly note?: string;
}

/** A suggestion computed ahead of need; pending for later ones until used or withdrawn. */
export interface SuggestionProposed extends Timed {
  readonly type: 'suggestion-proposed';
  readonly ordinal: number;
  readonly position: number;
  readonly batch: readonly [index: number, size: number];
  readonly sampler: readonly [name: string, version: number];
  readonly row: Float64Array;
  readonly tag?: ParamValue;
}

export interface SuggestionWithdrawn extends Timed {
  readonly type: 'suggestion-withdrawn';
  readonly ordinal: number;
  readonly reason: string;
}

/** Why an evaluation runs. */
export type Purpose = 'search' | 'rerun' | 'repeat' | 'confirm' | 'holdout';

/** What one evaluation is to do. */
export interface Target {
  /** Named amounts to reach, for example { epochs: 30 }; empty without fidelities. */
  readonly fidelity: Metrics;
  readonly seed: number;
  /** -1 without folds. */
  readonly fold: number;
  /** 'search' unless another data split is meant (confirm, holdout). */
  readonly split: string;
}

/** Who runs it. pid and processStart (in the kernel's own ticks, as text) name a process beyond doubt. */
export interface Worker {
  readonly host: string;
  readonly pid: number;
  readonly processStart?: string;
}

/** An evaluation begins to exist, with its first lease. The log position of this event is the lease's token. */
export interface EvaluationStarted extends Timed {
  readonly type: 'evaluation-started';
  /** From 0 over the whole study, without gaps. */
  readonly evaluation: number;
  readonly trial: number;
  readonly purpose: Purpose;
  readonly target: Target;
  readonly worker: Worker;
  readonly slot: number;
  /** Why the scheduler gave an earlier trial more; a sentence. */
  readonly reason?: string;
}

/** The evaluation runs again (crash, expiry, resume). The position of this event is the new token. */
export interface EvaluationLeased extends Timed {
  readonly type: 'evaluation-leased';
  readonly evaluation: number;
  readonly worker: Worker;
  readonly slot: number;
}

/** The lease is over without an outcome; the evaluation waits for the next one. */
export interface LeaseEnded extends Timed {
  readonly type: 'lease-ended';
  readonly evaluation: number;
  readonly token: number;
  readonly why: 'expired' | 'crashed' | 'released';
  readonly reason?: string;
  /** Seconds spent under this lease, to be paid for all the same. */
  readonly seconds: number;
}

export interface Reported extends Timed {
  readonly type: 'reported';
  readonly evaluation: number;
  readonly token: number;
  readonly step: number;
  readonly metrics: Metrics;
}

/**
 * The scheduler ended an evaluation early, at a report: to be left as it is, or perhaps to be taken up again. In force
 * from now on, also for a process that takes the evaluation over.
 */
export interface VerdictGiven extends Timed {
  readonly type: 'verdict-given';
  readonly evaluation: number;
  readonly token: number;
  readonly verdict: 'stop' | 'pause';
  /** Log position that it was made at: every event before it was known. */
  readonly position: number;
  readonly step: number;
  /** Name and version of the algorithm, for example ['asha', 1]. */
  readonly scheduler: readonly [name: string, version: number];
  /** A sentence a person can read. */
  readonly reason: string;
}

export type EvaluationStatus = 'completed' | 'failed' | 'infeasible' | 'skipped' | 'stopped' | 'cancelled';

/** Once for each evaluation; under a stale token it changes nothing. */
export interface EvaluationEnded extends Timed {
  readonly type: 'evaluation-ended';
  readonly evaluation: number;
  readonly token: number;
  readonly status: EvaluationStatus;
  readonly metrics: Metrics;
  /** What it really reached, for example { epochs: 12 }. */
  readonly reached: Metrics;
  /** Wall seconds under this lease. */
  readonly seconds: number;
  /** In the study's unit of cost. */
  readonly cost: number;
  /** Code and sentence why it did not complete; absent when completed. */
  readonly reason?: string;
  /** Host, versions, git commit, exact command. */
  readonly provenance?: ParamValue;
}

export type TrialStatus = 'completed' | 'failed' | 'infeasible' | 'skipped' | 'stopped';

/** The trial's search result, frozen: later evaluations never rewrite it. */
export interface TrialEnded extends Timed {
  readonly type: 'trial-ended';
  readonly trial: number;
  readonly status: TrialStatus;
  /** Every metric's aggregate over the search evaluations. */
  readonly metrics: Metrics;
  /** Standard error of each aggregate, where it could be measured. */
  readonly errors?: Metrics;
  /** A sentence a person can read, for stopped and failed ones. */
  readonly reason?: string;
}

/** Anything a program or a person attaches to the study (trial -1) or a trial: attributes, notes, artifacts. */
export interface Noted extends Timed {
  readonly type: 'noted';
  readonly trial: number;
  readonly evaluation?: number;
  readonly key: string;
  readonly value: ParamValue;
}

export interface StudyControlled extends Timed {
  readonly type: 'study-controlled';
  readonly action: 'pause' | 'resume' | 'stop' | 'finish';
  readonly reason: string;
}
