import { leastRuns } from '../evaluation/replication.ts';
import { trialOrigins, trialStatuses } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import type { Definition } from './definition/definition.ts';
import type { Draft } from './draft.ts';
import type { Incumbent } from './incumbent.ts';
import type { Ledger } from './ledger.ts';
import { Prospect } from './prospect.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Terms } from './terms.ts';

const failed = trialStatuses.indexOf('failed');
const imported = trialOrigins.indexOf('imported');

/** What a study may still spend. All answers include the draft that is being made. */
export class Allowance {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #incumbent: Incumbent;
  readonly #stopwatch: Stopwatch;
  readonly #unbounded: boolean;
  readonly #prospect: Prospect;

  constructor(terms: Terms, ledger: Ledger, incumbent: Incumbent, stopwatch: Stopwatch, unbounded = false) {
    this.#terms = terms;
    this.#ledger = ledger;
    this.#incumbent = incumbent;
    this.#stopwatch = stopwatch;
    this.#unbounded = unbounded;
    this.#prospect = new Prospect(terms, ledger);
  }

  /** Whether what ends in a draft decides what may begin in it. */
  get dependsOnEnds(): boolean {
    const { failures, cost, patience, gain } = this.#ledger.budget;
    const { objectives } = this.#terms.definition;
    return (
      [failures, cost, patience, gain].some((bound) => bound !== undefined) ||
      objectives.some(({ target }) => target !== undefined)
    );
  }

  /** Trials that may still be created; repeats of noisy trials count like trials. */
  trialsLeft(draft: Draft): number {
    const { trials } = this.#ledger.budget;
    if (draft.exhausted !== undefined || this.#settled() !== undefined) return 0;
    if (trials === undefined) return Number.POSITIVE_INFINITY;
    const { state, repeats } = this.#ledger;
    const created = state.budgetedTrials + draft.trials - state.trialCount + draft.planned;
    return Math.max(0, trials - created - repeats - draft.repeats);
  }

  /** Why nothing at all may begin, not even what waits to run again; undefined while something may. */
  over(): string | undefined {
    if (this.#unbounded) return undefined;
    const { state, budget } = this.#ledger;
    const { cost } = this.#terms.definition;
    const reached = this.#terms.kept === undefined ? this.#incumbent.reachedBy : -1;
    if (reached >= 0) return `trial ${reached} reached the target`;
    if (budget.timeMs !== undefined && this.#stopwatch.elapsedMs() >= budget.timeMs) {
      return `the time of ${budget.timeMs / 1000} s is used up`;
    }
    const failures = budget.failures === undefined ? 0 : ownFailures(state, budget.failures);
    if (budget.failures !== undefined && failures >= budget.failures) {
      return `${failures} trials failed, which is as many as the budget allows`;
    }
    if (budget.cost !== undefined && state.totals.cost >= budget.cost) {
      const unit = cost === 'seconds' ? 'seconds' : `of ${cost}`;
      return `the cost of ${budget.cost} ${unit} is used up`;
    }
    return undefined;
  }

  /**
   * Why the search may begin nothing more, where a share of the budget is kept for confirmation or holdout; undefined while
   * it may, and where nothing is kept.
   */
  overForSearch(draft: Draft): string | undefined {
    const { kept } = this.#terms;
    if (kept === undefined) return undefined;
    const { state, budget } = this.#ledger;
    const { timeMs, cost, evaluations } = budget;
    const reached = this.#incumbent.reachedBy;
    if (reached >= 0) return `trial ${reached} reached the target`;
    const share = 1 - kept;
    const why = `the search's share of the budget is used up`;
    if (timeMs !== undefined && this.#stopwatch.elapsedMs() >= share * timeMs) return `${why} (time)`;
    if (cost !== undefined && state.totals.cost >= share * cost) return `${why} (cost)`;
    if (
      evaluations !== undefined &&
      this.#begun(draft) >= evaluations - reservedOf(evaluations, kept, this.#terms.definition)
    )
      return `${why} (evaluations)`;
    return undefined;
  }

  /** Why further trials are not worth while; undefined while they may be. */
  #settled(): string | undefined {
    const { patience, gain, trials } = this.#ledger.budget;
    if (patience !== undefined && this.#incumbent.since >= patience) {
      return `the last ${patience} trials brought nothing better`;
    }
    if (gain === undefined) return undefined;
    const said = this.#prospect.settled(gain);
    if (said === undefined) return undefined;
    const { budgetedTrials } = this.#ledger.state;
    return `stopped at ${budgetedTrials}${trials === undefined ? '' : ` of ${trials}`} trials: ${said}`;
  }

  /** Why no new trial may begin; undefined while one may. */
  overForNew(draft: Draft): string | undefined {
    if (this.#unbounded) return undefined;
    const { trials } = this.#ledger.budget;
    if (draft.exhausted !== undefined) return draft.exhausted;
    const settled = this.#settled();
    if (settled !== undefined) return settled;
    if (trials !== undefined && this.trialsLeft(draft) <= 0) {
      return `all ${trials} trials of the budget were created`;
    }
    return this.overForMore(draft);
  }

  /** Why no earlier trial may be evaluated again; undefined while one may. */
  overForMore(draft: Draft): string | undefined {
    const { evaluations } = this.#ledger.budget;
    if (evaluations !== undefined && this.#begun(draft) >= evaluations) {
      return `all ${evaluations} evaluations of the budget were begun`;
    }
    return undefined;
  }

  #begun(draft: Draft): number {
    const { state } = this.#ledger;
    return state.totals.evaluations + draft.evaluations - state.evaluationCount + draft.planned;
  }
}

/** Evaluations that are kept back: the share, and at least what the best and the default need. */
function reservedOf(evaluations: number, kept: number, { evaluation }: Definition): number {
  const least = 2 * leastRuns(evaluation?.folds ?? 0);
  return Math.min(Math.floor(evaluations / 2), Math.max(least, Math.ceil(kept * evaluations)));
}

/** Failed trials without imported ones; counted one by one only where `least` may be reached. */
function ownFailures(state: StudyState, least: number): number {
  const all = state.countTrials('failed');
  if (all < least || state.created('imported') === 0) return all;
  const { origin, status } = state.data.trials;
  let own = 0;
  for (let trial = 0; trial < state.trialCount; trial++) {
    if (status.get(trial) === failed && origin.get(trial) !== imported) own++;
  }
  return own;
}
