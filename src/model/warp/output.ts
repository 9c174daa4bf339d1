import { normalQuantile } from '../../math/special/normal.ts';
import { standardised, standardiser } from './standardise.ts';

/** Values to minimise with mean 0 and variance 1; their order is kept. */
export interface Warped {
  readonly values: Float64Array;
  /** Derivative of the warp at each value, for standard errors. */
  readonly slopes: Float64Array;
}

/** The first values, those of a search's opening, that say where its good half begins. */
const OPENING = 10;
/** The largest share of all values that counts as good. */
const MOST_GOOD = 0.75;

/**
 * Values worse than a middle get what their rank would have under a normal distribution as wide as the better ones, then
 * all are centred and scaled: disasters keep their order and lose their size, good values keep their distances.
 *
 * The middle is the median of the first ten values, but no lower than the median and no higher than the upper quartile
 * of all. The median alone moves into the optimum as trials gather there, and blows up its smallest differences.
 * @param values - shape [n], in the order in which they came
 * @remarks O(n log n).
 * @see Song et al. 2024 (Vizier), arXiv:2408.11527, half-rank warping; the middle is our own
 */
export function halfRankWarp(values: Float64Array): Warped {
  return warpAbove(values, values.slice(0, OPENING).sort()[(Math.min(values.length, OPENING) - 1) >> 1]!);
}

/** The same with the median of all as the middle: as trials gather at an optimum, it tells ever smaller differences apart. */
export function zoomedHalfRankWarp(values: Float64Array): Warped {
  return warpAbove(values, Number.NEGATIVE_INFINITY);
}

/** @param least - the middle is this value, or the median or upper quartile if it lies outside of them */
function warpAbove(values: Float64Array, least: number): Warped {
  const n = values.length;
  const affine = standardiser(values);
  const z = standardised(values, affine);
  const slopes = new Float64Array(n).fill(1 / affine.scale);
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => z[a]! - z[b]! || a - b);
  let half = (n - 1) >> 1;
  const most = Math.floor(MOST_GOOD * (n - 1));
  while (half < most && values[order[half]!]! < least) half++;
  const middle = n === 0 ? 0 : z[order[half]!]!;
  let spread = 0;
  for (let k = 0; k <= half; k++) spread += (z[order[k]!]! - middle) ** 2;
  spread = Math.sqrt(spread / (half + 1));
  if (n < 4 || !(spread > 1e-12)) return { values: z, slopes };
  for (let k = half + 1; k < n; ) {
    let end = k + 1;
    while (end < n && z[order[end]!] === z[order[k]!]) end++;
    const gap = z[order[k]!]! - middle;
    const rank = 0.5 + (0.5 * ((k + end - 1) / 2 - half)) / (n - half);
    const warped = gap > 0 ? spread * normalQuantile(rank) : 0;
    for (; k < end; k++) {
      slopes[order[k]!] = slopes[order[k]!]! * (gap > 0 ? Math.min(1, warped / gap) : 1);
      z[order[k]!] = middle + warped;
    }
  }
  const again = standardiser(z);
  return { values: standardised(z, again), slopes: slopes.map((slope) => slope / again.scale) };
}

/** Values centred and scaled, no more. */
export function standardWarp(values: Float64Array): Warped {
  const affine = standardiser(values);
  return {
    values: standardised(values, affine),
    slopes: new Float64Array(values.length).fill(1 / affine.scale),
  };
}
