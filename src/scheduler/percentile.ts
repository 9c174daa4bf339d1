import { checkOptions, numberWithin, wholeNumber } from '../space/options.ts';
import { Averages, averageUpTo, lastUpTo } from './averages.ts';
import type { Curve, SchedulerAlgorithm, SchedulerProblem } from './port.ts';
import { betterThan, type Entry, ranked } from './rungs/standing.ts';
import { type Judge, stoppingScheduler } from './stopping.ts';
import { Wording } from './wording.ts';

export interface MedianOptions {
  /** Other trials that must have come to a step before any is stopped there. @defaultValue 5 */
  readonly startup?: number;
  /** Steps up to which none is stopped. @defaultValue 0 */
  readonly warmup?: number;
}

export interface PercentileOptions extends MedianOptions {
  /** Percent of the trials that go on. @defaultValue 50 */
  readonly percentile?: number;
}

const checks = { startup: wholeNumber(1, 1e6), warmup: numberWithin(0, Number.MAX_VALUE) };

/**
 * Stops a trial whose best value so far is worse than the median of what the others had on average up to the same step.
 * With several objectives, averages are compared by non-domination.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 * @see Golovin et al. 2017, doi:10.1145/3097983.3098043, section 3.2.2
 */
export function medianScheduler(options: MedianOptions = {}): SchedulerAlgorithm {
  checkOptions(options, checks, 'scheduler');
  return stoppingScheduler('median', 1, (problem) =>
    percentileJudge(problem, { ...options, percentile: 50 }),
  );
}

/**
 * As the median rule, with another share of trials that go on.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 */
export function percentileScheduler(options: PercentileOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { ...checks, percentile: numberWithin(1, 99) }, 'scheduler');
  return stoppingScheduler('percentile', 1, (problem) => percentileJudge(problem, options));
}

/** Judges reports by the rule. */
export function percentileJudge(problem: SchedulerProblem, options: PercentileOptions): Judge {
  const { startup = 5, warmup = 0, percentile = 50 } = options;
  const averages = new Averages();
  const wording = new Wording(problem);
  const top =
    percentile === 50
      ? ({ top: 'better half', bound: 'median' } as const)
      : ({ top: `top ${percentile} %` } as const);
  return (view, { trial, evaluation, step, share }) => {
    if (step <= warmup) return undefined;
    const others = averages.others(view, trial, step);
    if (others.length < startup) return undefined;
    const own = ownAt(trial, view.curve(evaluation), step);
    if (own === undefined) return undefined;
    const kept = (others.length * percentile) / 100;
    if (betterThan(own, [...others, own]) <= kept) return undefined;
    const last = ranked(others)[Math.max(0, Math.ceil(kept) - 1)] as Entry;
    return wording.outside(own, last, { ...top, of: others.length, at: wording.place(step, share) });
  };
}

/** The trial's best up to a step; with several objectives its averages, like the others'. */
function ownAt(trial: number, curve: Curve, step: number): Entry | undefined {
  const average = averageUpTo(trial, curve, step);
  if (average === undefined || curve.objectives > 1) return average;
  let best = Number.POSITIVE_INFINITY;
  for (let i = lastUpTo(curve, step); i >= 0; i--) best = Math.min(best, curve.value(i, 0));
  return { ...average, values: Float64Array.of(best) };
}
