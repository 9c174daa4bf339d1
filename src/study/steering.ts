import type { Replication } from '../evaluation/replication.ts';
import type { Scheduler, SchedulerAlgorithm, SchedulerProblem, SchedulerView } from '../scheduler/port.ts';
import type { Allowance } from './budget.ts';
import { Curves } from './curves.ts';
import type { Definition, Repetition } from './definition/definition.ts';
import type { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';
import type { Terms } from './terms.ts';
import { DraftView } from './view.ts';

/** The scheduler of a study, and what it sees. An edit of the definition makes another problem, and so another scheduler. */
export class Steering {
  readonly algorithm: SchedulerAlgorithm;
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #allowance: Allowance;
  readonly #curves: Curves;
  #scheduler: Scheduler | undefined;
  #edition = 0;

  constructor(terms: Terms, algorithm: SchedulerAlgorithm, ledger: Ledger, allowance: Allowance) {
    this.algorithm = algorithm;
    this.#terms = terms;
    this.#ledger = ledger;
    this.#allowance = allowance;
    this.#curves = new Curves(terms, ledger.state);
  }

  get scheduler(): Scheduler {
    const edition = this.#ledger.state.data.definitions.length;
    if (this.#scheduler === undefined || this.#edition !== edition) {
      this.#scheduler = this.algorithm.create(this.problem);
      this.#edition = edition;
    }
    return this.#scheduler;
  }

  get problem(): SchedulerProblem {
    return schedulerProblemOf(this.#terms, this.#ledger.definition);
  }

  view(draft: Draft): SchedulerView {
    return new DraftView(this.#terms, draft, this.#allowance, this.#curves);
  }
}

/**
 * Pairing wins wherever it can: what is hard about a split is the same for all trials, so that differences are sharper. In
 * simulated and real studies at equal cost a split of its own for each trial was worse than one or five for all.
 */
function replicationOf({ folds, seeds, strategy, race }: Repetition = alone): Replication {
  return { folds, seeds, race, paired: strategy !== 'reshuffled' };
}

const alone: Repetition = { folds: 0, seeds: 1, strategy: 'reshuffled', race: false };

/** What the scheduler is asked to solve, under the definition that the log has at some position. */
export function schedulerProblemOf(terms: Terms, logged: Definition): SchedulerProblem {
  const { trials } = logged.budget;
  return {
    space: terms.space,
    objectives: terms.objectives,
    fidelities: terms.fidelities,
    seed: logged.seed,
    ...(trials !== undefined && { trials }),
    parallel: logged.parallel,
    noisy: logged.noisy,
    replication: replicationOf(logged.evaluation),
  };
}
