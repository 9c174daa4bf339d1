import type { EvaluationView, TrialView } from '../scheduler/port.ts';
import type { ParamValue } from '../space/space.ts';
import type { Target } from '../trial/event.ts';
import { purposes, trialOrigins } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import type { Draft } from './draft.ts';
import { excessOf, fidelityShare, missingObjective, type Terms, valuesOf } from './terms.ts';

/** A durable trial as a draft leaves it. Schedulers look at many trials for one thing, so nothing is made before it is asked for. */
export class TrialSight implements TrialView {
  readonly trial: number;
  readonly #draft: Draft;

  constructor(draft: Draft, trial: number) {
    this.#draft = draft;
    this.trial = trial;
  }

  get status(): TrialView['status'] {
    const { closed, begun } = this.#draft;
    const end = closed.get(this.trial);
    if (end !== undefined) return end;
    for (const { trial } of begun) if (trial === this.trial) return 'running';
    return this.#state.trialStatus(this.trial);
  }

  get origin(): TrialView['origin'] {
    return trialOrigins[this.#state.data.trials.origin.get(this.trial)]!;
  }

  get parent(): number {
    return this.#state.data.trials.parent.get(this.trial);
  }

  get tag(): ParamValue | undefined {
    return this.#state.data.tags.get(this.trial);
  }

  get row(): Float64Array {
    return this.#state.row(this.trial);
  }

  get evaluations(): readonly number[] {
    const more = this.#draft.begun.filter(({ trial }) => trial === this.trial);
    return [...this.#state.evaluationsOf(this.trial), ...more.map(({ evaluation }) => evaluation)];
  }

  get #state(): StudyState {
    return this.#draft.state;
  }
}

/** A durable evaluation. */
export class EvaluationSight implements EvaluationView {
  readonly evaluation: number;
  readonly #terms: Terms;
  readonly #state: StudyState;

  constructor(terms: Terms, state: StudyState, evaluation: number) {
    this.evaluation = evaluation;
    this.#terms = terms;
    this.#state = state;
  }

  get trial(): number {
    return this.#state.data.evaluations.trial.get(this.evaluation);
  }

  get purpose(): EvaluationView['purpose'] {
    return purposes[this.#state.data.evaluations.purpose.get(this.evaluation)]!;
  }

  get status(): EvaluationView['status'] {
    return this.#state.evaluationStatus(this.evaluation);
  }

  get target(): Target {
    return this.#state.evaluation(this.evaluation).target;
  }

  get share(): number {
    return fidelityShare(this.#terms, this.target.fidelity);
  }

  get reached(): number {
    const { reached } = this.#state.evaluation(this.evaluation);
    return this.#over ? fidelityShare(this.#terms, reached) : 0;
  }

  get values(): Float64Array | undefined {
    if (!this.#over || this.status === 'failed') return undefined;
    const { metrics } = this.#state.evaluation(this.evaluation);
    return missingObjective(this.#terms, metrics) === undefined ? valuesOf(this.#terms, metrics) : undefined;
  }

  get excess(): number {
    const { metrics } = this.#state.evaluation(this.evaluation);
    return this.#over ? excessOf(this.#terms, metrics) : Number.NaN;
  }

  get cost(): number {
    return this.#state.data.evaluations.cost.get(this.evaluation);
  }

  get #over(): boolean {
    return this.#state.data.evaluations.endedPosition.get(this.evaluation) >= 0;
  }
}
