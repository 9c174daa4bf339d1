import { frontTrials } from '../analysis/front.ts';
import { observationsOf } from '../analysis/observations.ts';
import { type Recommendation, recommend } from '../analysis/recommend/recommend.ts';
import type { Scalar } from '../space/spec.ts';
import { isNoisy } from '../study/leaders.ts';
import { artifactFolder } from '../study/node/places.ts';
import { openLedger } from '../study/opening.ts';
import type { Study } from '../study/study.ts';
import { compileTerms, type Terms, withinLimits } from '../study/terms.ts';
import type { StudyState } from '../trial/state.ts';
import type { Located } from './locate.ts';

/** A study to look at: its state as of now, and what its definition means. */
export interface Reading {
  readonly name: string;
  readonly location: string;
  /** Logs and artifacts. */
  readonly folder: string;
  readonly state: StudyState;
  readonly terms: Terms;
}

export async function read({ storage, record }: Located): Promise<Reading> {
  const ledger = await openLedger(storage, record);
  return {
    name: record.name,
    location: storage.location,
    folder: artifactFolder(storage.location, record.name),
    state: ledger.state,
    terms: compileTerms(ledger.definition),
  };
}

/** The same of a study that is open. */
export function readingOf(study: Study): Reading {
  const { name, location, state } = study;
  return {
    name,
    location,
    folder: artifactFolder(location, name),
    state,
    terms: compileTerms(study.definition),
  };
}

type Known = Pick<Reading, 'state' | 'terms'>;

/** Completed trials within the limits, the best first; of several objectives those that no other beats in all, by the first one. */
export function bestTrials({ state, terms }: Known): readonly number[] {
  const [first, ...others] = terms.objectives;
  if (first === undefined || others.length > 0) return frontTrials(state, terms);
  const id = state.metricId(first.metric);
  const costOf = (trial: number): number => first.sign * state.metricOf(trial, id);
  return Array.from({ length: state.trialCount }, (_, trial) => trial)
    .filter(
      (trial) =>
        state.trialStatus(trial) === 'completed' &&
        Number.isFinite(costOf(trial)) &&
        (terms.limits.length === 0 || withinLimits(terms, state.trial(trial).metrics)),
    )
    .sort((a, b) => costOf(a) - costOf(b) || a - b);
}

/** The trial to use by everything but the locked data, of one objective; undefined while none qualifies. */
export function recommendOf({ state, terms }: Known): Recommendation | undefined {
  return recommend(observationsOf(state, terms), { noisy: isNoisy(terms) });
}

/** The active parameters of a trial, flat. A row of an older space is shown as far as it fits. */
export function parametersOf(
  { state, terms }: Pick<Reading, 'state' | 'terms'>,
  trial: number,
): ReadonlyMap<string, Scalar> {
  return terms.space.toFlat(state.row(trial));
}

/** Seconds that a trial's evaluations took together. */
export function secondsOf({ state }: Pick<Reading, 'state'>, trial: number): number {
  const { seconds } = state.data.evaluations;
  return state.evaluationsOf(trial).reduce((sum, evaluation) => sum + (seconds.get(evaluation) || 0), 0);
}
