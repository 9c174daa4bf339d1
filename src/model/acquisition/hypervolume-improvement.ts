import { log1mexp } from '../../math/special/logarithms.ts';
import { normalLogCdf, normalLogPdf } from '../../math/special/normal.ts';
import type { Boxes } from './boxes.ts';
import { logExpectedImprovement } from './improvement.ts';

/**
 * Log expected hypervolume improvement of independent Gaussian objectives, all to minimise: the log of
 * Σ over boxes Π over objectives (EI(high) - EI(low)). With one objective it is log expected improvement.
 * @param mean - shape [objectives]
 * @param std - shape [objectives], > 0
 * @param byMean - to fill with derivatives, shape [objectives]
 * @param byStd - to fill with derivatives, shape [objectives]
 * @remarks O(boxes × objectives). Exact; the decomposition is that of `undominatedBoxes`.
 * @see Yang et al. 2019, Efficient computation of expected hypervolume improvement; Ament et al. 2023 for the logs
 */
export function logHypervolumeImprovement(
  boxes: Boxes,
  mean: Float64Array,
  std: Float64Array,
  byMean: Float64Array,
  byStd: Float64Array,
): number {
  const { count, objectives, low, high } = boxes;
  const logs = new Float64Array(count * objectives);
  const totals = new Float64Array(count);
  let top = -Infinity;
  for (let b = 0; b < count; b++) {
    let total = 0;
    for (let m = 0; m < objectives; m++) {
      const upper = logExpectedImprovement(mean[m]!, std[m]!, high[b * objectives + m]!);
      const from = low[b * objectives + m]!;
      const gap =
        from === -Infinity
          ? upper
          : upper + log1mexp(Math.min(logExpectedImprovement(mean[m]!, std[m]!, from) - upper, -1e-15));
      logs[b * objectives + m] = gap;
      total += gap;
    }
    totals[b] = total;
    if (total > top) top = total;
  }
  byMean.fill(0, 0, objectives);
  byStd.fill(0, 0, objectives);
  if (top === -Infinity) return top;
  let sum = 0;
  for (let b = 0; b < count; b++) sum += Math.exp(totals[b]! - top);
  for (let b = 0; b < count; b++) {
    const weight = Math.exp(totals[b]! - top) / sum;
    if (weight < 1e-12) continue;
    for (let m = 0; m < objectives; m++) {
      const gap = logs[b * objectives + m]!;
      const zHigh = (high[b * objectives + m]! - mean[m]!) / std[m]!;
      let cdf = Math.exp(normalLogCdf(zHigh) - gap);
      let pdf = Math.exp(normalLogPdf(zHigh) - gap);
      const from = low[b * objectives + m]!;
      if (from !== -Infinity) {
        const zLow = (from - mean[m]!) / std[m]!;
        cdf -= Math.exp(normalLogCdf(zLow) - gap);
        pdf -= Math.exp(normalLogPdf(zLow) - gap);
      }
      byMean[m] = byMean[m]! - weight * cdf;
      byStd[m] = byStd[m]! + weight * pdf;
    }
  }
  return top + Math.log(sum);
}
