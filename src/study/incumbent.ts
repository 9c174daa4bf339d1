import type { Ledger } from './ledger.ts';
import { type Terms, valuesOf, withinLimits } from './terms.ts';

/** The best trial so far, whether the targets were reached, and for how long nothing became better. */
export class Incumbent {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #targets: readonly { readonly metric: string; readonly sign: number; readonly bound: number }[];
  #seen = 0;
  #best = -1;
  #value = Number.POSITIVE_INFINITY;
  #reachedBy = -1;
  /** With several objectives: values of the trials that none beats in all of them, to minimise. */
  #front: Float64Array[] = [];
  #since = 0;

  constructor(terms: Terms, ledger: Ledger) {
    this.#terms = terms;
    this.#ledger = ledger;
    this.#targets = terms.definition.objectives.flatMap(({ metric, direction, target }) => {
      if (target === undefined) return [];
      const sign = direction === 'minimize' ? 1 : -1;
      return [{ metric, sign, bound: sign * target }];
    });
  }

  /** Completed, within the limits, best in the first objective, the earliest of equals; -1 without one. */
  get trial(): number {
    this.#sync();
    return this.#best;
  }

  /** The first trial that reached every target; -1 without one, or without targets. */
  get reachedBy(): number {
    this.#sync();
    return this.#reachedBy;
  }

  /** Trials that have ended since one was better than all before; with several objectives, since one joined the front. */
  get since(): number {
    this.#sync();
    return this.#since;
  }

  #sync(): void {
    const { state, ends } = this.#ledger;
    const { metric, sign } = this.#terms.objectives[0]!;
    for (; this.#seen < ends.length; this.#seen++) {
      const trial = ends[this.#seen] as number;
      if (trial < 0) continue;
      this.#since++;
      if (state.trialStatus(trial) !== 'completed') continue;
      const value = sign * state.metricOf(trial, state.metricId(metric));
      const better = value < this.#value || (value === this.#value && trial < this.#best);
      const several = this.#terms.objectives.length > 1;
      if (!better && !several && this.#targets.length === 0) continue;
      if (!this.#feasible(trial)) continue;
      if (better || (several && this.#joins(trial))) this.#since = 0;
      if (better) {
        this.#best = trial;
        this.#value = value;
      }
      if (this.#targets.length > 0 && this.#reachedBy < 0 && this.#reaches(trial)) this.#reachedBy = trial;
    }
  }

  /** Whether no trial before was as good in every objective. */
  #joins(trial: number): boolean {
    const values = valuesOf(this.#terms, this.#ledger.state.trial(trial).metrics);
    if (this.#front.some((other) => other.every((value, m) => value <= values[m]!))) return false;
    this.#front = this.#front.filter((other) => other.some((value, m) => value < values[m]!));
    this.#front.push(values);
    return true;
  }

  #feasible(trial: number): boolean {
    return (
      this.#terms.limits.length === 0 || withinLimits(this.#terms, this.#ledger.state.trial(trial).metrics)
    );
  }

  #reaches(trial: number): boolean {
    const { state } = this.#ledger;
    return this.#targets.every(
      ({ metric, sign, bound }) => sign * state.metricOf(trial, state.metricId(metric)) <= bound,
    );
  }
}
