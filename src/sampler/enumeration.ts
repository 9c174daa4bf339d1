import { stream } from '../math/random.ts';
import type { Space } from '../space/space.ts';
import type { History } from './history.ts';

/** How many combinations are looked at before an enumeration gives up. */
export const enumerationLimit = 1_000_000;

/** Numbers that each dimension may take in an enumeration, in the order of the dimensions. */
export type Levels = readonly Float64Array[];

/**
 * All levels of a space whose every dimension is finite; entries given in `fixed` (not NaN) are the only level of
 * theirs. Undefined when some dimension has no end of values.
 */
export function allLevels(space: Space, fixed?: Float64Array): Levels | undefined {
  const levels: Float64Array[] = [];
  for (const { domain, index } of space.dimensions) {
    const given = fixed?.[index] ?? Number.NaN;
    if (!Number.isNaN(given)) {
      levels.push(Float64Array.of(given));
    } else if (domain.cardinality <= enumerationLimit) {
      levels.push(Float64Array.from({ length: domain.cardinality }, (_, k) => domain.nth(k)));
    } else {
      return undefined;
    }
  }
  return levels;
}

/**
 * The feasible configurations made of some levels, each once, in a random order that the seed decides. An inactive
 * dimension takes no level.
 */
export class Enumeration {
  readonly size: number;
  readonly #space: Space;
  readonly #levels: Levels;
  /** Indices of levels in canonical order, shape [size, dimensions]; `inactive` where there is none. */
  readonly #digits: Uint32Array;
  readonly #order: Uint32Array;

  private constructor(space: Space, levels: Levels, digits: Uint32Array, seed: number) {
    const dimensions = space.dimensions.length;
    this.#space = space;
    this.#levels = levels;
    this.#digits = digits;
    this.size = dimensions === 0 ? 1 : digits.length / dimensions;
    this.#order = stream(seed, 'enumeration').permutation(this.size);
  }

  /** Undefined when there are more combinations than the limit. O(combinations × dimensions). */
  static of(space: Space, levels: Levels, seed: number): Enumeration | undefined {
    const digits = collect(space, levels);
    return digits === undefined ? undefined : new Enumeration(space, levels, digits, seed);
  }

  /** The k-th configuration; fresh. */
  row(k: number): Float64Array {
    const dimensions = this.#space.dimensions.length;
    const row = new Float64Array(dimensions);
    const start = this.#order[k]! * dimensions;
    for (let d = 0; d < dimensions; d++) {
      row[d] = this.#levels[d]![this.#digits[start + d]!] ?? Number.NaN;
    }
    return row;
  }
}

const inactive = 0xffffffff;

function collect(space: Space, levels: Levels): Uint32Array | undefined {
  const dimensions = space.dimensions.length;
  const row = new Float64Array(dimensions);
  const digits = new Uint32Array(dimensions);
  let found = new Uint32Array(64 * dimensions);
  let length = 0;
  let visited = 0;

  /** False when the limit is passed. */
  function descend(d: number): boolean {
    if (d === dimensions) {
      if (++visited > enumerationLimit) return false;
      if (space.satisfies(row)) {
        if (length === found.length) {
          const next = new Uint32Array(2 * length);
          next.set(found);
          found = next;
        }
        found.set(digits, length);
        length += dimensions;
      }
      return true;
    }
    if (!space.isActive(row, d)) {
      row[d] = Number.NaN;
      digits[d] = inactive;
      return descend(d + 1);
    }
    const choices = levels[d]!;
    for (let k = 0; k < choices.length; k++) {
      row[d] = choices[k]!;
      digits[d] = k;
      if (!descend(d + 1)) return false;
    }
    return true;
  }

  return descend(0) ? found.slice(0, length) : undefined;
}

/** Walks through an enumeration past what was tried. */
export class Untried {
  readonly #history: History;
  readonly #enumeration: Enumeration;
  /** Every configuration before this place was started. What was started stays so: only a cache. */
  #place = 0;

  constructor(history: History, enumeration: Enumeration) {
    this.#history = history;
    this.#enumeration = enumeration;
  }

  /** The first configuration that was not started and is not `taken`; undefined when there is none. */
  next(taken: ReadonlySet<string>): Float64Array | undefined {
    const { space } = this.#history.problem;
    for (let k = this.#place; k < this.#enumeration.size; k++) {
      const row = this.#enumeration.row(k);
      if (this.#history.has(row)) {
        if (k === this.#place) this.#place = k + 1;
      } else if (!taken.has(space.key(row))) {
        return row;
      }
    }
    return undefined;
  }
}
