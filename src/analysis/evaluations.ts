import type { Metrics } from '../trial/event.ts';
import type { EvaluationRecord } from '../trial/record.ts';
import type { StudyState } from '../trial/state.ts';

/**
 * Single evaluations at full fidelity, those of the search and any later ones but the holdout. Their subjects are the
 * observations in their order, then trials that were given up before they had all of their evaluations: what those got
 * says something of configurations like them.
 */
export interface Evaluations {
  readonly subjects: number;
  /** Configurations, shape [subjects, dimensions]. */
  readonly rows: Float64Array;
  /** Whose evaluation, ascending, shape [n]. */
  readonly subject: Int32Array;
  /** Equal for evaluations on the same split, fold and seed: they share its luck; shape [n]. */
  readonly place: Int32Array;
  /** To minimise, shape [n, objectives]. */
  readonly values: Float64Array;
  /** Folds that the data are cut into; 0 without. */
  readonly folds: number;
}

interface Sought {
  readonly objectives: readonly { readonly metric: string; readonly sign: 1 | -1 }[];
  readonly fidelity: Metrics;
}

/** Collects evaluations, subject by subject. */
export class Gathered {
  readonly #goal: Sought;
  readonly #state: StudyState;
  readonly #confirmed: boolean;
  readonly #rows: number[] = [];
  readonly #subject: number[] = [];
  readonly #place: number[] = [];
  readonly #values: number[] = [];
  readonly #places = new Map<string, number>();
  #subjects = 0;
  #fresh = 0;
  #folds = 0;

  constructor(goal: Sought, state: StudyState, confirmed: boolean) {
    this.#goal = goal;
    this.#state = state;
    this.#confirmed = confirmed;
  }

  /** Completed evaluations at full fidelity with every objective; the holdout tells nothing about the search. */
  of(trial: number): EvaluationRecord[] {
    const { objectives, fidelity } = this.#goal;
    return this.#state
      .evaluationsOf(trial)
      .map((number) => this.#state.evaluation(number))
      .filter(
        ({ purpose, status, metrics, target }) =>
          purpose !== 'holdout' &&
          (this.#confirmed || purpose !== 'confirm') &&
          status === 'completed' &&
          objectives.every(({ metric }) => Number.isFinite(metrics[metric])) &&
          Object.entries(fidelity).every(([name, full]) => (target.fidelity[name] ?? full) >= full),
      );
  }

  /** @param result - what stands for a single evaluation, or for one that nobody ran here */
  add(row: Float64Array, records: readonly EvaluationRecord[], result?: readonly number[]): void {
    const subject = this.#subjects++;
    this.#rows.push(...row);
    if (result !== undefined && records.length < 2) {
      this.#push(subject, records[0] === undefined ? this.#ownPlace() : this.#placeOf(records[0]), result);
      return;
    }
    const { objectives } = this.#goal;
    for (const record of records) {
      const values = objectives.map(({ metric, sign }) => sign * record.metrics[metric]!);
      this.#push(subject, this.#placeOf(record), values);
    }
  }

  all(): Evaluations {
    return {
      subjects: this.#subjects,
      rows: Float64Array.from(this.#rows),
      subject: Int32Array.from(this.#subject),
      place: Int32Array.from(this.#place),
      values: Float64Array.from(this.#values),
      folds: this.#folds,
    };
  }

  #push(subject: number, place: number, values: readonly number[]): void {
    this.#subject.push(subject);
    this.#place.push(place);
    this.#values.push(...values);
  }

  #placeOf({ target: { split, seed, fold } }: EvaluationRecord): number {
    this.#folds = Math.max(this.#folds, fold + 1);
    const key = `${split} ${seed} ${fold}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#ownPlace();
    this.#places.set(key, place);
    return place;
  }

  #ownPlace(): number {
    return this.#fresh++;
  }
}
