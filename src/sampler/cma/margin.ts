import { normalCdf, normalQuantile } from '../../math/special/normal.ts';
import type { Gaussian } from './gaussian.ts';

/**
 * Keeps an integer coordinate moving: moves its mean and widens its deviation so that each side of its present value keeps
 * at least probability α / 2 (α at an end of the range). Without it the deviation shrinks inside one value and the
 * coordinate stays there for ever.
 * @param j - the coordinate
 * @param edges - ascending borders between neighbouring values
 * @param alpha - 1 - 0.73^(1 / discrete dimensions) in CatCMA with margin
 * @see Hamano et al. 2022, arXiv:2205.13482 (CMA-ES with margin); 2025, arXiv:2504.07884 for α
 */
export function keepMargin(gaussian: Gaussian, j: number, edges: Float64Array, alpha: number): void {
  const mean = gaussian.mean[j]!;
  const deviation = gaussian.deviation(j);
  let above = 0;
  while (above < edges.length && edges[above]! <= mean) above++;
  if (above === 0 || above === edges.length) {
    const edge = edges[above === 0 ? 0 : edges.length - 1]!;
    // At least α lies beyond the nearest border.
    const reach = -normalQuantile(alpha) * deviation;
    if (Math.abs(mean - edge) > reach) gaussian.mean[j] = edge + Math.sign(mean - edge) * reach;
    return;
  }
  const low = edges[above - 1]!;
  const high = edges[above]!;
  const under = normalCdf((low - mean) / deviation);
  const over = normalCdf((mean - high) / deviation);
  const below = Math.max(alpha / 2, under);
  const beyond = Math.max(alpha / 2, over);
  const sum = below + beyond + (1 - under - over);
  // What is too much in total is taken from what lies above α / 2.
  const excess = sum - 1;
  const spare = sum - 1.5 * alpha;
  const share = (p: number): number => p - (excess * (p - alpha / 2)) / spare;
  const left = -normalQuantile(share(below));
  const right = -normalQuantile(share(beyond));
  const wanted = (high - low) / (left + right);
  if (!(wanted > 0 && Number.isFinite(wanted))) return;
  gaussian.scale[j]! *= wanted / deviation;
  gaussian.mean[j] = low + left * wanted;
}
