import type { Curve, EvaluationView, SchedulerView, TrialView } from '../scheduler/port.ts';
import type { Allowance } from './budget.ts';
import type { Curves } from './curves.ts';
import type { Draft } from './draft.ts';
import { rankingOf, recommendedOf } from './leaders.ts';
import { EvaluationSight, TrialSight } from './sight.ts';
import { fidelityShare, type Terms } from './terms.ts';

/** What a scheduler sees while a draft is made. */
export class DraftView implements SchedulerView {
  readonly #terms: Terms;
  readonly #draft: Draft;
  readonly #allowance: Allowance;
  readonly #curves: Curves;

  constructor(terms: Terms, draft: Draft, allowance: Allowance, curves: Curves) {
    this.#terms = terms;
    this.#draft = draft;
    this.#allowance = allowance;
    this.#curves = curves;
  }

  get trials(): number {
    return this.#draft.trials + this.#draft.planned;
  }

  get trialsLeft(): number {
    return this.#allowance.trialsLeft(this.#draft);
  }

  get searchOver(): string | undefined {
    return this.#allowance.overForSearch(this.#draft);
  }

  ranking(count: number): readonly number[] {
    return rankingOf(this.#draft.state, this.#terms, count);
  }

  recommended(): readonly number[] {
    return recommendedOf(this.#draft.state, this.#terms);
  }

  get evaluations(): number {
    return this.#draft.evaluations;
  }

  get open(): readonly number[] {
    const { state, begun } = this.#draft;
    return [...state.open, ...begun.map(({ evaluation }) => evaluation)];
  }

  trial(number: number): TrialView {
    const { state, created, begun } = this.#draft;
    if (number < state.trialCount) return new TrialSight(this.#draft, number);
    const { origin, parent, tag, row } = created[number - state.trialCount] ?? planned;
    const evaluations = begun.filter(({ trial }) => trial === number).map(({ evaluation }) => evaluation);
    return { trial: number, status: 'waiting', origin, parent, tag, row, evaluations };
  }

  evaluation(number: number): EvaluationView {
    const { state, begun } = this.#draft;
    const terms = this.#terms;
    if (number >= state.evaluationCount) {
      const { trial, purpose, target } = begun[number - state.evaluationCount]!;
      return {
        evaluation: number,
        trial,
        purpose,
        target,
        status: 'running',
        share: fidelityShare(terms, target.fidelity),
        reached: 0,
        values: undefined,
        excess: Number.NaN,
        cost: 0,
      };
    }
    return new EvaluationSight(terms, state, number);
  }

  curve(evaluation: number): Curve {
    if (evaluation >= this.#draft.state.evaluationCount) return noReports;
    return this.#curves.of(evaluation);
  }

  metric(evaluation: number, name: string): number {
    const { state } = this.#draft;
    if (evaluation >= state.evaluationCount) return Number.NaN;
    return state.evaluationMetric(evaluation, state.metricId(name));
  }
}

/** Of an evaluation that begins in the draft. */
const noReports: Curve = {
  length: 0,
  objectives: 0,
  step: () => Number.NaN,
  share: () => Number.NaN,
  value: () => Number.NaN,
  excess: () => Number.NaN,
};

/** A trial whose configuration is still to be chosen. */
const planned = { origin: 'sampler', parent: -1, tag: undefined, row: new Float64Array(0) } as const;
