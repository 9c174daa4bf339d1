import type { Curve } from '../scheduler/port.ts';
import type { StudyState } from '../trial/state.ts';
import type { Terms } from './terms.ts';

/** The learning curves of a study's evaluations, cleaned, and kept up to date as reports come in. */
export class Curves {
  readonly #terms: Terms;
  readonly #state: StudyState;
  readonly #kept = new Map<number, Reports>();

  constructor(terms: Terms, state: StudyState) {
    this.#terms = terms;
    this.#state = state;
  }

  of(evaluation: number): Curve {
    const { evaluations, reports } = this.#state.data;
    const { objectives } = this.#terms;
    let curve = this.#kept.get(evaluation);
    if (curve === undefined) {
      curve = new Reports(objectives.length);
      this.#kept.set(evaluation, curve);
    }
    let report = curve.last === -1 ? evaluations.firstReport.get(evaluation) : reports.next.get(curve.last);
    for (; report !== -1; report = reports.next.get(report)) {
      const values = objectives.map(
        ({ metric, sign }) => sign * this.#state.reportMetric(report, this.#state.metricId(metric)),
      );
      curve.add(report, reports.step.get(report), values);
    }
    return curve;
  }
}

class Reports implements Curve {
  /** The last report that was looked at. */
  last = -1;
  readonly #objectives: number;
  readonly #steps: number[] = [];
  readonly #values: number[] = [];

  constructor(objectives: number) {
    this.#objectives = objectives;
  }

  get length(): number {
    return this.#steps.length;
  }

  step(index: number): number {
    return this.#steps[index] as number;
  }

  value(index: number, objective: number): number {
    return this.#values[index * this.#objectives + objective] as number;
  }

  add(report: number, step: number, values: readonly number[]): void {
    this.last = report;
    if (!Number.isFinite(step) || !values.every(Number.isFinite)) return;
    let index = this.#steps.length;
    while (index > 0 && (this.#steps[index - 1] as number) >= step) index--;
    const repeated = this.#steps[index] === step;
    if (!repeated) this.#steps.splice(index, 0, step);
    this.#values.splice(index * this.#objectives, repeated ? this.#objectives : 0, ...values);
  }
}
