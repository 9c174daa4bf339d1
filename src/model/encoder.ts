import type { Space } from '../space/space.ts';

/**
 * Configurations as features of distance-based models: [0, 1] on the domain's own scale for ordered dimensions, the
 * number itself for unordered ones; one further dimension for the fidelity.
 */
export class Encoder {
  /** Dimensions of the space and one for the fidelity. */
  readonly dimensions: number;
  /** 1 where two features are only equal or not, shape [dimensions]. */
  readonly unordered: Uint8Array;
  readonly #space: Space;

  constructor(space: Space) {
    this.#space = space;
    this.dimensions = space.dimensions.length + 1;
    this.unordered = new Uint8Array(this.dimensions);
    for (const { index, domain } of space.dimensions) this.unordered[index] = domain.ordered ? 0 : 1;
  }

  /**
   * Writes a row's features at `out[at...]`. An inactive ordered dimension counts as the middle, an inactive unordered
   * one as a value of its own: all are points of one Euclidean space, so kernels of the distance stay positive
   * semidefinite, and two branches of a condition differ by what decides it.
   */
  encode(row: Float64Array, fidelity: number, out: Float64Array, at: number): void {
    for (const { index, domain } of this.#space.dimensions) {
      const number = row[index]!;
      const inactive = Number.isNaN(number);
      if (this.unordered[index] === 1) out[at + index] = inactive ? -1 : number;
      else out[at + index] = inactive ? 0.5 : domain.toUnit(number);
    }
    out[at + this.dimensions - 1] = fidelity;
  }
}
