import { evaluationsIn, searchTarget } from '../../evaluation/replication.ts';
import { checkOptions, numberWithin } from '../../space/options.ts';
import type {
  EndView,
  Next,
  Scheduler,
  SchedulerAlgorithm,
  SchedulerProblem,
  SchedulerView,
} from '../port.ts';
import { fullAmounts } from '../target.ts';
import { chanceAgainst, meanGap, meanOf, type Noise, noiseOf } from './comparison.ts';
import { type Result, Results, searches } from './results.ts';

export interface RacingOptions {
  /** A trial goes on while its probability of beating the incumbent is at least this, from 0.001 to 0.5. @defaultValue 0.3 */
  readonly keep?: number;
}

/**
 * Gives a new trial one of its folds and seeds, and more while it may still beat the incumbent; the others are closed.
 * Only a trial that has all of them becomes an incumbent. The default gets all. With several objectives a trial is out when
 * one incumbent is clearly better in every one. Until the noise is known, from trials with several evaluations, it is out
 * when it is worse after two.
 * @throws {TunewrightError} TW_SCHEDULER_OPTION_...
 * @see Birattari et al. 2002 (racing); Bergman et al. 2024, arXiv:2405.03389 (early-stopped cross-validation)
 */
export function racingScheduler(options: RacingOptions = {}): SchedulerAlgorithm {
  checkOptions(options, { keep: numberWithin(0.001, 0.5) }, 'scheduler');
  const { keep = 0.3 } = options;
  return { name: 'racing', version: 1, create: (problem) => new Racing(problem, keep) };
}

/** A trial that is not decided on, and how likely it still wins. */
interface Challenger {
  readonly result: Result;
  readonly chance: number;
  /** The incumbent that stands most in its way; undefined before there is any. */
  readonly against: Result | undefined;
  /** Evaluations that it was given, ended or not. */
  readonly given: number;
  readonly running: boolean;
}

class Racing implements Scheduler {
  readonly blind = false;
  readonly #problem: SchedulerProblem;
  readonly #keep: number;
  readonly #full: number;
  readonly #results = new Results();
  /** Trials that are not decided on, as far as looked. */
  #undecided = new Set<number>();
  /** Trials before it were put in `#undecided`. */
  #seen = 0;
  #leaders: { readonly version: number; readonly incumbents: Result[]; readonly noise: Noise[] } | undefined;

  constructor(problem: SchedulerProblem, keep: number) {
    this.#problem = problem;
    this.#keep = keep;
    this.#full = evaluationsIn(problem.replication);
  }

  next(view: SchedulerView): Next {
    this.#results.collect(view);
    for (; this.#seen < view.trials; this.#seen++) this.#undecided.add(this.#seen);
    const first = this.#withRights(view);
    if (first >= 0) return this.#evaluate(view, first);
    const challengers = this.#challengers(view);
    const loser = challengers.find(({ running, chance }) => !running && chance < this.#keep);
    if (loser !== undefined) return this.#close(loser);
    const wanting = challengers.filter(({ given, chance }) => given < this.#full && chance >= this.#keep);
    const best = most(wanting.filter(({ running }) => !running));
    if (best !== undefined) return this.#evaluate(view, best.result.trial, best);
    if (view.trialsLeft > 0) return { type: 'new-trial', target: this.#target(view.trials, 0) };
    const ahead = most(wanting);
    if (ahead !== undefined) return this.#evaluate(view, ahead.result.trial, ahead);
    for (const _ of view.open) return { type: 'wait' };
    if (this.#lookAgain(view)) return this.next(view);
    return { type: 'finished', reason: 'every trial has been evaluated as far as it might win' };
  }

  onReport(): { readonly type: 'continue' } {
    return { type: 'continue' };
  }

  onEnd(view: SchedulerView, { trial, status }: EndView): 'freeze' | 'open' {
    if (status !== 'completed' && status !== 'stopped') return 'freeze';
    return searches(view, trial).length < this.#full ? 'open' : 'freeze';
  }

  /** The default, or without it the best that there is, gets everything: somebody must be the one to beat. -1 without need. */
  #withRights(view: SchedulerView): number {
    let leader = -1;
    let value = Number.POSITIVE_INFINITY;
    const { incumbents } = this.#incumbents(view);
    for (const trial of this.#undecided) {
      const { origin, status } = view.trial(trial);
      if (status !== 'running' && status !== 'paused') continue;
      const result = this.#results.byTrial.get(trial);
      if (result?.failed || searches(view, trial).length >= this.#full) continue;
      if (origin === 'default') return trial;
      if (incumbents.length > 0 || result === undefined) continue;
      const mean = meanOf(result, 0);
      if (mean < value) [leader, value] = [trial, mean];
    }
    return leader;
  }

  #challengers(view: SchedulerView): Challenger[] {
    const found: Challenger[] = [];
    for (const trial of this.#undecided) {
      const { status, origin } = view.trial(trial);
      if (status === 'waiting') continue;
      if (status !== 'running' && status !== 'paused') {
        this.#undecided.delete(trial);
        continue;
      }
      const result = this.#results.byTrial.get(trial);
      if (result === undefined || result.failed || result.count === 0 || origin === 'default') continue;
      const given = searches(view, trial).length;
      found.push({ result, given, running: status === 'running', ...this.#chance(view, result) });
    }
    return found;
  }

  /** Against the incumbent that is most clearly better in every objective. */
  #chance(view: SchedulerView, result: Result): Pick<Challenger, 'chance' | 'against'> {
    const { replication } = this.#problem;
    const objectives = this.#problem.objectives.length;
    const { incumbents, noise } = this.#incumbents(view);
    let chance = 1;
    let against: Result | undefined;
    incumbents.forEach((incumbent, i) => {
      const better = Array.from({ length: objectives }, (_, j) =>
        chanceAgainst(result, incumbent, noise[i]!, replication.paired, j),
      );
      const here = incumbent.excess === 0 && result.excess > 0 ? 0 : Math.max(...better);
      if (here >= chance && against !== undefined) return;
      [chance, against] = [here, incumbent];
    });
    return { chance, against };
  }

  /** Trials with all evaluations that no other such one beats, those within the limits before the others. */
  #incumbents(view: SchedulerView): { readonly incumbents: Result[]; readonly noise: Noise[] } {
    const { version } = this.#results;
    if (this.#leaders?.version === version) return this.#leaders;
    const { replication } = this.#problem;
    const objectives = this.#problem.objectives.length;
    const full = [...this.#results.byTrial.values()].filter(
      ({ count, failed, trial }) =>
        count === this.#full && !failed && view.trial(trial).origin !== 'imported',
    );
    const kept = full.filter(({ excess }) => excess === 0);
    const candidates = kept.length > 0 ? kept : full;
    const means = candidates.map((result) => Array.from({ length: objectives }, (_, j) => meanOf(result, j)));
    const incumbents = candidates.filter((_, i) => !means.some((other, k) => beats(other, means[i]!, k < i)));
    const all = [...this.#results.byTrial.values()];
    const noise = incumbents.map((incumbent) => noiseOf(all, incumbent, replication.paired, objectives));
    this.#leaders = { version, incumbents, noise };
    return this.#leaders;
  }

  /** A decision that was taken back, since somebody else's events came first, leaves a trial undecided after all. */
  #lookAgain(view: SchedulerView): boolean {
    let found = false;
    for (let trial = 0; trial < view.trials; trial++) {
      if (this.#undecided.has(trial) || view.trial(trial).status !== 'paused') continue;
      this.#undecided.add(trial);
      found = true;
    }
    return found;
  }

  #evaluate(view: SchedulerView, trial: number, challenger?: Challenger): Next {
    const target = this.#target(trial, searches(view, trial).length);
    const next = { type: 'evaluate', trial, purpose: 'search', target } as const;
    if (challenger?.against === undefined) return next;
    const { chance, against } = challenger;
    return { ...next, reason: `it may beat trial ${against.trial} (probability ${chance.toFixed(2)})` };
  }

  #close({ result, against, chance }: Challenger): Next {
    const incumbent = against as Result;
    const { trial, count } = result;
    const over = incumbent.excess === 0 && result.excess > 0;
    const gap = meanGap(result, incumbent, this.#problem.replication.paired, 0);
    const evaluations = count === 1 ? 'evaluation' : `${count} evaluations`;
    const reason = over
      ? `after ${evaluations} it is over the limits, which trial ${incumbent.trial} keeps`
      : `after ${count === 1 ? 'one evaluation' : evaluations} it is ${gap < 0 ? 'better' : 'worse'} than trial ${incumbent.trial} by ${Math.abs(gap).toPrecision(2)}; that it is better in truth has a probability of ${chance.toFixed(2)}`;
    return { type: 'close', trial, status: 'stopped', reason };
  }

  #target(trial: number, nth: number): ReturnType<typeof searchTarget> {
    const { seed, replication, fidelities } = this.#problem;
    return searchTarget(seed, replication, trial, nth, fullAmounts(fidelities));
  }
}

function most(challengers: readonly Challenger[]): Challenger | undefined {
  return challengers.reduce<Challenger | undefined>(
    (best, one) => (best === undefined || one.chance > best.chance ? one : best),
    undefined,
  );
}

/** At least as good in every objective, and better in one; or the earlier of equals. */
function beats(a: readonly number[], b: readonly number[], earlier: boolean): boolean {
  if (!a.every((value, j) => value <= b[j]!)) return false;
  return earlier || a.some((value, j) => value < b[j]!);
}
