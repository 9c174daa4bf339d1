import { normalCdf } from '../../math/special/normal.ts';
import type { Space } from '../../space/space.ts';
import type { Field } from './coding.ts';

/** Widths of the kernels of one mixture, by dimension. */
export interface Bandwidths {
  /** Standard deviations of ordered dimensions on [0, 1], > 0, shape [dimensions]. */
  readonly ordered: Float64Array;
  /** Probability that an unordered dimension is drawn afresh, in [0, 1], shape [dimensions]. */
  readonly unordered: Float64Array;
}

/**
 * log kernel of a discrete field: entry [x × (count + 1) + c] for value x under a component at value c; c = count
 * stands for a component in which the dimension is inactive, hence uniform. Normalised over x for each c.
 */
export function kernelTable(space: Space, field: Field, bandwidths: Bandwidths): Float64Array {
  const { count, dimension } = field;
  const table = new Float64Array(count * (count + 1));
  const kernel = field.ordered
    ? normalKernel(space, field, bandwidths.ordered[dimension]!)
    : freshKernel(count, bandwidths.unordered[dimension]!);
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let x = 0; x < count; x++) sum += kernel(x, c);
    for (let x = 0; x < count; x++) {
      table[x * (count + 1) + c] = Math.log(Math.max(kernel(x, c) / sum, 1e-300));
    }
  }
  for (let x = 0; x < count; x++) table[x * (count + 1) + count] = -Math.log(count);
  return table;
}

function normalKernel(space: Space, field: Field, width: number): (x: number, centre: number) => number {
  const { domain } = space.dimensions[field.dimension]!;
  const places = Float64Array.from({ length: field.count }, (_, k) => domain.toUnit(domain.nth(k)));
  return (x, centre) => Math.exp(-0.5 * ((places[x]! - places[centre]!) / width) ** 2);
}

function freshKernel(count: number, fresh: number): (x: number, centre: number) => number {
  return (x, centre) => (x === centre ? 1 - fresh : 0) + fresh / count;
}

/** Mass on [0, 1] of a normal with this centre in [0, 1] and precision 1 / width; absolute error below 1e-5. */
export function massInside(centre: number, precision: number): number {
  return upperHalf((1 - centre) * precision) + upperHalf(centre * precision);
}

const perUnit = 64;
const reach = 6;
const halves = Float64Array.from({ length: reach * perUnit + 2 }, (_, i) => normalCdf(i / perUnit) - 0.5);

/** Φ(t) - ½ for t ≥ 0, linear between knots. */
function upperHalf(t: number): number {
  if (t >= reach) return 0.5;
  const place = t * perUnit;
  const i = place | 0;
  return halves[i]! + (place - i) * (halves[i + 1]! - halves[i]!);
}
