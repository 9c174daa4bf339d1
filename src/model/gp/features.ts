/**
 * Points as a Gaussian process sees them: one number a dimension, and which dimensions compare by equality alone.
 */
export interface Features {
  /** Shape [count, dimensions]; ordered dimensions in [0, 1], unordered ones any code. */
  readonly points: Float64Array;
  readonly count: number;
  readonly dimensions: number;
  /** 1 where two numbers are only equal or not, shape [dimensions]. */
  readonly unordered: Uint8Array;
}

/**
 * What each dimension adds to the squared distance of each pair i > j before weighting, (x - y)² or [x ≠ y]; shape
 * [dimensions, pairs], pair (i, j) at i (i - 1) / 2 + j.
 */
export function pairDistances(features: Features): Float64Array {
  const { points, count, dimensions, unordered } = features;
  const pairs = (count * (count - 1)) / 2;
  const table = new Float64Array(dimensions * pairs);
  for (let d = 0; d < dimensions; d++) {
    let at = d * pairs;
    for (let i = 1; i < count; i++) {
      const x = points[i * dimensions + d]!;
      if (unordered[d] === 1) {
        for (let j = 0; j < i; j++) table[at++] = x === points[j * dimensions + d]! ? 0 : 1;
      } else {
        for (let j = 0; j < i; j++) {
          const gap = x - points[j * dimensions + d]!;
          table[at++] = gap * gap;
        }
      }
    }
  }
  return table;
}
