import type { Coding } from '../../model/density/coding.ts';
import type { Bandwidths } from '../../model/density/kernels.ts';

/** Narrower with n than Scott's -1/5, which measured better while there are few good trials. */
const exponent = -0.3;
/** Least widths: of discrete dimensions, so that their neighbours stay within reach, and of continuous ones. */
const narrowest = { discrete: 0.02, continuous: 5e-4 };
/** Up to so many good trials the uniform density counts as one more; then its weight falls with the fourth power of their number. */
const fewGood = 10;

/**
 * Kernel widths for both densities, from the good trials. For ordered dimensions deviation · (n + 1)^-0.3, where the
 * deviation counts the uniform density as one more trial: it keeps few trials from collapsing. In continuous dimensions
 * it counts less with more than 10, where it would keep them from converging. For unordered ones ε = 3 / (n + 2), at most 1.
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
    const continuous = coding.space.dimensions[dimension]!.domain.cardinality === Number.POSITIVE_INFINITY;
    const doubt = continuous ? Math.min(1, (fewGood / count) ** 4) : 1;
    const least = continuous ? narrowest.continuous : narrowest.discrete;
    const deviation = Math.sqrt((squares + doubt / 12) / (count + 1));
    ordered[dimension] = Math.max(least, deviation * (count + 1) ** exponent);
    unordered[dimension] = Math.min(1, 3 / (count + 2));
  }
  return { ordered, unordered };
}
