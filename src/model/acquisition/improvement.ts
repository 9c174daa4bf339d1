import { erfcx } from '../../math/special/erfc.ts';
import { log1mexp } from '../../math/special/logarithms.ts';
import { normalCdf, normalLogPdf, normalPdf } from '../../math/special/normal.ts';

const LOG_SQRT_HALF_PI = 0.5 * Math.log(Math.PI / 2);

/**
 * log(φ(z) + z Φ(z)), finite for every finite z.
 * @see Ament et al. 2023, arXiv:2310.20708, eq. 9
 */
export function logImprovement(z: number): number {
  if (z > -1) return Math.log(normalPdf(z) + z * normalCdf(z));
  if (z < -1e5) return normalLogPdf(z) - 2 * Math.log(-z);
  return normalLogPdf(z) + log1mexp(LOG_SQRT_HALF_PI + Math.log(erfcx(-z * Math.SQRT1_2) * -z));
}

/**
 * Log expected improvement under a Gaussian posterior, for minimisation: log σ + log h((best - μ) / σ).
 * @param mean - posterior mean, in the units of `best`
 * @param std - posterior standard deviation, > 0
 * @param best - value to improve on
 */
export function logExpectedImprovement(mean: number, std: number, best: number): number {
  return Math.log(std) + logImprovement((best - mean) / std);
}
