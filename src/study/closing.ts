import type { Event, TrialEnded, TrialStatus } from '../trial/event.ts';
import type { StudyState } from '../trial/state.ts';
import { estimateBefore } from './samples.ts';
import type { Terms } from './terms.ts';

/** The frozen result of a trial of which nothing runs, from all that its evaluations said. */
export function closingOf(
  terms: Terms,
  state: StudyState,
  trial: number,
  end: { readonly at: number; readonly status: TrialStatus; readonly reason: string },
): TrialEnded {
  const { at, status, reason } = end;
  const { metrics = {}, errors } = estimateBefore(terms, state, trial) ?? {};
  const why = status === 'completed' ? {} : { reason };
  return { type: 'trial-ended', at, trial, status, metrics, ...(errors !== undefined && { errors }), ...why };
}

/** Results of the trials that are paused when the study is over. */
export function closings(
  terms: Terms,
  state: StudyState,
  at: number,
  isClosed: (trial: number) => boolean = () => false,
): Event[] {
  if (state.countTrials('paused') === 0) return [];
  const events: Event[] = [];
  const reason = 'it was paused when the study ended';
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (state.trialStatus(trial) !== 'paused' || isClosed(trial)) continue;
    events.push(closingOf(terms, state, trial, { at, status: 'stopped', reason }));
  }
  return events;
}
