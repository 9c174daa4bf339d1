import type { Space } from '../../space/space.ts';

/** The inputs of a forest: what each column holds. */
export interface Columns {
  readonly count: number;
  /** Number of categories of each column, shape [count]; 0 for an ordered one. */
  readonly categories: Int32Array;
}

/** One column a dimension of the space. */
export function columnsOf(space: Space): Columns {
  return {
    count: space.dimensions.length,
    categories: Int32Array.from(space.dimensions, ({ domain }) => (domain.ordered ? 0 : domain.cardinality)),
  };
}

/**
 * A configuration as inputs of a forest: the place on its own scale in [0, 1] for ordered dimensions, the index of the
 * choice for others, NaN where inactive.
 * @param row - shape [dimensions]
 * @param into - written from `offset` on
 */
export function writeInputs(space: Space, row: Float64Array, into: Float64Array, offset: number): void {
  for (const { index, domain } of space.dimensions) {
    const number = row[index]!;
    into[offset + index] = Number.isNaN(number)
      ? Number.NaN
      : domain.ordered
        ? domain.toUnit(number)
        : domain.indexOf(number);
  }
}

/** Inputs of many configurations. @param rows - shape [n, dimensions] @returns shape [n, dimensions] */
export function inputsOf(space: Space, rows: Float64Array): Float64Array {
  const d = space.dimensions.length;
  const inputs = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += d) writeInputs(space, rows.subarray(i, i + d), inputs, i);
  return inputs;
}
