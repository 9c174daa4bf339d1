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
import { isWitness, trustedLevel } from './rungs/trust.ts';
import { targetOf } from './target.ts';
import { isDefaultNext, isIdle } from './trials.ts';
import { topOf, Wording } from './wording.ts';

export interface AsynchronousOptions {
  readonly eta: number;
  /** Whether trials begin with less than the full amount, to be promoted. */
  readonly promotes: (view: SchedulerView) => boolean;
  /** Levels at which trials may begin. */
  readonly brackets: number;
  /** Judge only at levels that were seen to foretell. */
  readonly checks: boolean;
}

/** Asynchronous halving: each trial goes on from a level while it is among the best 1/η that came there so far. */
export class Asynchronous implements Scheduler {
  readonly blind = false;
  readonly levels: Float64Array;
  readonly #problem: SchedulerProblem;
  readonly #eta: number;
  readonly #promotes: (view: SchedulerView) => boolean;
  readonly #checks: boolean;
  /** Bracket of each trial of a round. */
  readonly #round: Uint8Array;
  readonly #brackets: number;
  readonly #rungs: Rungs;
  readonly #wording: Wording;

  /** @param name - for what it throws. @throws {TunewrightError} TW_SCHEDULER_FIDELITY */
  constructor(problem: SchedulerProblem, name: string, options: AsynchronousOptions) {
    const { eta, promotes, brackets, checks } = options;
    this.#problem = problem;
    this.#eta = eta;
    this.#promotes = promotes;
    this.#checks = checks;
    this.levels = levelsOf(problem, eta, name);
    this.#round = bracketRound(this.levels.length, eta, brackets);
    this.#brackets = 1 + Math.max(...this.#round);
    this.#rungs = new Rungs(this.levels, (trial) => this.#bracket(trial));
    this.#wording = new Wording(problem);
  }

  next(view: SchedulerView): Next {
    const promoted = this.#promotion(view, view.trialsLeft <= 0 && isIdle(view));
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
    if (level < this.lowest(view, trial)) return goOn;
    const entries = this.#rungs.entries(view, this.#bracket(trial), level);
    const entry = entries.find((other) => other.trial === trial);
    if (entry === undefined || entries.length < this.#eta) return goOn;
    const kept = Math.floor(entries.length / this.#eta);
    if (betterThan(entry, entries) < kept) return goOn;
    return { type: 'stop', reason: this.#outside(entry, entries, kept, this.#wording.place(step, share)) };
  }

  onEnd(_: SchedulerView, { status, share }: EndView): 'freeze' | 'open' {
    return status === 'completed' && share < 1 ? 'open' : 'freeze';
  }

  /** The lowest level at which a trial is judged now. */
  lowest(view: SchedulerView, trial: number): number {
    if (!this.#checks) return 0;
    if (isWitness(trial)) return Math.max(0, this.#last - 1);
    const witnesses = Array.from(this.levels, (_, level) =>
      this.#rungs.entries(view, 0, level).filter((entry) => isWitness(entry.trial)),
    );
    return trustedLevel(witnesses);
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
    const parted = this.#promotes(view) && !isDefaultNext(view);
    const lowest = parted ? Math.max(this.#bracket(trial), this.lowest(view, trial)) : this.#last;
    return { type: 'new-trial', target: targetOf(this.#problem, trial, this.levels[lowest]!) };
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
        const target = targetOf(this.#problem, trial, this.levels[level + 1]!);
        const place = best.findIndex((entry) => entry.trial === trial) + 1;
        const at = this.#wording.place(Number.NaN, this.levels[level]!);
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
