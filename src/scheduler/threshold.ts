import { checkOptions, mapOf, numberWithin } from '../space/options.ts';
import type { SchedulerAlgorithm, SchedulerProblem } from './port.ts';
import { type Judge, stoppingScheduler } from './stopping.ts';
import { Wording } from './wording.ts';

export interface ThresholdOptions {
  /** The worst value of each objective that may go on. */
  readonly worst: { readonly [metric: string]: number };
  /** Steps up to which none is stopped. @defaultValue 0 */
  readonly warmup?: number;
}

const any = numberWithin(-Number.MAX_VALUE, Number.MAX_VALUE);

/**
 * Stops a trial at a report that is worse than a value that you know to be hopeless.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 */
export function thresholdScheduler(options: ThresholdOptions): SchedulerAlgorithm {
  const given = { ...options, worst: options.worst ?? null };
  checkOptions(given, { worst: mapOf(any), warmup: numberWithin(0, Number.MAX_VALUE) }, 'scheduler');
  return stoppingScheduler('threshold', 1, (problem) => judgeOf(problem, options));
}

function judgeOf(problem: SchedulerProblem, { worst, warmup = 0 }: ThresholdOptions): Judge {
  const wording = new Wording(problem);
  return (_, { step, share, values }) => {
    if (step <= warmup) return undefined;
    for (const [m, { metric, sign }] of problem.objectives.entries()) {
      const bound = worst[metric];
      if (bound === undefined || !(values[m]! > sign * bound)) continue;
      const worse = sign > 0 ? 'above' : 'below';
      return `${metric} ${wording.value(values[m]!, m)} is ${worse} ${bound}, the worst that may go on, at ${wording.place(step, share)}`;
    }
    return undefined;
  };
}
