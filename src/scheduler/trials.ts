import type { Purpose } from '../trial/event.ts';
import type { SchedulerView, TrialView } from './port.ts';

/** Whether nothing runs or waits to run. */
export function isIdle(view: SchedulerView): boolean {
  for (const _ of view.open) return false;
  return true;
}

/**
 * Whether anything goes on that comes before evaluations of a purpose: others that have not ended, or a trial that is being
 * created just now and has no evaluation yet. Reruns are a person's, and nobody waits for them.
 */
export function isBefore(view: SchedulerView, purpose: Purpose): boolean {
  for (const evaluation of view.open) {
    const { purpose: other } = view.evaluation(evaluation);
    if (other !== purpose && other !== 'rerun') return true;
  }
  for (let trial = view.trials - 1; trial >= 0; trial--) {
    const { origin, evaluations } = view.trial(trial);
    if (evaluations.length > 0) return false;
    if (origin !== 'imported') return true;
  }
  return false;
}

/** Whether the next new trial will be that of the default configuration: the study's first own one. */
export function isDefaultNext(view: SchedulerView): boolean {
  for (let trial = 0; trial < view.trials; trial++) {
    if (view.trial(trial).origin !== 'imported') return false;
  }
  return true;
}

/** The default configuration's trial; -1 without one. */
export function defaultTrial(view: SchedulerView): number {
  for (let trial = 0; trial < view.trials; trial++) {
    const { origin } = view.trial(trial);
    if (origin === 'default') return trial;
    if (origin !== 'imported') return -1;
  }
  return -1;
}

/** The default configuration's trial if it has completed; else -1. */
export function completedDefault(view: SchedulerView): number {
  const trial = defaultTrial(view);
  return trial >= 0 && view.trial(trial).status === 'completed' ? trial : -1;
}

/** Whether the trial's result is final. */
export function isFrozen({ status }: TrialView): boolean {
  return status !== 'running' && status !== 'waiting' && status !== 'paused';
}
