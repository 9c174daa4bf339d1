import type { RandomStream } from '../../math/random.ts';
import type { Coding, Field } from './coding.ts';
import { type Bandwidths, kernelTable, massInside } from './kernels.ts';

/** What a mixture is made of. */
export interface MixtureOptions {
  readonly coding: Coding;
  /** Codes of configurations, shape [n, dimensions]. */
  readonly codes: Float64Array;
  /** Which of them are components, shape [size]. */
  readonly members: ArrayLike<number>;
  /** Their weights, > 0, shape [size]. */
  readonly weights: ArrayLike<number>;
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
  readonly #continuous: readonly Field[];
  readonly #discrete: readonly Field[];
  /** Components without the uniform one. */
  readonly #size: number;
  readonly #weights: Float64Array;
  /** log weight and log normalisers of dimensions that are always active, shape [size + 1]. */
  readonly #base: Float64Array;
  /** Shape [continuous, size]; NaN where inactive. */
  readonly #centres: Float64Array;
  /** log normalisers where the dimension is conditional, shape [continuous, size]. */
  readonly #normalisers: Float64Array;
  readonly #widths: Float64Array;
  /** Shape [discrete, size]; the field's count where inactive. */
  readonly #indices: Uint32Array;
  readonly #tables: readonly Float64Array[];
  readonly #logs: Float64Array;

  /** O(size × dimensions + Σ count²). */
  constructor(options: MixtureOptions) {
    const { coding, codes, members, weights, uniform, bandwidths } = options;
    const size = members.length;
    this.#coding = coding;
    this.#size = size;
    this.#continuous = coding.fields.filter((field) => field.count === 0);
    this.#discrete = coding.fields.filter((field) => field.count > 0);
    this.#weights = normalised(weights, size, uniform);
    this.#widths = Float64Array.from(this.#continuous, (field) => bandwidths.ordered[field.dimension]!);
    this.#logs = new Float64Array(size + 1);
    this.#centres = new Float64Array(size * this.#continuous.length);
    this.#normalisers = new Float64Array(size * this.#continuous.length);
    this.#indices = new Uint32Array(size * this.#discrete.length);
    this.#base = this.#weights.map(Math.log);
    this.#placeAll(codes, members);
    this.#tables = this.#discrete.map((field, j) => {
      for (let k = 0; k < size; k++) {
        const index = codes[members[k]! * coding.dimensions + field.dimension]!;
        this.#indices[j * size + k] = Number.isNaN(index) ? field.count : index;
      }
      return kernelTable(coding.space, field, bandwidths);
    });
  }

  /** log density of the configuration whose code is at `code[offset …]`. O(size × dimensions), no allocation. */
  logDensity(code: Float64Array, offset: number): number {
    const logs = this.#logs;
    logs.set(this.#base);
    this.#continuous.forEach((field, c) => {
      const x = code[offset + field.dimension]!;
      if (!Number.isNaN(x)) this.#addContinuous(x, c, field.conditional);
    });
    this.#discrete.forEach((field, j) => {
      const x = code[offset + field.dimension]!;
      if (!Number.isNaN(x)) this.#addDiscrete(x, j, field.count);
    });
    return logSumExp(logs);
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
    const k = random.weighted(this.#weights);
    let continuous = 0;
    let discrete = 0;
    let f = 0;
    for (let d = 0; d < dimensions; d++) {
      const field = fields[f]?.dimension === d ? fields[f++] : undefined;
      const place = field === undefined ? 0 : field.count === 0 ? continuous++ : discrete++;
      code[offset + d] = Number.NaN;
      if (!space.isActive(row, d)) {
        row[d] = Number.NaN;
        continue;
      }
      const given = fixed?.[d] ?? Number.NaN;
      const { domain } = space.dimensions[d]!;
      if (!Number.isNaN(given)) row[d] = given;
      else if (field === undefined) row[d] = domain.nth(0);
      else if (field.count === 0) row[d] = domain.fromUnit(this.#drawPlace(random, place, k));
      else row[d] = domain.nth(this.#drawIndex(random, place, field.count, k));
      if (field !== undefined) code[offset + d] = this.#coding.code(field, row[d]!);
    }
  }

  #placeAll(codes: Float64Array, members: ArrayLike<number>): void {
    // Masses are multiplied, so that few logarithms are needed.
    const masses = new Float64Array(this.#size).fill(1);
    this.#continuous.forEach((field, c) => {
      this.#place(codes, members, field, c, masses);
      if (c % 64 !== 63 && c !== this.#continuous.length - 1) return;
      masses.forEach((mass, k) => {
        this.#base[k]! -= Math.log(mass);
      });
      masses.fill(1);
    });
  }

  #place(
    codes: Float64Array,
    members: ArrayLike<number>,
    field: Field,
    c: number,
    masses: Float64Array,
  ): void {
    const size = this.#size;
    const width = this.#widths[c]!;
    const constant = width * Math.sqrt(2 * Math.PI);
    const precision = 1 / width;
    const { dimensions } = this.#coding;
    const centres = this.#centres;
    for (let k = 0; k < size; k++) {
      const centre = codes[members[k]! * dimensions + field.dimension]!;
      centres[c * size + k] = centre;
      if (Number.isNaN(centre)) continue;
      const mass = constant * massInside(centre, precision);
      if (field.conditional) this.#normalisers[c * size + k] = -Math.log(mass);
      else masses[k]! *= mass;
    }
  }

  #addContinuous(x: number, c: number, conditional: boolean): void {
    const logs = this.#logs;
    const size = this.#size;
    const centres = this.#centres;
    const normalisers = this.#normalisers;
    const precision = 1 / this.#widths[c]!;
    const start = c * size;
    if (conditional) {
      for (let k = 0; k < size; k++) {
        const t = (x - centres[start + k]!) * precision;
        if (!Number.isNaN(t)) logs[k]! += normalisers[start + k]! - 0.5 * t * t;
      }
    } else {
      for (let k = 0; k < size; k++) {
        const t = (x - centres[start + k]!) * precision;
        logs[k]! -= 0.5 * t * t;
      }
    }
  }

  #addDiscrete(x: number, j: number, count: number): void {
    const logs = this.#logs;
    const size = this.#size;
    const indices = this.#indices;
    const table = this.#tables[j]!;
    const line = x * (count + 1);
    const start = j * size;
    for (let k = 0; k < size; k++) logs[k]! += table[line + indices[start + k]!]!;
    logs[size]! += table[line + count]!;
  }

  #drawPlace(random: RandomStream, c: number, k: number): number {
    const centre = k < this.#size ? this.#centres[c * this.#size + k]! : Number.NaN;
    if (Number.isNaN(centre)) return random.uniform();
    // At least a third of the mass lies inside, so this ends soon.
    while (true) {
      const x = centre + this.#widths[c]! * random.normal();
      if (x >= 0 && x <= 1) return x;
    }
  }

  #drawIndex(random: RandomStream, j: number, count: number, k: number): number {
    const table = this.#tables[j]!;
    const component = k < this.#size ? this.#indices[j * this.#size + k]! : count;
    let left = random.uniform();
    for (let x = 0; x < count - 1; x++) {
      left -= Math.exp(table[x * (count + 1) + component]!);
      if (left < 0) return x;
    }
    return count - 1;
  }
}

function normalised(weights: ArrayLike<number>, size: number, uniform: number): Float64Array {
  const all = new Float64Array(size + 1);
  let sum = uniform;
  for (let k = 0; k < size; k++) sum += weights[k]!;
  for (let k = 0; k < size; k++) all[k] = weights[k]! / sum;
  all[size] = uniform / sum;
  return all;
}

/** log Σ exp; terms too small to count are skipped. */
function logSumExp(logs: Float64Array): number {
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < logs.length; k++) if (logs[k]! > high) high = logs[k]!;
  const least = high - 25;
  let sum = 0;
  for (let k = 0; k < logs.length; k++) {
    if (logs[k]! > least) sum += Math.exp(logs[k]! - high);
  }
  return high + Math.log(sum);
}
