import { randomUUID } from 'node:crypto';
import type { Hooks, Job } from '../../src/executor/port.ts';

/** Test files run side by side, and one must not end another's processes. */
const study = `tests/${randomUUID()} é`;

export function jobOf(more: Partial<Job> = {}): Job {
  return {
    study: { id: study, name: 'tests' },
    trial: 12,
    evaluation: 3,
    token: 9,
    attempt: 0,
    purpose: 'search',
    reached: {},
    parent: -1,
    target: { fidelity: {}, seed: 7, fold: -1, split: 'search' },
    params: {},
    flat: new Map(),
    inactive: new Set(),
    folds: 0,
    slot: 0,
    ...more,
  };
}

export const quiet: Hooks = {
  signal: new AbortController().signal,
  onStart: () => Promise.resolve(),
  onReport: () => Promise.resolve('continue'),
  onNote: () => {},
};
