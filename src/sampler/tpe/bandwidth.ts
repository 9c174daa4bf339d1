import type { Coding } from '../../model/density/coding.ts';
import type { Bandwidths } from '../../model/density/kernels.ts';

/** Narrower with n than Scott's -1/5, which measured better while there are few good trials. */
const exponent = -0.3;
const narrowest = 0.02;

/**
 * Kernel widths for both densities, from the good trials. For ordered dimensions deviation · (n + 1)^-0.3, at least 0.02,
 * where the deviation counts the uniform density as one more trial; for unordered ones ε = 3 / (n + 2), at most 1.
 * @param units - places in [0, 1], shape [slots, dimensions]; NaN where inactive
 * @param members - slots of the good trials, shape [≥ size]
 */
export function bandwidths(
  coding: Coding,
  units: Float64Array,
  members: ArrayLike<number>,
  size: number,
): Bandwidths {
  const ordered = new Float64Array(coding.dimensions).fill(1);
  const unordered = new Float64Array(coding.dimensions).fill(1);
  for (const { dimension } of coding.fields) {
    let count = 0;
    let mean = 0;
    let squares = 0;
    for (let k = 0; k < size; k++) {
      const u = units[members[k]! * coding.dimensions + dimension]!;
      if (Number.isNaN(u)) continue;
      // Welford's update.
      count++;
      const before = u - mean;
      mean += before / count;
      squares += before * (u - mean);
    }
    const deviation = Math.sqrt((squares + 1 / 12) / (count + 1));
    ordered[dimension] = Math.max(narrowest, deviation * (count + 1) ** exponent);
    unordered[dimension] = Math.min(1, 3 / (count + 2));
  }
  return { ordered, unordered };
}
