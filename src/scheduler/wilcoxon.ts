import { signedRank } from '../math/signed-rank.ts';
import { checkOptions, numberWithin, wholeNumber } from '../space/options.ts';
import { CompletedTrials } from './completed.ts';
import type { Curve, SchedulerAlgorithm, SchedulerProblem } from './port.ts';
import { type Judge, stoppingScheduler } from './stopping.ts';
import { Wording } from './wording.ts';

export interface WilcoxonOptions {
  /** A trial is stopped when a difference so large would be seen by chance with at most this probability. @defaultValue 0.1 */
  readonly alpha?: number;
  /** Steps that both trials must have. @defaultValue 3 */
  readonly least?: number;
}

/**
 * Stops a cross-validation early: a trial reports the score of each fold as a step, and is compared with the best completed
 * one fold by fold, by Wilcoxon's signed-rank test. It is stopped when it is worse on average and the test says so; with
 * several objectives, in all of them.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 * @see Bergman et al. 2024, arXiv:2405.03389 (early stopping of cross-validation)
 */
export function wilcoxonScheduler(options: WilcoxonOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { alpha: numberWithin(0.0001, 0.5), least: wholeNumber(1, 1e6) }, 'scheduler');
  return stoppingScheduler('wilcoxon', 1, (problem) => judgeOf(problem, options));
}

function judgeOf(problem: SchedulerProblem, { alpha = 0.1, least = 3 }: WilcoxonOptions): Judge {
  const completed = new CompletedTrials();
  const wording = new Wording(problem);
  return (view, { evaluation }) => {
    const best = completed.best(view);
    if (best === undefined) return undefined;
    const own = view.curve(evaluation);
    const tests = problem.objectives.map((_, m) => compare(own, best.curve, m));
    for (const { pairs, mean, bound, probability } of tests) {
      if (pairs < least || !(mean > bound) || probability > alpha) return undefined;
    }
    const { pairs, mean, bound, probability } = tests[0]!;
    return `${wording.value(mean)} on average of ${pairs} steps is ${wording.worse} ${wording.value(bound)} of trial ${best.trial} on the same (p = ${wording.amount(probability)})`;
  };
}

interface Comparison {
  readonly pairs: number;
  /** Averages over the steps that both have. */
  readonly mean: number;
  readonly bound: number;
  readonly probability: number;
}

function compare(own: Curve, best: Curve, objective: number): Comparison {
  const differences: number[] = [];
  let [mean, bound] = [0, 0];
  for (let i = 0, j = 0; i < own.length && j < best.length; ) {
    if (own.step(i) < best.step(j)) i++;
    else if (own.step(i) > best.step(j)) j++;
    else {
      const [a, b] = [own.value(i++, objective), best.value(j++, objective)];
      differences.push(a - b);
      mean += (a - mean) / differences.length;
      bound += (b - bound) / differences.length;
    }
  }
  return { pairs: differences.length, mean, bound, probability: signedRank(differences) };
}
