import type { Curve } from '../scheduler/port.ts';
import { reportRecord } from '../trial/state/records.ts';
import type { StudyState } from '../trial/state.ts';
import { excessOf, reportShare, type Terms } from './terms.ts';

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
      const step = reports.step.get(report);
      curve.add(report, step, values, this.#more(report, step));
    }
    return curve;
  }

  /** What else is known about a report. */
  #more(report: number, step: number): Point {
    const terms = this.#terms;
    if (terms.fidelities.length !== 1 && terms.limits.length === 0) return { share: Number.NaN, excess: 0 };
    const { metrics } = reportRecord(this.#state.data, report);
    return { share: reportShare(terms, step, metrics) ?? Number.NaN, excess: excessOf(terms, metrics) };
  }
}

interface Point {
  readonly share: number;
  readonly excess: number;
}

class Reports implements Curve {
  /** The last report that was looked at. */
  last = -1;
  readonly objectives: number;
  readonly #steps: number[] = [];
  readonly #values: number[] = [];
  readonly #points: Point[] = [];

  constructor(objectives: number) {
    this.objectives = objectives;
  }

  get length(): number {
    return this.#steps.length;
  }

  step(index: number): number {
    return this.#steps[index] as number;
  }

  share(index: number): number {
    return (this.#points[index] as Point).share;
  }

  excess(index: number): number {
    return (this.#points[index] as Point).excess;
  }

  value(index: number, objective: number): number {
    return this.#values[index * this.objectives + objective] as number;
  }

  add(report: number, step: number, values: readonly number[], point: Point): void {
    this.last = report;
    if (!Number.isFinite(step) || !values.every(Number.isFinite)) return;
    let index = this.#steps.length;
    while (index > 0 && (this.#steps[index - 1] as number) >= step) index--;
    const repeated = this.#steps[index] === step;
    if (!repeated) this.#steps.splice(index, 0, step);
    this.#points.splice(index, repeated ? 1 : 0, point);
    this.#values.splice(index * this.objectives, repeated ? this.objectives : 0, ...values);
  }
}
