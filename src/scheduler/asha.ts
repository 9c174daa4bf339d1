import { checkOptions, oneOfWords, wholeNumber } from '../space/options.ts';
import type {
  EndView,
  Next,
  ReportView,
  Scheduler,
  SchedulerAlgorithm,
  SchedulerProblem,
  SchedulerView,
  Verdict,
} from './port.ts';
import { bracketRound } from './rungs/brackets.ts';
import { levelAt, levelsOf } from './rungs/levels.ts';
import { firstAt, Rungs } from './rungs/rungs.ts';
import { betterThan, type Entry, ranked } from './rungs/standing.ts';
import { targetOf } from './target.ts';
import { isDefaultNext, isIdle } from './trials.ts';
import { topOf, Wording } from './wording.ts';

export interface AshaOptions {
  /** One of so many trials goes on from each level to the next, which costs so many times as much. @defaultValue 3 */
  readonly eta?: number;
  /**
   * 'stop': every trial is begun with the full amount, and is stopped at a report that is not good enough. 'promote':
   * every trial is begun with the least amount, and the best are taken up again from their checkpoints with more.
   * @defaultValue 'stop'
   */
  readonly mode?: 'stop' | 'promote';
}

export interface HyperbandOptions extends AshaOptions {
  /** Levels at which trials may begin. @defaultValue all */
  readonly brackets?: number;
}

const checks = { eta: wholeNumber(2, 100), mode: oneOfWords('stop', 'promote') };

/**
 * Asynchronous successive halving: a trial goes on from a level while it is among the best 1/η of all that came there so far. With several
 * objectives the best are those of the first fronts; trials within the limits go before others.
 * The default configuration always gets the full amount.
 * @remarks Never waits for stragglers. A level with fewer than η trials stops none.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...; TW_SCHEDULER_FIDELITY when the study has no fidelity to divide
 * @see Li et al. 2020, arXiv:1810.05934; Schmucker et al. 2021, arXiv:2106.12639 (several objectives)
 */
export function ashaScheduler(options: AshaOptions = {}): SchedulerAlgorithm {
  checkOptions(options, checks, 'scheduler');
  const { eta = 3, mode = 'stop' } = options;
  return {
    name: 'asha',
    version: 1,
    create: (problem) => new Asha(problem, 'asha', { eta, mode, brackets: 1 }),
  };
}

/**
 * Hyperband, asynchronous: trials begin at different levels, in turn and in shares that cost the same, so that
 * configurations that learn slowly are not all lost at the first one. Trials are compared with those that began where they did.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...; TW_SCHEDULER_FIDELITY when the study has no fidelity to divide
 * @see Li et al. 2018, arXiv:1603.06560; Li et al. 2020, arXiv:1810.05934
 */
export function hyperbandScheduler(options: HyperbandOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { ...checks, brackets: wholeNumber(1, 100) }, 'scheduler');
  const { eta = 3, mode = 'stop', brackets = 100 } = options;
  return {
    name: 'hyperband',
    version: 1,
    create: (problem) => new Asha(problem, 'hyperband', { eta, mode, brackets }),
  };
}

class Asha implements Scheduler {
  readonly blind: boolean;
  readonly #problem: SchedulerProblem;
  readonly #eta: number;
  readonly #promotes: boolean;
  readonly #levels: Float64Array;
  /** Bracket of each trial of a round. */
  readonly #round: Uint8Array;
  readonly #brackets: number;
  readonly #rungs: Rungs;
  readonly #wording: Wording;

  constructor(problem: SchedulerProblem, name: string, options: Required<HyperbandOptions>) {
    const { eta, mode, brackets } = options;
    this.#problem = problem;
    this.#eta = eta;
    this.#promotes = mode === 'promote';
    this.blind = !this.#promotes;
    this.#levels = levelsOf(problem, eta, name);
    this.#round = bracketRound(this.#levels.length, eta, brackets);
    this.#brackets = 1 + Math.max(...this.#round);
    this.#rungs = new Rungs(this.#levels, (trial) => this.#bracket(trial));
    this.#wording = new Wording(problem);
  }

  next(view: SchedulerView): Next {
    const promoted = this.#promotes ? this.#promotion(view, view.trialsLeft <= 0 && isIdle(view)) : undefined;
    if (promoted !== undefined) return promoted;
    if (view.trialsLeft > 0) return this.#begin(view);
    if (!this.#promotes) return { type: 'finished', reason: 'every trial has been evaluated' };
    if (!isIdle(view)) return { type: 'wait' };
    return this.#close(view) ?? { type: 'finished', reason: 'no trial is to get more' };
  }

  onReport(view: SchedulerView, { trial, evaluation, step, share }: ReportView): Verdict {
    const level = levelAt(this.#levels, share);
    const bracket = this.#bracket(trial);
    const over = level < bracket || level === this.#levels.length - 1;
    if (this.#promotes || over || view.trial(trial).origin === 'default') return { type: 'continue' };
    const curve = view.curve(evaluation);
    const first = firstAt(curve, this.#levels, level);
    if (first < 0 || curve.step(first) !== step) return { type: 'continue' };
    const entries = this.#rungs.entries(view, bracket, level);
    const entry = entries.find((other) => other.trial === trial);
    if (entry === undefined || entries.length < this.#eta) return { type: 'continue' };
    const kept = Math.floor(entries.length / this.#eta);
    if (betterThan(entry, entries) < kept) return { type: 'continue' };
    return { type: 'stop', reason: this.#outside(entry, entries, kept, this.#wording.place(step, share)) };
  }

  onEnd(_: SchedulerView, { status, share }: EndView): 'freeze' | 'open' {
    return this.#promotes && status === 'completed' && share < 1 ? 'open' : 'freeze';
  }

  #bracket(trial: number): number {
    return this.#round[trial % this.#round.length]!;
  }

  #begin(view: SchedulerView): Next {
    const trial = view.trials;
    const lowest = this.#promotes && !isDefaultNext(view) ? this.#levels[this.#bracket(trial)]! : 1;
    return { type: 'new-trial', target: targetOf(this.#problem, trial, lowest) };
  }

  /** The paused trial that is to have more, at the highest level with one. @param last - nothing else will come */
  #promotion(view: SchedulerView, last: boolean): Next | undefined {
    for (let level = this.#levels.length - 2; level >= 0; level--) {
      for (let bracket = 0; bracket <= level && bracket < this.#brackets; bracket++) {
        const entries = this.#rungs.entries(view, bracket, level);
        const kept = Math.floor(entries.length / this.#eta) || Number(last);
        const best = kept === 0 ? [] : ranked(entries).slice(0, kept);
        const found = best.find(({ trial }) => this.#waitsAt(view, trial, level));
        if (found === undefined) continue;
        const { trial } = found;
        const target = targetOf(this.#problem, trial, this.#levels[level + 1]!);
        const place = best.findIndex((entry) => entry.trial === trial) + 1;
        const at = this.#wording.place(Number.NaN, this.#levels[level]!);
        const reason = `it is number ${place} of ${entries.length} trials at ${at}`;
        return { type: 'evaluate', trial, purpose: 'search', target, reason };
      }
    }
    return undefined;
  }

  /** Whether a trial is paused after that level. */
  #waitsAt(view: SchedulerView, trial: number, level: number): boolean {
    return view.trial(trial).status === 'paused' && this.#rungs.entry(view, trial, level + 1) === undefined;
  }

  /** Freezes a trial that will get no more. */
  #close(view: SchedulerView): Next | undefined {
    for (let level = 0; level < this.#levels.length - 1; level++) {
      for (let bracket = 0; bracket <= level && bracket < this.#brackets; bracket++) {
        const entries = this.#rungs.entries(view, bracket, level);
        const [entry] = entries
          .filter(({ trial }) => this.#waitsAt(view, trial, level))
          .sort((a, b) => a.trial - b.trial);
        if (entry === undefined) continue;
        const kept = Math.max(1, Math.floor(entries.length / this.#eta));
        const at = this.#wording.place(Number.NaN, this.#levels[level]!);
        const reason = this.#outside(entry, entries, kept, at);
        return { type: 'close', trial: entry.trial, status: 'stopped', reason };
      }
    }
    return undefined;
  }

  #outside(entry: Entry, entries: readonly Entry[], kept: number, at: string): string {
    const last = ranked(entries)[kept - 1] as Entry;
    return this.#wording.outside(entry, last, { top: topOf(this.#eta), of: entries.length, at });
  }
}
