import { logGamma } from '../../math/special/gamma.ts';
import { normalCdf } from '../../math/special/normal.ts';
import { shapes } from './shapes.ts';

/** Where a learning curve is going. */
export interface Forecast {
  readonly mean: number;
  /** Standard deviation, > 0 unless the curve is constant. */
  readonly deviation: number;
  /** Probability that the value will be below a bound. */
  below(bound: number): number;
}

/** Degrees of freedom and standard deviation, in units of the curve's range, that noise is thought to have before a report is seen. */
const priorFreedom = 3;
const priorNoise = 0.05;
/** Standard deviation of where the curve ends and of how far it has come, in the same units. */
const priorSpread = 4;

/** No shape is quite right, so that ever so many reports count as at most so many (a coarsened likelihood). */
const mostReports = 8;

interface Component {
  readonly logEvidence: number;
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Extrapolates a learning curve: y(x) = a + b φ(x) + ε for each of a family of shapes φ (powers, exponentials, logarithm),
 * by Bayesian linear regression with a normal-inverse-gamma prior; the shapes are mixed by their evidence.
 * @param x - ascending shares of the full amount, > 0, shape [n], n ≥ 2
 * @param y - finite, shape [n]
 * @param at - where to, in the same unit
 * @remarks O(n) a shape; pure. Predictive t distributions are taken as normal with their variance.
 * @see Domhan et al. 2015, IJCAI, pp. 3460-3468 (the idea of a weighted family of curves); Miller & Dunson 2019, arXiv:1506.06101
 * (coarsening)
 */
export function forecast(x: ArrayLike<number>, y: ArrayLike<number>, at: number): Forecast {
  const n = y.length;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    low = Math.min(low, y[i]!);
    high = Math.max(high, y[i]!);
  }
  const last = y[n - 1]!;
  const range = high / 2 - low / 2;
  if (!(range > 0)) return mixtureOf([{ logEvidence: 0, mean: last, deviation: 0 }], 0, 1);
  // Near the ends of the number range nothing can be said.
  if (!Number.isFinite(1e6 * range)) return { mean: last, deviation: Number.MAX_VALUE, below: () => 0.5 };
  const unit = Float64Array.from({ length: n }, (_, i) => (y[i]! / 2 - last / 2) / range);
  const components = shapes.map((shape) => regress(shape, x, unit, at));
  return mixtureOf(components, last, 2 * range);
}

/** Regression on one shape; the curve's last value is 0, its range 1. */
function regress(shape: (x: number) => number, x: ArrayLike<number>, y: Float64Array, at: number): Component {
  // The shape is 0 at the end, so that a is where the curve ends.
  const end = shape(at);
  const scale = Math.abs(shape(x[0]!) - end) || 1;
  const ridge = 1 / (priorSpread / priorNoise) ** 2;
  const weight = 1 / (1 + y.length / mostReports);
  const n = weight * y.length;
  let [s1, s2, t0, t1, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const f = (shape(x[i]!) - end) / scale;
    s1 += weight * f;
    s2 += weight * f * f;
    t0 += weight * y[i]!;
    t1 += weight * f * y[i]!;
    yy += weight * y[i]! ** 2;
  }
  const [p00, p01, p11] = [n + ridge, s1, s2 + ridge];
  const determinant = p00 * p11 - p01 * p01;
  const a = (p11 * t0 - p01 * t1) / determinant;
  const b = (p00 * t1 - p01 * t0) / determinant;
  const shapeBefore = priorFreedom / 2;
  const rateBefore = shapeBefore * priorNoise ** 2;
  const shapeAfter = shapeBefore + n / 2;
  const rateAfter = rateBefore + Math.max(0, yy - a * t0 - b * t1) / 2;
  const noise = rateAfter / (shapeAfter - 1);
  // Of the value at the end, with its own noise.
  const variance = noise * (1 + p11 / determinant);
  const logEvidence =
    shapeBefore * Math.log(rateBefore) -
    shapeAfter * Math.log(rateAfter) +
    logGamma(shapeAfter) -
    logGamma(shapeBefore) +
    Math.log(ridge) -
    0.5 * Math.log(determinant);
  return { logEvidence, mean: a, deviation: Math.sqrt(variance) };
}

function mixtureOf(components: readonly Component[], offset: number, scale: number): Forecast {
  const most = Math.max(...components.map(({ logEvidence }) => logEvidence));
  const weights = components.map(({ logEvidence }) => Math.exp(logEvidence - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = components.map(({ mean, deviation }, i) => ({
    weight: weights[i]! / total,
    mean,
    deviation,
  }));
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const variance = parts.reduce(
    (sum, part) => sum + part.weight * (part.deviation ** 2 + (part.mean - mean) ** 2),
    0,
  );
  return {
    mean: offset + scale * mean,
    deviation: scale * Math.sqrt(variance),
    below(bound) {
      const at = (bound - offset) / scale;
      return parts.reduce((sum, part) => {
        if (part.deviation === 0) return sum + part.weight * Number(part.mean < at);
        return sum + part.weight * normalCdf((at - part.mean) / part.deviation);
      }, 0);
    },
  };
}
