/** What one evaluation gave at its place (seed, fold and split). */
export interface Placed {
  readonly key: string;
  /** Objectives to minimise, shape [objectives], finite. */
  readonly values: Float64Array;
}

interface Ease {
  readonly sums: Float64Array;
  count: number;
}

/** Degrees of freedom from which the noise is believed. */
const ENOUGH = 3;

/**
 * Learns from trials that have all of their evaluations how much harder one place is than the others, for all trials
 * alike, and how much scores vary beyond that. So the mean over one fold can be compared with the mean over all, and a
 * standard error rests on all trials and not on two or three numbers.
 * @remarks O(places × objectives) a trial. Deterministic.
 */
export class Places {
  readonly #objectives: number;
  readonly #shared: boolean;
  readonly #ease = new Map<string, Ease>();
  readonly #squares: Float64Array;
  #freedom = 0;

  /** @param shared - trials have their places in common */
  constructor(objectives: number, shared: boolean) {
    this.#objectives = objectives;
    this.#shared = shared;
    this.#squares = new Float64Array(objectives);
  }

  /** Takes in a trial that has all of its evaluations. */
  learn(samples: readonly Placed[]): void {
    if (samples.length < 2) return;
    const known = samples.every(({ key }) => this.#ease.has(key));
    for (let j = 0; j < this.#objectives; j++) {
      const mean = samples.reduce((sum, { values }) => sum + values[j]!, 0) / samples.length;
      for (const { key, values } of samples) {
        const ease = this.#ease.get(key);
        // A mean of n residuals is itself off by one n-th of their variance.
        const trust = ease === undefined ? 1 : ease.count / (ease.count + 1);
        if (known || !this.#shared)
          this.#squares[j]! += trust * (values[j]! - mean - this.#easeOf(key, j)) ** 2;
      }
    }
    if (known || !this.#shared) this.#freedom += samples.length - 1;
    if (this.#shared) for (const { key, values } of samples) this.#add(key, values, samples);
  }

  /** Mean over some places as it would be over all, shape [objectives]. */
  mean(samples: readonly Placed[]): Float64Array {
    return Float64Array.from({ length: this.#objectives }, (_, j) => {
      const sum = samples.reduce((total, { key, values }) => total + values[j]! - this.#easeOf(key, j), 0);
      return sum / samples.length;
    });
  }

  /** Standard errors of a mean over so many places, shape [objectives]; undefined while the noise is not known. */
  errors(count: number): Float64Array | undefined {
    if (this.#freedom < ENOUGH) return undefined;
    return this.#squares.map((sum) => Math.sqrt(sum / this.#freedom / count));
  }

  #add(key: string, values: Float64Array, samples: readonly Placed[]): void {
    const ease = this.#ease.get(key) ?? { sums: new Float64Array(this.#objectives), count: 0 };
    for (let j = 0; j < this.#objectives; j++) {
      const mean = samples.reduce((sum, one) => sum + one.values[j]!, 0) / samples.length;
      ease.sums[j]! += values[j]! - mean;
    }
    ease.count++;
    this.#ease.set(key, ease);
  }

  #easeOf(key: string, objective: number): number {
    const ease = this.#ease.get(key);
    return ease === undefined ? 0 : ease.sums[objective]! / ease.count;
  }
}
