import type { Space } from '../../space/space.ts';

/** Ordered domains of up to this many values get a table of kernel values; larger ones count as continuous. */
const tableLimit = 64;

/** A dimension that can vary, as kernels see it. */
export interface Field {
  readonly dimension: number;
  /** How many values a discrete dimension has; 0 if it counts as continuous. */
  readonly count: number;
  readonly ordered: boolean;
  /** Whether it may be inactive. */
  readonly conditional: boolean;
}

/**
 * Codes configurations for {@link Mixture}: a continuous dimension by its place in [0, 1], any other by the index of its
 * value; NaN where inactive or where there is only one value. A code has one entry a dimension.
 */
export class Coding {
  readonly space: Space;
  readonly dimensions: number;
  /** In the order of the space. */
  readonly fields: readonly Field[];
  /** Dimensions of the continuous fields that are always active. */
  readonly plain: Int32Array;
  /** The other fields. */
  readonly further: readonly Field[];

  constructor(space: Space) {
    this.space = space;
    this.dimensions = space.dimensions.length;
    this.fields = space.dimensions
      .filter(({ domain }) => domain.cardinality > 1)
      .map(({ domain, index, conditions }) => ({
        dimension: index,
        count: domain.ordered && domain.cardinality > tableLimit ? 0 : domain.cardinality,
        ordered: domain.ordered,
        conditional: conditions.length > 0,
      }));
    const isPlain = ({ count, conditional }: Field): boolean => count === 0 && !conditional;
    this.plain = Int32Array.from(this.fields.filter(isPlain), ({ dimension }) => dimension);
    this.further = this.fields.filter((field) => !isPlain(field));
  }

  /** Writes the code of a row of the space to `out[offset … offset + dimensions)`. */
  encode(row: Float64Array, out: Float64Array, offset: number): void {
    out.fill(Number.NaN, offset, offset + this.dimensions);
    for (const field of this.fields) {
      out[offset + field.dimension] = this.code(field, row[field.dimension]!);
    }
  }

  /** The code of one entry; NaN stays NaN. */
  code(field: Field, number: number): number {
    const { domain } = this.space.dimensions[field.dimension]!;
    if (Number.isNaN(number)) return number;
    return field.count === 0 ? domain.toUnit(number) : domain.indexOf(number);
  }
}
