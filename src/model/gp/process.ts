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
  /** The features, shape [dimensions, n]. */
  private readonly columns: Float64Array;
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
    this.columns = new Float64Array(features.points.length);
    for (let i = 0; i < n; i++)
      for (let d = 0; d < features.dimensions; d++)
        this.columns[d * n + i] = features.points[i * features.dimensions + d]!;
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

  /** Weighted squared distances of points, shape [count, dimensions], to the training points; shape [count, n]. */
  private squares(points: Float64Array, count: number): Float64Array {
    const { count: n, dimensions, unordered } = this.features;
    const { weights } = this.hyperparameters;
    const { columns } = this;
    const out = new Float64Array(count * n);
    for (let d = 0; d < dimensions; d++) {
      const weight = weights[d]!;
      const column = d * n;
      for (let i = 0; i < count; i++) {
        const x = points[i * dimensions + d]!;
        const start = i * n;
        if (unordered[d] === 1) {
          for (let j = 0; j < n; j++)
            if (columns[column + j]! !== x) out[start + j] = out[start + j]! + weight;
        } else {
          for (let j = 0; j < n; j++) {
            const gap = x - columns[column + j]!;
            out[start + j] = out[start + j]! + weight * gap * gap;
          }
        }
      }
    }
    return out;
  }

  private covariances(points: Float64Array, count: number): Float64Array {
    const { signal } = this.hyperparameters;
    const out = this.squares(points, count);
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
    const { count: n, dimensions, unordered } = this.features;
    const { weights, signal } = this.hyperparameters;
    const { columns, alpha } = this;
    if (this.inverse === undefined) {
      this.inverse = new Float64Array(n * n);
      inverseFromCholesky(this.factor, n, this.inverse);
    }
    const squares = this.squares(points, count);
    const k = squares.map((square) => signal * matern(square));
    const solved = new Float64Array(count * n);
    multiplyTransposed(k, this.inverse, count, n, n, solved);
    const mean = new Float64Array(count);
    const std = new Float64Array(count);
    const toMean = new Float64Array(n);
    const toVariance = new Float64Array(n);
    for (let i = 0; i < count; i++) {
      const row = i * n;
      let sum = 0;
      let explained = 0;
      let meanTotal = 0;
      let varianceTotal = 0;
      for (let j = 0; j < n; j++) {
        sum += k[row + j]! * alpha[j]!;
        explained += k[row + j]! * solved[row + j]!;
        const slope = 2 * signal * maternSlope(squares[row + j]!);
        toMean[j] = slope * alpha[j]!;
        toVariance[j] = slope * solved[row + j]!;
        meanTotal += toMean[j]!;
        varianceTotal += toVariance[j]!;
      }
      mean[i] = sum;
      std[i] = Math.sqrt(Math.max(signal - explained, 1e-10 * signal));
      for (let d = 0; d < dimensions; d++) {
        const at = i * dimensions + d;
        meanSlopes[at] = 0;
        stdSlopes[at] = 0;
        if (unordered[d] === 1) continue;
        let meanPart = 0;
        let variancePart = 0;
        const column = d * n;
        for (let j = 0; j < n; j++) {
          meanPart += toMean[j]! * columns[column + j]!;
          variancePart += toVariance[j]! * columns[column + j]!;
        }
        const x = points[at]!;
        meanSlopes[at] = weights[d]! * (meanTotal * x - meanPart);
        stdSlopes[at] = (-weights[d]! * (varianceTotal * x - variancePart)) / std[i]!;
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
