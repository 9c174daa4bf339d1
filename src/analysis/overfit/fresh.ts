import type { StudyState } from '../../trial/state.ts';
import type { Goal } from '../observations.ts';
import { type Interval, intervalOf, pooled, spreadOfDifferences, spreadWithin } from './interval.ts';
import { meanOf, type Runs, runsOf, trialsWith } from './runs.ts';

/** What runs on splits said that no decision of the search had seen. In the metric's own units and direction. */
export interface Fresh {
  readonly value: Interval;
  /** Of the default; absent where it was not run again, or is the trial itself. */
  readonly default?: Interval;
  /** How much better than the default; > 0 is better, whatever the direction. At common splits only. */
  readonly gain?: Interval;
  /** How much too good the search's score was; > 0 is too good. */
  readonly optimism: Interval;
  /** Part of the search's gain over the default that fresh splits did not show. */
  readonly luck?: number;
  /** All that were run again, the default too, in the order of their numbers. */
  readonly confirmed: readonly Confirmed[];
}

export interface Confirmed {
  readonly trial: number;
  /** The search's score. */
  readonly search: number;
  readonly value: Interval;
}

/** Undefined where the trial was not run again. @param start - the default's trial; -1 without */
export function freshOf(
  state: StudyState,
  goal: Goal,
  folds: number,
  trial: number,
  start: number,
): Fresh | undefined {
  const { metric, sign } = goal.objectives[0]!;
  const of = (number: number): Runs => runsOf(state, goal, number, ['confirm'], 0);
  const own = of(trial);
  if (own.size === 0) return undefined;
  const trials = trialsWith(state, 'confirm');
  const all = trials.map(of);
  // A spread from two or three runs says little: the better half of the search's trials have it too.
  const searches = betterHalf(state, goal).map((number) => runsOf(state, goal, number, ['search'], 0));
  const within = spreadWithin([...all, ...searches]);
  const between = pooled(spreadOfDifferences(all), spreadOfDifferences(searches));
  const estimate = (runs: Runs): Interval =>
    turned(intervalOf(meanOf(runs.values()), runs.size, within, folds), sign);
  const scoreOf = (number: number): number => state.metricOf(number, state.metricId(metric));
  const searched = scoreOf(trial);
  const confirmed = trials.map((number, i) => ({
    trial: number,
    search: scoreOf(number),
    value: estimate(all[i]!),
  }));
  const value = estimate(own);
  const runsBefore = Math.max(1, runsOf(state, goal, trial, ['search', 'repeat'], 0).size);
  const tooGood = sign * (value.value - searched);
  const spread = { ...within, variance: within.variance * (1 + own.size / runsBefore) };
  const optimism = intervalOf(tooGood, own.size, spread, 0);
  const before = start < 0 || start === trial ? undefined : of(start);
  if (before === undefined || before.size === 0) return { value, optimism, confirmed };
  const common = [...own.keys()].filter((place) => before.has(place));
  const differences = common.map((place) => before.get(place)! - own.get(place)!);
  if (differences.length === 0) return { value, optimism, confirmed, default: estimate(before) };
  const gain = intervalOf(meanOf(differences), differences.length, between, folds);
  const promised = sign * (scoreOf(start) - searched);
  return { value, default: estimate(before), gain, optimism, luck: promised - gain.value, confirmed };
}

/** Completed trials with the better scores; what is far from good often has another spread. */
function betterHalf(state: StudyState, goal: Goal): number[] {
  const { metric, sign } = goal.objectives[0]!;
  const id = state.metricId(metric);
  const trials = Array.from({ length: state.trialCount }, (_, number) => number).filter(
    (number) => state.trialStatus(number) === 'completed' && Number.isFinite(state.metricOf(number, id)),
  );
  return trials
    .sort((a, b) => sign * (state.metricOf(a, id) - state.metricOf(b, id)))
    .slice(0, Math.ceil(trials.length / 2));
}

/** From values to minimise to the metric's own direction. */
function turned({ value, low, high, runs }: Interval, sign: 1 | -1): Interval {
  return sign === 1 ? { value, low, high, runs } : { value: -value, low: -high, high: -low, runs };
}
