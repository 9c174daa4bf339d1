import type { RandomStream } from '../../math/random.ts';

/** How a run of CMA-ES begins. */
export interface RunPlan {
  readonly lambda: number;
  /** Factor on the first run's step size. */
  readonly sigmaFactor: number;
}

/**
 * BIPOP: runs with a doubling population alternate with runs of small random population and step size, whichever kind
 * has used fewer evaluations so far.
 * @see Hansen 2009, doi:10.1145/1570256.1570333
 */
export class Restarts {
  readonly #first: number;
  #large: number;
  #largeUsed = 0;
  #smallUsed = 0;
  #isLarge = true;

  /** @param lambda - population of the first run */
  constructor(lambda: number) {
    this.#first = lambda;
    this.#large = lambda;
  }

  /** @param used - evaluations of the run that ended */
  next(used: number, random: RandomStream): RunPlan {
    if (this.#isLarge) this.#largeUsed += used;
    else this.#smallUsed += used;
    this.#isLarge = this.#largeUsed <= this.#smallUsed;
    if (this.#isLarge) {
      this.#large *= 2;
      return { lambda: this.#large, sigmaFactor: 1 };
    }
    const exponent = random.uniform() ** 2;
    return {
      lambda: Math.max(2, Math.floor(this.#first * (this.#large / this.#first / 2) ** exponent)),
      sigmaFactor: 10 ** (-2 * random.uniform()),
    };
  }
}
