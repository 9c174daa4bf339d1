import type { EvaluationStatus, Metrics, Target, TrialStatus } from '../trial/event.ts';
import { closingOf } from './closing.ts';
import type { Draft, Ruin } from './draft.ts';
import { estimateBefore, reachedByReports, sampleOf } from './samples.ts';
import type { Steering } from './steering.ts';
import { fidelityShare, type Terms } from './terms.ts';

/** A search evaluation that ends in a draft. */
export interface Over {
  readonly trial: number;
  readonly evaluation: number;
  readonly target: Target;
  readonly status: EvaluationStatus;
  readonly metrics: Metrics;
  readonly reached: Metrics;
  readonly reason: string | undefined;
}

/** Freezes the trial's result if this was its last evaluation and the scheduler says so. */
export function settle(terms: Terms, steering: Steering, draft: Draft, over: Over): void {
  const { trial, evaluation, target, status, metrics, reached, reason } = over;
  const { state } = draft;
  const says = status === 'completed' || status === 'stopped';
  // Samplers are told ahead of time of full evaluations only.
  if (status === 'stopped') draft.settling = true;
  const sample = says ? sampleOf(terms, target, metrics, reached) : undefined;
  if (!says) draft.ruined.set(trial, { status: status as TrialStatus, reason });
  if (sample !== undefined) draft.samples.set(trial, [...(draft.samples.get(trial) ?? []), sample]);
  if (state.data.trials.endedPosition.get(trial) !== -1 || draft.closed.has(trial)) return;
  const others = state
    .evaluationsOf(trial)
    .some((e) => e !== evaluation && state.open.has(e) && !draft.touches(e));
  if (others) return;
  const share = fidelityShare(terms, target.fidelity);
  const ruin = ruinOf(draft, trial);
  if (ruin === undefined) {
    const verdict = state.verdict(evaluation)?.verdict;
    const ended = { trial, evaluation, target, status, share, verdict };
    if (steering.scheduler.onEnd(steering.view(draft), ended) === 'open') {
      draft.settling = true;
      return;
    }
  }
  const full = ruin?.status ?? (status === 'completed' && share < 1 ? 'stopped' : (status as TrialStatus));
  const why =
    ruin?.reason ??
    reason ??
    (full === 'stopped'
      ? `it was given ${amounts(target.fidelity)} of ${amounts(terms.fidelity)}`
      : undefined);
  draft.closed.set(trial, full);
  const estimate = says
    ? estimateBefore(terms, state, trial, undefined, draft.samples.get(trial))
    : undefined;
  draft.events.push({
    type: 'trial-ended',
    at: draft.at,
    trial,
    status: full,
    metrics: estimate?.metrics ?? metrics,
    ...(estimate?.errors !== undefined && { errors: estimate.errors }),
    ...(why !== undefined && { reason: why }),
  });
}

/** A configuration that failed on one of its folds or seeds has failed, whatever the others gave. */
function ruinOf({ state, ruined }: Draft, trial: number): Ruin | undefined {
  const here = ruined.get(trial);
  if (here !== undefined || trial >= state.trialCount) return here;
  for (const evaluation of state.evaluationsOf(trial)) {
    const { purpose, status, reason } = state.evaluation(evaluation);
    if (purpose !== 'search') continue;
    if (status === 'failed' || status === 'infeasible' || status === 'skipped') return { status, reason };
  }
  return undefined;
}

/** Ends what waits to run again although the scheduler had stopped it before its process died. */
export function endStopped(terms: Terms, steering: Steering, draft: Draft, evaluation: number): void {
  const { state } = draft;
  const verdict = state.verdict(evaluation);
  if (verdict === undefined) return;
  const { trial, purpose, target } = state.evaluation(evaluation);
  const metrics: Metrics = Object.assign({}, ...state.reportsOf(evaluation).map((report) => report.metrics));
  const reached = reachedByReports(terms, state, evaluation);
  const { reason } = verdict;
  const { at } = draft;
  const status = 'stopped';
  draft.events.push({
    type: 'evaluation-ended',
    at,
    evaluation,
    token: -1,
    status,
    metrics,
    reached,
    seconds: 0,
    cost: 0,
    reason,
  });
  draft.touch(evaluation);
  draft.waiting--;
  draft.settling = true;
  if (purpose === 'search') {
    settle(terms, steering, draft, { trial, evaluation, target, status, metrics, reached, reason });
  }
}

/** Freezes a trial as the scheduler wants it. */
export function closeTrial(
  terms: Terms,
  draft: Draft,
  close: { readonly trial: number; readonly status: 'completed' | 'stopped'; readonly reason: string },
): void {
  const { trial, status, reason } = close;
  draft.closed.set(trial, status);
  draft.events.push(closingOf(terms, draft.state, trial, { at: draft.at, status, reason }));
  draft.settling = true;
}

function amounts(fidelity: Metrics): string {
  return Object.entries(fidelity)
    .map(([name, amount]) => `${Number(amount.toPrecision(6))} ${name}`)
    .join(', ');
}
