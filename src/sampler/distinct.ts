import { stream } from '../math/random.ts';
import { sameRow } from '../space/row-lookup.ts';
import { drawFeasible } from './draw.ts';
import { allLevels, Enumeration, type Levels, Untried } from './enumeration.ts';
import type { History } from './history.ts';
import type { Request, Suggestion } from './port.ts';

const uniformAttempts = 64;

/** What an algorithm proposes for one ordinal; a later attempt must give something else, or undefined. */
export type Propose = (
  ordinal: number,
  attempt: number,
  batch: readonly Suggestion[],
) => Suggestion | undefined;

/**
 * Makes a batch of suggestions that satisfy the constraints and repeat neither an earlier trial nor one another.
 * What an algorithm proposes is taken if it is such; else it is asked again, `attempts` times; then uniform draws are
 * tried, and at last the untried configurations of a finite space one by one. The batch is shorter only when nothing
 * is left. A noisy program may have repeats. With `fixed` entries that leave nothing untried a repeat is given: a
 * person asked for it.
 */
export class Distinct {
  readonly #history: History;
  readonly #attempts: number;
  /** Undefined until needed; null when the space cannot be enumerated. */
  #untried: Untried | null | undefined;

  constructor(history: History, attempts = 32) {
    this.#history = history;
    this.#attempts = attempts;
  }

  suggest(request: Request, propose: Propose): Suggestion[] {
    const batch: Suggestion[] = [];
    for (let k = 0; k < request.count; k++) {
      const suggestion = this.#next(request.ordinal + k, request.fixed, batch, propose);
      if (suggestion === undefined) break;
      batch.push(suggestion);
    }
    return batch;
  }

  #next(
    ordinal: number,
    fixed: Float64Array | undefined,
    batch: readonly Suggestion[],
    propose: Propose,
  ): Suggestion | undefined {
    const { space, noisy, seed } = this.#history.problem;
    const isNew = (row: Float64Array): boolean =>
      !this.#history.has(row) && !batch.some((other) => sameRow(other.row, row));
    for (let attempt = 0; attempt < this.#attempts; attempt++) {
      const proposed = propose(ordinal, attempt, batch);
      if (proposed === undefined || !space.satisfies(proposed.row)) continue;
      if (noisy || isNew(proposed.row)) return proposed;
    }
    const random = stream(seed, ordinal, 'distinct');
    let drawn: Float64Array | undefined;
    for (let attempt = 0; attempt < uniformAttempts; attempt++) {
      drawn = drawFeasible(space, random, fixed);
      if (drawn === undefined) break;
      if (noisy || isNew(drawn)) return { row: drawn };
    }
    const left = this.#enumerated(fixed)?.next(new Set(batch.map(({ row }) => space.key(row))));
    if (left !== undefined) return { row: left };
    return fixed !== undefined && drawn !== undefined ? { row: drawn } : undefined;
  }

  #enumerated(fixed: Float64Array | undefined): Untried | null {
    const { space, seed } = this.#history.problem;
    if (fixed !== undefined) return untried(this.#history, allLevels(space, fixed), seed);
    this.#untried ??= untried(this.#history, allLevels(space), seed);
    return this.#untried;
  }
}

function untried(history: History, levels: Levels | undefined, seed: number): Untried | null {
  const enumeration = levels && Enumeration.of(history.problem.space, levels, seed);
  return enumeration === undefined ? null : new Untried(history, enumeration);
}
