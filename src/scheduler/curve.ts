import { type Forecast, forecast } from '../model/curve/forecast.ts';
import { checkOptions, numberWithin, wholeNumber } from '../space/options.ts';
import { lastUpTo } from './averages.ts';
import { type Completed, CompletedTrials } from './completed.ts';
import type { Curve, SchedulerAlgorithm, SchedulerProblem } from './port.ts';
import { type Judge, stoppingScheduler } from './stopping.ts';
import { Wording } from './wording.ts';

export interface CurveOptions {
  /** A trial goes on while its chance to end better than the best is at least this. @defaultValue 0.05 */
  readonly chance?: number;
  /** Reports that a trial must have made before it is stopped. @defaultValue 4 */
  readonly reports?: number;
}

/**
 * Extrapolates each trial's learning curve with its uncertainty, and stops the trial when it will hardly end better than the
 * best completed one. With several objectives: when a completed trial will almost surely be better in all of them.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 */
export function curveScheduler(options: CurveOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { chance: numberWithin(0.0001, 0.5), reports: wholeNumber(3, 1e6) }, 'scheduler');
  return stoppingScheduler('curve', 1, (problem) => judgeOf(problem, options));
}

function judgeOf(problem: SchedulerProblem, { chance = 0.05, reports = 4 }: CurveOptions): Judge {
  const completed = new CompletedTrials();
  const wording = new Wording(problem);
  return (view, { evaluation, step }) => {
    const curve = view.curve(evaluation);
    const count = lastUpTo(curve, step) + 1;
    if (count < reports) return undefined;
    const rivals = problem.objectives.length === 1 ? one(completed.best(view)) : completed.all(view);
    if (rivals.length === 0) return undefined;
    const shares = sharesOf(curve, count, completed.lastStep(view));
    if (shares === undefined) return undefined;
    const ends = problem.objectives.map((_, m) =>
      forecast(
        shares,
        Float64Array.from({ length: count }, (_unused, i) => curve.value(i, m)),
        1,
      ),
    );
    let least = 1;
    let rival: Completed | undefined;
    for (const other of rivals) {
      const better = 1 - worseInAll(ends, other);
      if (better > least || (better === least && rival !== undefined && rival.trial < other.trial)) continue;
      least = better;
      rival = other;
    }
    if (rival === undefined || least >= chance) return undefined;
    const first = ends[0]!;
    const end = `${wording.value(first.mean)} ± ${wording.amount(first.deviation)}`;
    const best = `${wording.value(rival.values[0]!)} of trial ${rival.trial}`;
    return `it would end at ${end}, which is better than ${best} with probability ${wording.amount(least)}`;
  };
}

function one(best: Completed | undefined): readonly Completed[] {
  return best === undefined ? [] : [best];
}

/** Probability that the rival ends better in every objective, as if they were independent. */
function worseInAll(ends: readonly Forecast[], { values }: Completed): number {
  return ends.reduce((product, end, m) => product * (1 - end.below(values[m]!)), 1);
}

/** Where the reports were on their way; undefined where that is unknown. */
function sharesOf(curve: Curve, count: number, lastStep: number): Float64Array | undefined {
  const shares = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const share = curve.share(i);
    shares[i] = Number.isNaN(share) ? (curve.step(i) + 1) / (lastStep + 1) : share;
    if (!(shares[i]! > 0)) return undefined;
  }
  return shares[count - 1]! < 1 ? shares : undefined;
}
