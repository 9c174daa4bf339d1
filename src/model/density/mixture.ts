import { type KernelLogs, type Kernels, kernelLogs, logSums } from '../../math/mixture/kernel-logs.ts';
import type { RandomStream } from '../../math/random.ts';
import type { Coding, Field } from './coding.ts';
import { type Bandwidths, kernelTable, massInside } from './kernels.ts';

/** What a mixture is made of. */
export interface MixtureOptions {
  readonly coding: Coding;
  /** Codes of configurations, shape [n, dimensions]; to be left as it is while the mixture is used. */
  readonly codes: Float64Array;
  /** Which of them are components, shape [≥ size]. */
  readonly members: ArrayLike<number>;
  /** Their weights, > 0, shape [size]. */
  readonly weights: Float64Array;
  /** Weight of the uniform component, > 0. */
  readonly uniform: number;
  readonly bandwidths: Bandwidths;
}

/**
 * A density over the configurations of a space, conditional ones too: a mixture of products of kernels, one product a
 * component, and the uniform density as the last component. Where dimension d is active in x, a component gives it
 *
 * - ordered: a normal around the component's value, truncated to [0, 1] or normalised over the values;
 * - unordered: ε / count, and 1 - ε more on the component's value;
 * - inactive in the component: the uniform density.
 *
 * Which dimensions of x are active follows from its other entries, and their kernels are in the product; so this is a
 * normalised density over the whole conditional space, and a configuration of one branch tells the other branches what it
 * knows of the dimensions that they share.
 */
export class Mixture {
  readonly #coding: Coding;
  readonly #codes: Float64Array;
  readonly #members: ArrayLike<number>;
  /** Components without the uniform one. */
  readonly #size: number;
  readonly #uniform: number;
  readonly #weights: Float64Array;
  readonly #widths: Float64Array;
  readonly #kernels: Kernels;
  readonly #further: readonly Factor[];
  /** Kernel tables of discrete fields, by dimension. */
  readonly #tables: (Float64Array | undefined)[];

  /** O(size × dimensions + Σ count²). */
  constructor(options: MixtureOptions) {
    const { coding, codes, members, weights, uniform, bandwidths } = options;
    this.#coding = coding;
    this.#codes = codes;
    this.#members = members;
    this.#size = weights.length;
    this.#uniform = uniform;
    this.#weights = weights;
    this.#widths = bandwidths.ordered;
    this.#kernels = {
      centres: {
        table: codes,
        stride: coding.dimensions,
        columns: coding.plain,
        count: this.#size,
        rows: members,
      },
      widths: bandwidths.ordered,
      factors: this.#logWeights(),
    };
    this.#tables = [];
    this.#further = coding.further.map((field) => {
      if (field.count === 0) return this.#gate(field);
      const table = kernelTable(coding.space, field, bandwidths);
      this.#tables[field.dimension] = table;
      return this.#index(field, table);
    });
  }

  /**
   * log densities of configurations. O(rows × size × dimensions).
   * @param codes - their codes, shape [rows, dimensions]
   * @param out - shape [rows]
   */
  logDensities(codes: Float64Array, rows: number, out: Float64Array): void {
    const { dimensions, plain } = this.#coding;
    const table = kernelLogs(this.#kernels, {
      table: codes,
      stride: dimensions,
      columns: plain,
      count: rows,
    });
    for (const factor of this.#further) {
      for (let i = 0; i < rows; i++) {
        const x = codes[i * dimensions + factor.dimension]!;
        if (!Number.isNaN(x)) factor.add(x, table, table.start + i * table.pitch);
      }
    }
    logSums(table, out);
  }

  /**
   * Draws a configuration; its hard constraints are not looked at. Entries given in `fixed` (NaN where free) are kept.
   * @param row - receives the configuration
   * @param code - receives its code at `code[offset …]`
   */
  sample(
    random: RandomStream,
    row: Float64Array,
    code: Float64Array,
    offset: number,
    fixed?: Float64Array,
  ): void {
    const { space, fields, dimensions } = this.#coding;
    const component = this.#draw(random);
    const from = component * dimensions;
    let f = 0;
    for (let d = 0; d < dimensions; d++) {
      const field = fields[f]?.dimension === d ? fields[f++] : undefined;
      code[offset + d] = Number.NaN;
      if (space.conditional && !space.isActive(row, d)) {
        row[d] = Number.NaN;
        continue;
      }
      const given = fixed === undefined ? Number.NaN : fixed[d]!;
      const { domain } = space.dimensions[d]!;
      if (!Number.isNaN(given)) row[d] = given;
      else if (field === undefined) row[d] = domain.nth(0);
      else {
        const centre = component < 0 ? Number.NaN : this.#codes[from + d]!;
        row[d] =
          field.count === 0
            ? domain.fromUnit(this.#drawPlace(random, d, centre))
            : domain.nth(this.#drawIndex(random, field, centre));
      }
      if (field !== undefined) code[offset + d] = this.#coding.code(field, row[d]!);
    }
  }

  /** Of normalised weights, the uniform component's last. */
  #logWeights(): Float64Array {
    const size = this.#size;
    const weights = this.#weights;
    const logs = new Float64Array(size + 1);
    let sum = this.#uniform;
    for (let k = 0; k < size; k++) sum += weights[k]!;
    for (let k = 0; k < size; k++) {
      const same = k > 0 && weights[k] === weights[k - 1];
      logs[k] = same ? logs[k - 1]! : Math.log(weights[k]! / sum);
    }
    logs[size] = Math.log(this.#uniform / sum);
    return logs;
  }

  /** A continuous field that may be inactive. */
  #gate({ dimension }: Field): Factor {
    const width = this.#widths[dimension]!;
    const constant = width * Math.sqrt(2 * Math.PI);
    const precision = 1 / width;
    const centres = this.#column(dimension);
    const normalisers = centres.map((centre) => -Math.log(constant * massInside(centre, precision)));
    return {
      dimension,
      add(x, { logs }, offset) {
        for (let k = 0; k < centres.length; k++) {
          const t = (x - centres[k]!) * precision;
          if (!Number.isNaN(t)) logs[offset + k]! += normalisers[k]! - 0.5 * t * t;
        }
      },
    };
  }

  #index({ dimension, count }: Field, table: Float64Array): Factor {
    const indices = Int32Array.from(this.#column(dimension), (index) =>
      Number.isNaN(index) ? count : index,
    );
    return {
      dimension,
      add(x, { logs, last }, offset) {
        const line = x * (count + 1);
        for (let k = 0; k < indices.length; k++) logs[offset + k]! += table[line + indices[k]!]!;
        logs[offset + last]! += table[line + count]!;
      },
    };
  }

  /** Codes of the components in one dimension, shape [size]. */
  #column(dimension: number): Float64Array {
    const column = new Float64Array(this.#size);
    const { dimensions } = this.#coding;
    for (let k = 0; k < this.#size; k++) column[k] = this.#codes[this.#members[k]! * dimensions + dimension]!;
    return column;
  }

  /** A component's place in the codes; -1 for the uniform one. */
  #draw(random: RandomStream): number {
    let sum = this.#uniform;
    for (let k = 0; k < this.#size; k++) sum += this.#weights[k]!;
    let left = random.uniform() * sum;
    for (let k = 0; k < this.#size; k++) {
      left -= this.#weights[k]!;
      if (left < 0) return this.#members[k]!;
    }
    return -1;
  }

  #drawPlace(random: RandomStream, dimension: number, centre: number): number {
    if (Number.isNaN(centre)) return random.uniform();
    // At least a third of the mass lies inside, so this ends soon.
    while (true) {
      const x = centre + this.#widths[dimension]! * random.normal();
      if (x >= 0 && x <= 1) return x;
    }
  }

  #drawIndex(random: RandomStream, { dimension, count }: Field, centre: number): number {
    const table = this.#tables[dimension]!;
    const component = Number.isNaN(centre) ? count : centre;
    let left = random.uniform();
    for (let x = 0; x < count - 1; x++) {
      left -= Math.exp(table[x * (count + 1) + component]!);
      if (left < 0) return x;
    }
    return count - 1;
  }
}

/** What a field adds to the logs of all components where it is active. */
interface Factor {
  readonly dimension: number;
  add(x: number, table: KernelLogs, offset: number): void;
}
