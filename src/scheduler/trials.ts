import type { SchedulerView } from './port.ts';

/** Whether nothing runs or waits to run. */
export function isIdle(view: SchedulerView): boolean {
  for (const _ of view.open) return false;
  return true;
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
