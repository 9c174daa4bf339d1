import type { Clock } from '../platform.ts';
import type { StudyState } from '../trial/state.ts';

/**
 * Time that a study has worked: while at least one evaluation ran, over all its runs, and from when this process began
 * to work on it. Time between runs does not count.
 */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #beforeMs: number;
  #startedAt = Number.NaN;

  constructor(clock: Clock, state: StudyState) {
    this.#clock = clock;
    this.#beforeMs = workedMs(state);
  }

  /** This process works from now on; further calls change nothing. */
  start(): void {
    if (Number.isNaN(this.#startedAt)) this.#startedAt = this.#clock.now();
  }

  elapsedMs(): number {
    return Number.isNaN(this.#startedAt)
      ? this.#beforeMs
      : this.#beforeMs + this.#clock.now() - this.#startedAt;
  }
}

/** Length of the union of all evaluations' times; they began in the order of their numbers. */
function workedMs(state: StudyState): number {
  const { startedAt, seconds } = state.data.evaluations;
  let total = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (let e = 0; e < startedAt.length; e++) {
    const from = startedAt.get(e);
    const to = from + 1000 * seconds.get(e);
    if (!(to > covered)) continue;
    total += to - Math.max(from, covered);
    covered = to;
  }
  return total;
}
