import { observationsOf } from '../analysis/observations.ts';
import { type ConfirmedPoint, confirmedFront } from '../analysis/overfit/front.ts';
import { type OverfitReport, overfitReport } from '../analysis/overfit/report.ts';
import { type Verdict, verdictOf } from '../analysis/overfit/verdict.ts';
import { recommend } from '../analysis/recommend/recommend.ts';
import type { StudyState } from '../trial/state.ts';
import { holdoutNote } from './confirmation.ts';
import { isNoisy, rankingOf } from './leaders.ts';
import { defaultTrial } from './summary.ts';
import type { Terms } from './terms.ts';

/** Whether the winner is really better, in words and numbers. */
export interface StudyVerdict extends Verdict {
  /** The numbers, with one objective. */
  readonly report?: OverfitReport;
  /** With several objectives: what of the front holds on data that the search has not seen. */
  readonly front?: readonly ConfirmedPoint[];
}

/** So many of the best are compared with one another at most. */
const compared = 100;

/** Undefined while no trial has a result within the limits. */
export function judge(state: StudyState, terms: Terms): StudyVerdict | undefined {
  if (terms.objectives.length > 1) return judgeFront(state, terms);
  const observations = observationsOf(state, terms);
  const recommendation = recommend(observations, { noisy: isNoisy(terms) });
  if (recommendation === undefined) return undefined;
  const { evaluation, holdout } = terms.definition;
  const report = overfitReport(state, observations, recommendation, {
    folds: evaluation?.folds ?? 0,
    locked: holdout !== undefined,
    reopened: state.notes.filter(({ trial, key }) => trial === -1 && key === holdoutNote).length,
    ranking: rankingOf(state, terms, compared),
  });
  return { ...verdictOf(report), report };
}

function judgeFront(state: StudyState, terms: Terms): StudyVerdict | undefined {
  if (rankingOf(state, terms, 1).length === 0) return undefined;
  const front = confirmedFront(state, terms);
  const start = defaultTrial(state);
  const others = front.filter(({ trial, fresh }) => trial !== start && fresh !== undefined);
  if (others.length === 0)
    return {
      real: 'unclear',
      headline: 'Nothing of the front was run again on data that the search has not seen.',
      details: [],
      warnings: ['tunewright confirm runs the best of it again.'],
      front,
    };
  const held = others.filter(({ unbeaten }) => unbeaten).length;
  const beaten = front.some(({ trial, unbeaten }) => trial === start && !unbeaten);
  const all = held === others.length;
  return {
    real: all && beaten ? 'yes' : 'unclear',
    headline: `Of ${others.length} trials of the front that were run again on fresh splits, ${all ? 'all' : held} are still beaten by no other.`,
    details: beaten ? ['The default setting is beaten in all objectives.'] : [],
    warnings: [],
    front,
  };
}
