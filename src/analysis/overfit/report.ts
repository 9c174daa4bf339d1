import type { StudyState } from '../../trial/state.ts';
import type { Goal, Observations } from '../observations.ts';
import type { Recommendation } from '../recommend/recommend.ts';
import { type Edge, edgesOf } from './edges.ts';
import { type Fresh, freshOf } from './fresh.ts';
import { type Gap, gapOf } from './gap.ts';
import { type Held, heldOf } from './holdout.ts';
import { spreadWithin } from './interval.ts';
import { type Luck, luckOf } from './luck.ts';
import { type Overtuning, overtuningOf } from './overtuning.ts';
import { rowsBehind } from './rows.ts';
import { type Runs, runsOf } from './runs.ts';
import { sensitivityOf, type Tolerance } from './sensitivity.ts';
import { type Stability, stabilityOf } from './stability.ts';

/** What tells a real gain from over-fitting to the validation data. Gains are > 0 when better, whatever the direction. */
export interface OverfitReport {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
  /** The trial to use, and the default's (absent where that has no result). */
  readonly trial: number;
  readonly default?: number;
  readonly recommendation: Recommendation;
  /** What the search saw. */
  readonly search: Searched;
  /** Absent where nothing was run again on fresh splits. */
  readonly fresh?: Fresh;
  /** Absent while the locked data was not read. */
  readonly holdout?: Held;
  /** The study has locked data. */
  readonly locked: boolean;
  /** Absent where the program prints no training value. */
  readonly gap?: Gap;
  /** Absent where the program prints no test value. */
  readonly overtuning?: Overtuning;
  readonly luck?: Luck;
  /** All folds or seeds of every trial gave the very same score. */
  readonly identical: boolean;
  readonly stability: Stability;
  readonly sensitivity: readonly Tolerance[];
  readonly edges: readonly Edge[];
}

export interface Searched {
  readonly trials: number;
  /** Scores in the metric's own direction. */
  readonly value: number;
  readonly default?: number;
  readonly gain?: number;
}

/** What of a study's definition and log the report needs besides its trials. */
export interface OverfitOptions {
  /** Folds of the cross-validation; 0 without. */
  readonly folds: number;
  readonly locked: boolean;
  /** How often the locked data was opened again. */
  readonly reopened: number;
  /** Trials that qualify, the best first. */
  readonly ranking: readonly number[];
}

/** So many of the best are compared with one another. */
const MOST_ALIKE = 10;

/**
 * Everything that can be said about the first objective's winner.
 * @remarks Deterministic; about a second for 200 trials.
 */
export function overfitReport(
  state: StudyState,
  observations: Observations,
  recommendation: Recommendation,
  options: OverfitOptions,
): OverfitReport {
  const { goal, trials } = observations;
  const { metric, sign } = goal.objectives[0]!;
  const { trial } = recommendation.best;
  const start = recommendation.default?.trial ?? -1;
  const { folds, locked, reopened, ranking } = options;
  const place = trials.indexOf(trial);
  const tried = state.countTrials('completed') + state.countTrials('stopped');
  const search = searchedOf(state, goal, trial, start, tried);
  const fresh = freshOf(state, goal, folds, trial, start);
  const holdout = heldOf(state, goal, trial, start, reopened);
  const gap = gapOf(state, goal, trial, start);
  const overtuning = overtuningOf(state, goal);
  const runs = Array.from(trials, (one) =>
    runsOf(state, goal, one, ['search', 'repeat', 'rerun', 'confirm'], 0),
  );
  const spread = spreadWithin(runs);
  const luck = luckOf({
    spread,
    perTrial: Math.max(1, runsOf(state, goal, trial, ['search'], 0).size),
    trials: tried,
    rows: rowsBehind(runs.flatMap((one: Runs) => [...one.values()].map(Math.abs))),
    score: search.value,
  });
  const best = ranking.slice(0, Math.max(3, Math.min(MOST_ALIKE, Math.ceil(ranking.length / 10))));
  return {
    metric,
    direction: sign === 1 ? 'minimize' : 'maximize',
    trial,
    ...(start >= 0 && { default: start }),
    recommendation,
    search,
    ...(fresh !== undefined && { fresh }),
    ...(holdout !== undefined && { holdout }),
    locked,
    ...(gap !== undefined && { gap }),
    ...(overtuning !== undefined && { overtuning }),
    ...(luck !== undefined && { luck }),
    // Means of equal numbers are off by rounding.
    identical: spread.freedom >= 3 && spread.variance <= (1e-12 * search.value) ** 2,
    stability: stabilityOf(
      observations,
      best.map((one) => trials.indexOf(one)).filter((at) => at >= 0),
    ),
    sensitivity: place < 0 ? [] : sensitivityOf(observations, place, luck?.noise ?? 0),
    edges: place < 0 ? [] : edgesOf(observations, place),
  };
}

function searchedOf(state: StudyState, goal: Goal, trial: number, start: number, trials: number): Searched {
  const { metric, sign } = goal.objectives[0]!;
  const id = state.metricId(metric);
  const value = state.metricOf(trial, id);
  if (start < 0 || start === trial) return { trials, value };
  const before = state.metricOf(start, id);
  return { trials, value, default: before, gain: sign * (before - value) };
}
