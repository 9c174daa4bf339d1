import { cholesky } from '../../math/linalg/dense.ts';
import { solveLower, solveUpper } from '../../math/linalg/triangular.ts';
import { maternCovariances } from '../../math/matern/covariance.ts';
import { MaternRegression } from '../../math/matern/regression.ts';
import type { Features } from './features.ts';
import type { Hyperparameters } from './hyperparameters.ts';

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
  private readonly regression: MaternRegression;

  /**
   * @param targets - shape [features.count]
   * @param known - known noise variances, NaN where the fitted noise holds, shape [features.count]
   * @remarks O(n³ / 3 + d n²).
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
    const { count: n, dimensions, unordered, points } = features;
    const { signal, noise } = hyperparameters;
    const columns = new Float64Array(n * dimensions);
    for (let i = 0; i < n; i++)
      for (let d = 0; d < dimensions; d++) columns[d * n + i] = points[i * dimensions + d]!;
    const weights = hyperparameters.weights.map((weight, d) => (unordered[d] === 1 ? -weight : weight));
    const factor = maternCovariances(points, columns, weights, n, n, signal);
    let jitter = 0;
    const gram = factor.slice();
    for (let attempt = 0; ; attempt++) {
      for (let i = 0; i < n; i++)
        factor[i * n + i] = signal + (Number.isNaN(known[i]!) ? noise : known[i]! + 1e-6) + jitter;
      if (cholesky(factor, n)) break;
      factor.set(gram);
      jitter = signal * 1e-8 * 10 ** attempt;
    }
    const alpha = targets.slice();
    solveLower(factor, n, alpha);
    solveUpper(factor, n, alpha);
    this.regression = new MaternRegression({ columns, n, weights, signal, factor, alpha });
  }

  /** Posterior at points, shape [count, dimensions]. O(count (d n + n²)). */
  predict(points: Float64Array, count: number): Prediction {
    const mean = new Float64Array(count);
    const explained = new Float64Array(count);
    this.regression.predict(points, count, mean, explained);
    return { mean, std: this.deviations(explained) };
  }

  /** Posterior means alone. O(count d n). */
  means(points: Float64Array, count: number): Float64Array {
    return this.regression.means(points, count);
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
    const { dimensions } = this.features;
    const mean = new Float64Array(count);
    const explained = new Float64Array(count);
    this.regression.predictWithSlopes(points, count, mean, explained, meanSlopes, stdSlopes);
    const std = this.deviations(explained);
    for (let i = 0; i < count; i++)
      for (let k = i * dimensions; k < (i + 1) * dimensions; k++)
        stdSlopes[k] = (0 - stdSlopes[k]!) / std[i]!;
    return { mean, std };
  }

  /** Standard deviations in place of the variances that the data explain. */
  private deviations(explained: Float64Array): Float64Array {
    const { signal } = this.hyperparameters;
    for (let i = 0; i < explained.length; i++)
      explained[i] = Math.sqrt(Math.max(signal - explained[i]!, 1e-10 * signal));
    return explained;
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
    allTargets.set(this.means(points, count), n);
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
