import { cholesky, inverseFromCholesky, multiplyTransposed, solveRows } from '../../math/linalg/dense.ts';
import { solveLower, solveUpper } from '../../math/linalg/triangular.ts';
import type { Features } from './features.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { matern, maternSlope } from './matern.ts';

/** Means and standard deviations of the function (without noise) at some points, shape [count]. */
export interface Prediction {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/** A Gaussian process with a Matérn-5/2 kernel, conditioned on targets. Immutable. */
export class GaussianProcess {
  readonly features: Features;
  readonly hyperparameters: Hyperparameters;
  private readonly targets: Float64Array;
  private readonly known: Float64Array;
  private readonly factor: Float64Array;
  private readonly alpha: Float64Array;
  private inverse: Float64Array | undefined;

  /**
   * @param targets - shape [features.count]
   * @param known - known noise variances, NaN where the fitted noise holds, shape [features.count]
   * @remarks O(n³ / 3 + d n² / 2).
   */
  constructor(
    features: Features,
    targets: Float64Array,
    known: Float64Array,
    hyperparameters: Hyperparameters,
  ) {
    this.features = features;
    this.hyperparameters = hyperparameters;
    this.targets = targets;
    this.known = known;
    const n = features.count;
    const { signal, noise } = hyperparameters;
    const factor = this.covariances(features.points, n);
    let jitter = 0;
    const gram = factor.slice();
    for (let attempt = 0; ; attempt++) {
      for (let i = 0; i < n; i++)
        factor[i * n + i] = signal + (Number.isNaN(known[i]!) ? noise : known[i]! + 1e-6) + jitter;
      if (cholesky(factor, n)) break;
      factor.set(gram);
      jitter = signal * 1e-8 * 10 ** attempt;
    }
    this.factor = factor;
    this.alpha = targets.slice();
    solveLower(factor, n, this.alpha);
    solveUpper(factor, n, this.alpha);
  }

  /** Covariances of points, shape [count, dimensions], with the training points; shape [count, n]. */
  private covariances(points: Float64Array, count: number): Float64Array {
    const { points: known, count: n, dimensions, unordered } = this.features;
    const { weights, signal } = this.hyperparameters;
    const out = new Float64Array(count * n);
    for (let d = 0; d < dimensions; d++) {
      const weight = weights[d]!;
      for (let i = 0; i < count; i++) {
        const x = points[i * dimensions + d]!;
        const start = i * n;
        if (unordered[d] === 1) {
          for (let j = 0; j < n; j++)
            if (known[j * dimensions + d]! !== x) out[start + j] = out[start + j]! + weight;
        } else {
          for (let j = 0; j < n; j++) {
            const gap = x - known[j * dimensions + d]!;
            out[start + j] = out[start + j]! + weight * gap * gap;
          }
        }
      }
    }
    for (let k = 0; k < out.length; k++) out[k] = signal * matern(out[k]!);
    return out;
  }

  /** Posterior at points, shape [count, dimensions]. O(count (d n + n²)). */
  predict(points: Float64Array, count: number): Prediction {
    const n = this.features.count;
    const { signal } = this.hyperparameters;
    const k = this.covariances(points, count);
    const mean = new Float64Array(count);
    const std = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += k[i * n + j]! * this.alpha[j]!;
      mean[i] = sum;
    }
    solveRows(this.factor, n, k, count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += k[i * n + j]! * k[i * n + j]!;
      std[i] = Math.sqrt(Math.max(signal - sum, 1e-10 * signal));
    }
    return { mean, std };
  }

  /**
   * Posterior and its derivatives by the ordered dimensions; those of unordered ones are 0.
   * @param meanSlopes - to fill, shape [count, dimensions]
   * @param stdSlopes - to fill, shape [count, dimensions]
   */
  predictWithSlopes(
    points: Float64Array,
    count: number,
    meanSlopes: Float64Array,
    stdSlopes: Float64Array,
  ): Prediction {
    const { points: known, count: n, dimensions, unordered } = this.features;
    const { weights, signal } = this.hyperparameters;
    if (this.inverse === undefined) {
      this.inverse = new Float64Array(n * n);
      inverseFromCholesky(this.factor, n, this.inverse);
    }
    const k = this.covariances(points, count);
    const solved = new Float64Array(count * n);
    multiplyTransposed(k, this.inverse, count, n, n, solved);
    const mean = new Float64Array(count);
    const std = new Float64Array(count);
    meanSlopes.fill(0, 0, count * dimensions);
    stdSlopes.fill(0, 0, count * dimensions);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      let explained = 0;
      for (let j = 0; j < n; j++) {
        sum += k[i * n + j]! * this.alpha[j]!;
        explained += k[i * n + j]! * solved[i * n + j]!;
      }
      mean[i] = sum;
      std[i] = Math.sqrt(Math.max(signal - explained, 1e-10 * signal));
      for (let j = 0; j < n; j++) {
        let square = 0;
        for (let d = 0; d < dimensions; d++) {
          const gap = points[i * dimensions + d]! - known[j * dimensions + d]!;
          if (unordered[d] === 1) square += gap === 0 ? 0 : weights[d]!;
          else square += weights[d]! * gap * gap;
        }
        const slope = 2 * signal * maternSlope(square);
        const toMean = slope * this.alpha[j]!;
        const toStd = (-slope * solved[i * n + j]!) / std[i]!;
        for (let d = 0; d < dimensions; d++) {
          if (unordered[d] === 1) continue;
          const change = weights[d]! * (points[i * dimensions + d]! - known[j * dimensions + d]!);
          meanSlopes[i * dimensions + d] = meanSlopes[i * dimensions + d]! + toMean * change;
          stdSlopes[i * dimensions + d] = stdSlopes[i * dimensions + d]! + toStd * change;
        }
      }
    }
    return { mean, std };
  }

  /** The process as it would be had points given their posterior means: the variance shrinks there, no mean changes. */
  believing(points: Float64Array, count: number): GaussianProcess {
    if (count === 0) return this;
    const { features, targets, known } = this;
    const n = features.count;
    const more = new Float64Array((n + count) * features.dimensions);
    more.set(features.points);
    more.set(points.subarray(0, count * features.dimensions), features.points.length);
    const allTargets = new Float64Array(n + count);
    allTargets.set(targets);
    allTargets.set(this.predict(points, count).mean, n);
    const allKnown = new Float64Array(n + count).fill(Number.NaN);
    allKnown.set(known);
    return new GaussianProcess(
      { ...features, points: more, count: n + count },
      allTargets,
      allKnown,
      this.hyperparameters,
    );
  }
}
