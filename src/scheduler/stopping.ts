import type { ReportView, SchedulerAlgorithm, SchedulerProblem, SchedulerView, Verdict } from './port.ts';
import { targetOf } from './target.ts';

/** Judges a report of a trial that may be stopped. @returns why it is stopped; undefined when it goes on */
export type Judge = (view: SchedulerView, report: ReportView) => string | undefined;

const goOn: Verdict = { type: 'continue' };

/**
 * A scheduler that begins every trial with the full amount and stops some at their reports. The default configuration is
 * never stopped: all that was found is compared with it.
 */
export function stoppingScheduler(
  name: string,
  version: number,
  judgeOf: (problem: SchedulerProblem) => Judge,
): SchedulerAlgorithm {
  return {
    name,
    version,
    create(problem) {
      const judge = judgeOf(problem);
      return {
        blind: true,
        next(view) {
          if (view.trialsLeft <= 0) return { type: 'finished', reason: 'every trial has been evaluated' };
          return { type: 'new-trial', target: targetOf(problem, view.trials, 1) };
        },
        onReport(view, report) {
          // What has come to the full amount is complete.
          if (report.share === 1 || view.trial(report.trial).origin === 'default') return goOn;
          const reason = judge(view, report);
          return reason === undefined ? goOn : { type: 'stop', reason };
        },
        onEnd: () => 'freeze',
      };
    },
  };
}
