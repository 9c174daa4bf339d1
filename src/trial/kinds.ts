import type {
  EvaluationStatus,
  LeaseEnded,
  Purpose,
  StudyControlled,
  TrialOrigin,
  TrialStatus,
} from './event.ts';

/** The closed lists of the log, in the order that the reducer's columns count them. Append only. */
export const trialOrigins: readonly TrialOrigin[] = [
  'default',
  'sampler',
  'enqueued',
  'imported',
  'scheduler',
];

/** 'paused': nothing of it runs or waits, and its result is not frozen. */
export type OpenTrialStatus = 'waiting' | 'running' | 'paused';

export const trialStatuses: readonly (OpenTrialStatus | TrialStatus)[] = [
  'waiting',
  'running',
  'completed',
  'failed',
  'infeasible',
  'skipped',
  'stopped',
  'paused',
];

export const evaluationStatuses: readonly ('waiting' | 'running' | EvaluationStatus)[] = [
  'waiting',
  'running',
  'completed',
  'failed',
  'infeasible',
  'skipped',
  'stopped',
  'cancelled',
];

export const purposes: readonly Purpose[] = ['search', 'rerun', 'repeat', 'confirm', 'holdout'];

export const leaseEnds: readonly LeaseEnded['why'][] = ['expired', 'crashed', 'released'];

export const controlActions: readonly StudyControlled['action'][] = ['pause', 'resume', 'stop', 'finish'];
