import { rankCorrelation } from '../../math/rank-correlation.ts';

/**
 * What a predictor of ranks is trusted: its correlation with what was seen, less one standard deviation of the
 * correlation of unrelated lists, 1 / √(n - 1); 0 below that, or with fewer than 4 observations.
 */
export function trust(predicted: ArrayLike<number>, seen: ArrayLike<number>): number {
  const n = seen.length;
  return n < 4 ? 0 : Math.max(0, rankCorrelation(predicted, seen) - 1 / Math.sqrt(n - 1));
}
