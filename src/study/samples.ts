import { type Estimate, estimateOf, type Sample } from '../evaluation/estimate.ts';
import type { Metrics, Target } from '../trial/event.ts';
import { evaluationStatuses, purposes } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import { fidelityShare, missingObjective, reportShare, type Terms } from './terms.ts';

const search = purposes.indexOf('search');
const repeat = purposes.indexOf('repeat');
const completed = evaluationStatuses.indexOf('completed');
const stopped = evaluationStatuses.indexOf('stopped');

/** What a search evaluation says about its trial; undefined if it says nothing. */
export function sampleOf(
  terms: Terms,
  target: Target,
  metrics: Metrics,
  reached: Metrics,
): Sample | undefined {
  if (missingObjective(terms, metrics) !== undefined) return undefined;
  const { seed, fold, split } = target;
  return { metrics, share: fidelityShare(terms, reached), key: `${seed} ${fold} ${split}` };
}

/** What a trial's search evaluations that ended before a position say together; undefined without any. */
export function estimateBefore(
  terms: Terms,
  state: StudyState,
  trial: number,
  bound: number = Number.POSITIVE_INFINITY,
  more: readonly Sample[] = [],
): Estimate | undefined {
  const { evaluations, trials } = state.data;
  const samples: Sample[] = [];
  for (let e = trials.firstEvaluation.get(trial); e !== -1; e = evaluations.next.get(e)) {
    const purpose = evaluations.purpose.get(e);
    const position = evaluations.endedPosition.get(e);
    const status = evaluations.status.get(e);
    if ((purpose !== search && purpose !== repeat) || position < 0 || position >= bound) continue;
    if (status !== completed && status !== stopped) continue;
    const { target, metrics, reached } = state.evaluation(e);
    const sample = sampleOf(terms, target, metrics, reached);
    if (sample !== undefined) samples.push(sample);
  }
  return estimateOf([...samples, ...more]);
}

/**
 * What the evaluations that a new one continues have reached, by what is in their checkpoint: those of the trial with
 * the same seed, fold and split, or without any the parent's.
 */
export function reachedBefore(state: StudyState, trial: number, target: Target): Metrics {
  if (trial < 0) return {};
  const own = furthest(state, trial, target);
  return own ?? reachedBefore(state, state.data.trials.parent.get(trial), target);
}

function furthest(state: StudyState, trial: number, target: Target): Metrics | undefined {
  let found: Metrics | undefined;
  for (const evaluation of state.evaluationsOf(trial)) {
    const { target: other, reached, endedAt } = state.evaluation(evaluation);
    if (Number.isNaN(endedAt) || Object.keys(reached).length === 0) continue;
    if (other.seed === target.seed && other.fold === target.fold && other.split === target.split)
      found = reached;
  }
  return found;
}

/** What an evaluation reached by its last report, when there is one fidelity to count in. */
export function reachedByReports(terms: Terms, state: StudyState, evaluation: number): Metrics {
  const last = state.reportsOf(evaluation).at(-1);
  const share = last === undefined ? undefined : reportShare(terms, last.step, last.metrics);
  const [fidelity] = terms.fidelities;
  if (share === undefined || fidelity === undefined) return {};
  const { name, full } = fidelity;
  const { target } = state.evaluation(evaluation);
  return { [name]: Math.min(share * full, target.fidelity[name] ?? full) };
}
