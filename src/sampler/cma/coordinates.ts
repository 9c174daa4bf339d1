import type { Space } from '../../space/space.ts';
import { impose } from '../draw.ts';

/** Integers of more values than this count as continuous. */
const mostEdges = 1000;

/** A point of CMA-ES: places of the ordered dimensions in [0, 1], and choices of the unordered ones. */
export interface Latent {
  readonly places: Float64Array;
  readonly choices: Uint32Array;
}

/** Between configurations and the vectors that CMA-ES works on. Dimensions that cannot vary are in neither. */
export class Coordinates {
  readonly space: Space;
  /** Dimensions by coordinate. */
  readonly ordered: readonly number[];
  readonly unordered: readonly number[];
  /** Choices of each unordered dimension. */
  readonly counts: readonly number[];
  /** Borders between the values of each ordered dimension; undefined where it is continuous. */
  readonly edges: readonly (Float64Array | undefined)[];

  constructor(space: Space) {
    this.space = space;
    const varying = space.dimensions.filter(({ domain }) => domain.cardinality > 1);
    this.ordered = varying.filter(({ domain }) => domain.ordered).map(({ index }) => index);
    this.unordered = varying.filter(({ domain }) => !domain.ordered).map(({ index }) => index);
    this.counts = this.unordered.map((index) => space.dimensions[index]!.domain.cardinality);
    this.edges = this.ordered.map((index) => {
      const { domain } = space.dimensions[index]!;
      if (domain.cardinality > mostEdges) return undefined;
      const edges = new Float64Array(domain.cardinality - 1);
      // Values lie in the middles of bins that tile [0, 1].
      let edge = 0;
      for (let k = 0; k < edges.length; k++) {
        edge = 2 * domain.toUnit(domain.nth(k)) - edge;
        edges[k] = edge;
      }
      return edges;
    });
  }

  row(latent: Latent, fixed: Float64Array | undefined): Float64Array {
    const { dimensions } = this.space;
    const row = Float64Array.from(dimensions, ({ domain }) => domain.defaultNumber);
    this.ordered.forEach((index, j) => {
      row[index] = dimensions[index]!.domain.fromUnit(latent.places[j]!);
    });
    this.unordered.forEach((index, v) => {
      row[index] = dimensions[index]!.domain.nth(latent.choices[v]!);
    });
    return impose(this.space, row, fixed);
  }

  /** Of a configuration that was not sampled; inactive entries are taken from `otherwise`. */
  latent(row: Float64Array, otherwise: Latent): Latent {
    const { dimensions } = this.space;
    const of = (index: number, f: (number: number) => number, or: number): number =>
      Number.isNaN(row[index]!) ? or : f(row[index]!);
    return {
      places: Float64Array.from(this.ordered, (index, j) =>
        of(index, dimensions[index]!.domain.toUnit, otherwise.places[j]!),
      ),
      choices: Uint32Array.from(this.unordered, (index, v) =>
        of(index, dimensions[index]!.domain.indexOf, otherwise.choices[v]!),
      ),
    };
  }
}
