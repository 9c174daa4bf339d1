import { fewOf, frontOf } from '../analysis/front.ts';
import { observationsOf } from '../analysis/observations.ts';
import { trialsWith } from '../analysis/overfit/runs.ts';
import { rankedTrials, recommend } from '../analysis/recommend/recommend.ts';
import type { StudyState } from '../trial/state.ts';
import { defaultTrial } from './summary.ts';
import type { Terms } from './terms.ts';

/** Of a front, so many are confirmed and held against the locked data at most. */
const mostOfFront = 4;

/** Completed trials within the limits, the best first as the search alone lets believe; of several objectives those that dominate most. */
export function rankingOf(state: StudyState, terms: Terms, count: number): readonly number[] {
  if (terms.objectives.length > 1) return ofFront(state, terms, count);
  const observations = observationsOf(state, terms, { confirmed: false });
  return rankedTrials(observations, { noisy: isNoisy(terms) }).slice(0, count);
}

/** The trial to use by all but the holdout; of several objectives those that were confirmed, or dominate most. */
export function recommendedOf(state: StudyState, terms: Terms): readonly number[] {
  if (terms.objectives.length > 1) {
    const start = defaultTrial(state);
    const confirmed = trialsWith(state, 'confirm').filter((trial) => trial !== start);
    return confirmed.length > 0 ? confirmed : ofFront(state, terms, mostOfFront);
  }
  const found = recommend(observationsOf(state, terms), { noisy: isNoisy(terms) });
  return found === undefined ? [] : [found.best.trial];
}

/** Fresh seeds or splits give another score. */
export function isNoisy({ definition }: Terms): boolean {
  const { noisy, evaluation, confirm } = definition;
  return noisy || evaluation !== undefined || confirm !== undefined;
}

function ofFront(state: StudyState, terms: Terms, count: number): readonly number[] {
  return fewOf(frontOf(state, terms), terms, count).map(({ trial }) => trial);
}
