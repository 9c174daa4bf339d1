import type { Metrics, Purpose, Target, TrialCreated, Worker } from '../trial/event.ts';
import type { Draft } from './draft.ts';
import { reachedBefore } from './samples.ts';

/** The right to run one evaluation. */
export interface Lease {
  readonly trial: number;
  readonly evaluation: number;
  /** Log position of the event that granted it. */
  readonly token: number;
  /** How many leases this evaluation had before. */
  readonly attempt: number;
  readonly purpose: Purpose;
  readonly target: Target;
  /** What the evaluations that this one continues have reached. */
  readonly reached: Metrics;
  /** The trial that it continues; -1 without one. */
  readonly parent: number;
  readonly row: Float64Array;
  readonly slot: number;
  readonly at: number;
}

export interface Start {
  readonly trial: number;
  readonly purpose: Purpose;
  readonly target: Target;
  readonly reason?: string | undefined;
}

export type Creation = Omit<TrialCreated, 'type' | 'at' | 'trial'>;

/** Begins an evaluation of a trial that exists, or was created in this draft. */
export function begin(draft: Draft, worker: Worker, slot: number, start: Start): Lease {
  const { state, at, position: token } = draft;
  const { trial, purpose, target, reason } = start;
  const evaluation = draft.evaluations++;
  const { parent, row } =
    trial < state.trialCount ? state.trial(trial) : draft.created[trial - state.trialCount]!;
  const why = reason === undefined ? {} : { reason };
  draft.events.push({
    type: 'evaluation-started',
    at,
    evaluation,
    trial,
    purpose,
    target,
    worker,
    slot,
    ...why,
  });
  draft.begun.push({ evaluation, trial, purpose, target });
  draft.running++;
  const reached = reachedBefore(state, trial < state.trialCount ? trial : parent, target);
  return {
    trial,
    evaluation,
    token,
    attempt: 0,
    purpose,
    target,
    reached,
    parent,
    row: row.slice(),
    slot,
    at,
  };
}

/** Creates a trial and begins its first evaluation. */
export function beginTrial(
  draft: Draft,
  worker: Worker,
  slot: number,
  creation: Creation,
  target: Target,
): Lease {
  const trial = draft.trials++;
  const { origin, parent = -1, tag, row } = creation;
  draft.events.push({ type: 'trial-created', at: draft.at, trial, ...creation });
  draft.created.push({ origin, parent, tag, row });
  return begin(draft, worker, slot, { trial, purpose: 'search', target });
}

/** Runs an evaluation again whose lease ended without an outcome. */
export function leaseAgain(draft: Draft, worker: Worker, slot: number, evaluation: number): Lease {
  const { state, at, position: token } = draft;
  const { trial, purpose, target } = state.evaluation(evaluation);
  const { parent, row } = state.trial(trial);
  const attempt = state.data.evaluations.leases.get(evaluation);
  draft.events.push({ type: 'evaluation-leased', at, evaluation, worker, slot });
  draft.touch(evaluation);
  draft.waiting--;
  draft.running++;
  const reached = reachedBefore(state, trial, target);
  return { trial, evaluation, token, attempt, purpose, target, reached, parent, row: row.slice(), slot, at };
}
