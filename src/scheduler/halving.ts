import { checkOptions, wholeNumber } from '../space/options.ts';
import type {
  EndView,
  Next,
  Scheduler,
  SchedulerAlgorithm,
  SchedulerProblem,
  SchedulerView,
  Verdict,
} from './port.ts';
import { levelsOf } from './rungs/levels.ts';
import { Rungs } from './rungs/rungs.ts';
import { type Entry, ranked } from './rungs/standing.ts';
import { targetOf } from './target.ts';
import { isDefaultNext, isFrozen, isIdle } from './trials.ts';
import { topOf, Wording } from './wording.ts';

export interface HalvingOptions {
  /** One of so many trials goes on from each level to the next, which costs so many times as much. @defaultValue 3 */
  readonly eta?: number;
  /** Trials that begin together. @defaultValue so many that one of them gets the full amount */
  readonly cohort?: number;
}

/**
 * Successive halving: trials begin in cohorts, and when all of a cohort have come to a level the best 1/η of those that
 * began there go on to the next. Slots that would wait begin the next cohort. What fails counts as worst, and a cohort
 * that can grow no more is compared as it is.
 * The default configuration always gets the full amount.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...; TW_SCHEDULER_FIDELITY when the study has no fidelity to divide
 * @see Jamieson & Talwalkar 2016, arXiv:1502.07943
 */
export function halvingScheduler(options: HalvingOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { eta: wholeNumber(2, 100), cohort: wholeNumber(1, 1e6) }, 'scheduler');
  return { name: 'halving', version: 1, create: (problem) => new Halving(problem, options) };
}

class Halving implements Scheduler {
  readonly blind = false;
  readonly #problem: SchedulerProblem;
  readonly #eta: number;
  readonly #cohort: number;
  readonly #levels: Float64Array;
  readonly #rungs: Rungs;
  readonly #wording: Wording;

  constructor(problem: SchedulerProblem, { eta = 3, cohort }: HalvingOptions) {
    this.#problem = problem;
    this.#eta = eta;
    this.#levels = levelsOf(problem, eta, 'halving');
    this.#cohort = cohort ?? eta ** (this.#levels.length - 1);
    this.#rungs = new Rungs(this.#levels, (trial) => Math.floor(trial / this.#cohort));
    this.#wording = new Wording(problem);
  }

  next(view: SchedulerView): Next {
    this.#rungs.sync(view);
    const cohorts = Math.ceil(view.trials / this.#cohort);
    for (let cohort = 0; cohort < cohorts; cohort++) {
      const next = this.#within(view, cohort);
      if (next !== undefined) return next;
    }
    if (view.trialsLeft > 0) {
      const lowest = isDefaultNext(view) ? 1 : this.#levels[0]!;
      return { type: 'new-trial', target: targetOf(this.#problem, view.trials, lowest) };
    }
    return isIdle(view) ? { type: 'finished', reason: 'no trial is to get more' } : { type: 'wait' };
  }

  onReport(): Verdict {
    return { type: 'continue' };
  }

  onEnd(_: SchedulerView, { status, share }: EndView): 'freeze' | 'open' {
    return status === 'completed' && share < 1 ? 'open' : 'freeze';
  }

  /** What a cohort has to do now, if anything. */
  #within(view: SchedulerView, cohort: number): Next | undefined {
    const members: number[] = [];
    let over = true;
    const end = (cohort + 1) * this.#cohort;
    for (let trial = cohort * this.#cohort; trial < Math.min(end, view.trials); trial++) {
      const { origin } = view.trial(trial);
      if (origin === 'default' || origin === 'imported') continue;
      members.push(trial);
      over &&= isFrozen(view.trial(trial));
    }
    if (over || (view.trials < end && view.trialsLeft > 0)) return undefined;
    let alive: readonly number[] = members;
    for (let level = 0; level < this.#levels.length - 1; level++) {
      const entries: Entry[] = [];
      for (const trial of alive) {
        const entry = this.#rungs.entry(trial, level);
        if (entry !== undefined) entries.push(entry);
        else if (!isFrozen(view.trial(trial))) return undefined;
      }
      const kept = Math.max(1, Math.floor(alive.length / this.#eta));
      const order = ranked(entries);
      const next = this.#after(view, level, order, kept);
      if (next !== undefined) return next;
      alive = order.slice(0, kept).map(({ trial }) => trial);
    }
    return undefined;
  }

  /** What follows from a level that all have come to. */
  #after(view: SchedulerView, level: number, order: readonly Entry[], kept: number): Next | undefined {
    const at = this.#wording.place(Number.NaN, this.#levels[level]!);
    for (const [index, entry] of order.entries()) {
      const { trial } = entry;
      if (view.trial(trial).status !== 'paused') continue;
      if (index >= kept) {
        const group = { top: topOf(this.#eta), of: order.length, at };
        const reason = this.#wording.outside(entry, order[kept - 1]!, group);
        return { type: 'close', trial, status: 'stopped', reason };
      }
      if (this.#rungs.entry(trial, level + 1) !== undefined) continue;
      const target = targetOf(this.#problem, trial, this.#levels[level + 1]!);
      const reason = `it is number ${index + 1} of ${order.length} trials at ${at}`;
      return { type: 'evaluate', trial, purpose: 'search', target, reason };
    }
    return undefined;
  }
}
