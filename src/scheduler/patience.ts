import { checkOptions, numberWithin, wholeNumber } from '../space/options.ts';
import { lastUpTo } from './averages.ts';
import type { Curve, SchedulerAlgorithm, SchedulerProblem } from './port.ts';
import { type Judge, stoppingScheduler } from './stopping.ts';
import { Wording } from './wording.ts';

export interface PatienceOptions {
  /** Reports in a row without an improvement. @defaultValue 10 */
  readonly reports?: number;
  /** What counts as an improvement must be larger than this, in units of the objective. @defaultValue 0 */
  readonly least?: number;
}

/**
 * Stops a trial that no longer improves by itself, whatever the others do: no objective has become better for so many
 * reports.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 */
export function patienceScheduler(options: PatienceOptions = {}): SchedulerAlgorithm {
  checkOptions(
    options,
    { reports: wholeNumber(1, 1e9), least: numberWithin(0, Number.MAX_VALUE) },
    'scheduler',
  );
  return stoppingScheduler('patience', 1, (problem) => judgeOf(problem, options));
}

function judgeOf(problem: SchedulerProblem, { reports = 10, least = 0 }: PatienceOptions): Judge {
  const wording = new Wording(problem);
  return (view, { evaluation, step }) => {
    const curve = view.curve(evaluation);
    const now = lastUpTo(curve, step);
    const improved = lastImproved(curve, now, least);
    if (now - improved < reports) return undefined;
    const at = wording.place(curve.step(improved), curve.share(improved));
    if (curve.objectives > 1) return `no objective has improved in ${reports} reports, since ${at}`;
    return `${reports} reports were no better than ${wording.value(curve.value(improved, 0))} at ${at}`;
  };
}

/** Index of the last report up to one at which an objective became better; the first one counts. */
function lastImproved(curve: Curve, end: number, least: number): number {
  let improved = 0;
  for (let m = 0; m < curve.objectives; m++) {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= end; i++) {
      const value = curve.value(i, m);
      if (!(value < best - least)) continue;
      best = value;
      improved = Math.max(improved, i);
    }
  }
  return improved;
}
