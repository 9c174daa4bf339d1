import type {
  EndView,
  Next,
  ReportView,
  Scheduler,
  SchedulerProblem,
  SchedulerView,
  Verdict,
} from './port.ts';
import { bracketRound } from './rungs/brackets.ts';
import { levelAt, levelsOf } from './rungs/levels.ts';
import { firstAt, Rungs } from './rungs/rungs.ts';
import { betterThan, type Entry, ranked } from './rungs/standing.ts';
import { targetOf } from './target.ts';
import { defaultTrial, isDefaultNext, isIdle } from './trials.ts';
import { topOf, Wording } from './wording.ts';

export interface AsynchronousOptions {
  readonly eta: number;
  /** Whether trials begin with less than the full amount, to be promoted. */
  readonly promotes: (view: SchedulerView) => boolean;
  /** Levels at which trials may begin. */
  readonly brackets: number;
  /**
   * No more than one in η of the trials of a level go on from it. A sampler that learns makes later trials better than
   * earlier ones: far more than one in η are among the best when they come. The default configuration then begins like
   * others, and gets the full amount when another one has had it.
   * @see Li et al. 2022, arXiv:2201.06834 (delayed promotion)
   */
  readonly delayed?: boolean;
  /** So many levels at most, counted down from the full one instead of up from the least. */
  readonly top?: number;
}

/** Asynchronous halving: each trial goes on from a level while it is among the best 1/η that came there so far. */
export class Asynchronous implements Scheduler {
  readonly blind = false;
  readonly levels: Float64Array;
  readonly #problem: SchedulerProblem;
  readonly #eta: number;
  readonly #promotes: (view: SchedulerView) => boolean;
  readonly #delayed: boolean;
  /** Bracket of each trial of a round. */
  readonly #round: Uint8Array;
  readonly #brackets: number;
  readonly #rungs: Rungs;
  readonly #wording: Wording;

  /** @param name - for what it throws. @throws {TunewrightError} TW_SCHEDULER_FIDELITY */
  constructor(problem: SchedulerProblem, name: string, options: AsynchronousOptions) {
    const { eta, promotes, brackets, delayed = false, top } = options;
    this.#problem = problem;
    this.#eta = eta;
    this.#promotes = promotes;
    this.#delayed = delayed;
    this.levels = levelsOf(problem, eta, name, top);
    this.#round = bracketRound(this.levels.length, eta, brackets);
    this.#brackets = 1 + Math.max(...this.#round);
    this.#rungs = new Rungs(this.levels, (trial) => this.#bracket(trial));
    this.#wording = new Wording(problem);
  }

  next(view: SchedulerView): Next {
    const last = view.trialsLeft <= 0 && isIdle(view);
    // What has earned it goes first; the best of a level that is too small only when nothing else will come.
    const promoted =
      this.#spared(view, last) ??
      this.#promotion(view, false) ??
      (last ? this.#promotion(view, true) : undefined);
    if (promoted !== undefined) return promoted;
    if (view.trialsLeft > 0) return this.#begin(view);
    if (!isIdle(view)) return { type: 'wait' };
    return this.#close(view) ?? { type: 'finished', reason: 'no trial is to get more' };
  }

  onReport(view: SchedulerView, report: ReportView): Verdict {
    const { trial, evaluation, step, share } = report;
    const level = levelAt(this.levels, share);
    if (level < this.#bracket(trial) || level >= this.#last || !this.#isWhole(view, report)) return goOn;
    const curve = view.curve(evaluation);
    const first = firstAt(curve, this.levels, level);
    if (first < 0 || curve.step(first) !== step) return goOn;
    const entries = this.#rungs.entries(view, this.#bracket(trial), level);
    const entry = entries.find((other) => other.trial === trial);
    if (entry === undefined || entries.length < this.#eta) return goOn;
    const kept = Math.floor(entries.length / this.#eta);
    const owed = !this.#delayed || this.#above(view, this.#bracket(trial), level, trial) < kept;
    if (owed && betterThan(entry, entries) < kept) return goOn;
    return { type: 'stop', reason: this.#outside(entry, entries, kept, this.#wording.place(step, share)) };
  }

  onEnd(_: SchedulerView, { status, share }: EndView): 'freeze' | 'open' {
    return status === 'completed' && share < 1 ? 'open' : 'freeze';
  }

  /** The full level, at which nobody is judged. */
  get #last(): number {
    return this.levels.length - 1;
  }

  /** Whether an evaluation was to go all the way, and no earlier level gave the trial to it. */
  #isWhole(view: SchedulerView, { trial, evaluation }: ReportView): boolean {
    if (view.trial(trial).origin === 'default' || view.evaluation(evaluation).share < 1) return false;
    return view
      .trial(trial)
      .evaluations.every((other) => other === evaluation || view.evaluation(other).purpose !== 'search');
  }

  #bracket(trial: number): number {
    return this.#round[trial % this.#round.length]!;
  }

  #begin(view: SchedulerView): Next {
    const trial = view.trials;
    const parted = this.#promotes(view) && (this.#delayed || !isDefaultNext(view));
    const lowest = parted ? this.#bracket(trial) : this.#last;
    return { type: 'new-trial', target: targetOf(this.#problem, trial, this.levels[lowest]!) };
  }

  /**
   * The full amount for the default configuration, once there is something to compare it with.
   * @param last - nothing else will come
   */
  #spared(view: SchedulerView, last: boolean): Next | undefined {
    if (!this.#delayed) return undefined;
    const trial = defaultTrial(view);
    if (trial < 0 || view.trial(trial).status !== 'paused') return undefined;
    const others = this.#rungs.entries(view, this.#bracket(trial), this.#last);
    if (others.length === 0 && !last) return undefined;
    const target = targetOf(this.#problem, trial, 1);
    const reason = 'the default configuration always gets the full amount';
    return { type: 'evaluate', trial, purpose: 'search', target, reason };
  }

  /** The paused trial that is to have more, at the highest level with one. @param last - nothing else will come */
  #promotion(view: SchedulerView, last: boolean): Next | undefined {
    for (let level = this.#last - 1; level >= 0; level--) {
      for (let bracket = 0; bracket <= level && bracket < this.#brackets; bracket++) {
        const entries = this.#rungs.entries(view, bracket, level);
        if (entries.length === 0) continue;
        const kept = Math.floor(entries.length / this.#eta) || Number(last);
        const best = kept === 0 ? [] : ranked(entries).slice(0, kept);
        const found = best.find(({ trial }) => this.#waitsAt(view, trial, level));
        if (found === undefined) continue;
        const { trial } = found;
        if (this.#delayed && !last && this.#above(view, bracket, level, trial) >= kept) continue;
        const target = targetOf(this.#problem, trial, this.levels[level + 1]!);
        const place = best.findIndex((entry) => entry.trial === trial) + 1;
        const at = this.#wording.place(Number.NaN, this.levels[level]!);
        const reason = `it is number ${place} of ${entries.length} trials at ${at}`;
        return { type: 'evaluate', trial, purpose: 'search', target, reason };
      }
    }
    return undefined;
  }

  /** Other trials that went on from a level: they came to the next one, or are on their way to it. */
  #above(view: SchedulerView, bracket: number, level: number, except: number): number {
    const here = new Set(this.#rungs.entries(view, bracket, level).map(({ trial }) => trial));
    const above = new Set(this.#rungs.entries(view, bracket, level + 1).map(({ trial }) => trial));
    const from = this.levels[level] as number;
    for (const evaluation of view.open) {
      const { trial, purpose, share } = view.evaluation(evaluation);
      if (purpose === 'search' && here.has(trial) && levelAt(this.levels, share) > level && share > from)
        above.add(trial);
    }
    above.delete(except);
    return above.size;
  }

  /** Whether a trial is paused after that level. */
  #waitsAt(view: SchedulerView, trial: number, level: number): boolean {
    return view.trial(trial).status === 'paused' && this.#rungs.entry(trial, level + 1) === undefined;
  }

  /** Freezes a trial that will get no more. */
  #close(view: SchedulerView): Next | undefined {
    for (let level = 0; level < this.#last; level++) {
      for (let bracket = 0; bracket <= level && bracket < this.#brackets; bracket++) {
        const entries = this.#rungs.entries(view, bracket, level);
        const [entry] = entries
          .filter(({ trial }) => this.#waitsAt(view, trial, level))
          .sort((a, b) => a.trial - b.trial);
        if (entry === undefined) continue;
        const kept = Math.max(1, Math.floor(entries.length / this.#eta));
        const at = this.#wording.place(Number.NaN, this.levels[level]!);
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

const goOn: Verdict = { type: 'continue' };
