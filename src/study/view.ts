import type { SchedulerView, TrialView } from '../scheduler/port.ts';
import type { Metrics } from '../trial/event.ts';
import type { Allowance } from './budget.ts';
import type { Draft } from './draft.ts';
import type { Terms } from './terms.ts';

/** What a scheduler sees while a draft is made. */
export class DraftView implements SchedulerView {
  readonly #terms: Terms;
  readonly #draft: Draft;
  readonly #allowance: Allowance;

  constructor(terms: Terms, draft: Draft, allowance: Allowance) {
    this.#terms = terms;
    this.#draft = draft;
    this.#allowance = allowance;
  }

  get trials(): number {
    return this.#draft.trials + this.#draft.planned;
  }

  get trialsLeft(): number {
    return this.#allowance.trialsLeft(this.#draft);
  }

  get fidelity(): Metrics {
    return this.#terms.fidelity;
  }

  get seed(): number {
    return this.#terms.definition.seed;
  }

  trial(number: number): TrialView {
    const { state } = this.#draft;
    const { parent, evaluations } = state.data.trials;
    const status = state.trialStatus(number);
    return { trial: number, status, parent: parent.get(number), evaluations: evaluations.get(number) };
  }
}
