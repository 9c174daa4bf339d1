import { cholesky, inverseFromCholesky } from '../../math/linalg/dense.ts';
import { logDeterminant, solveLower, solveUpper } from '../../math/linalg/triangular.ts';
import { minimizeBounded } from '../../math/optimise/lbfgsb.ts';
import { type Features, pairDistances } from './features.ts';
import type { Hyperparameters, LogPrior, Priors } from './hyperparameters.ts';

const SQRT5 = Math.sqrt(5);

export interface FitOptions {
  readonly priors: Priors;
  /** Steps of the optimiser. @defaultValue 40 */
  readonly iterations?: number;
  /** Where to begin, in logarithms, shape [starts, dimensions + 2]. Default: the means of the priors. */
  readonly starts?: Float64Array;
}

/**
 * Hyperparameters that maximise the posterior density given targets: the marginal likelihood
 * -½ yᵀ K⁻¹ y - ½ log|K| - n/2 log 2π plus the log priors.
 * @param targets - shape [count]; mean about 0, variance about 1
 * @param known - known noise variances, shape [count]; NaN where the noise is to be inferred
 * @remarks O(n³ + d n²) an iteration. Deterministic; depends on its arguments alone.
 */
export function fitHyperparameters(
  features: Features,
  targets: Float64Array,
  known: Float64Array,
  options: FitOptions,
): Hyperparameters {
  const { dimensions } = features;
  const { priors, iterations = 40 } = options;
  const size = dimensions + 2;
  const priorOf = (t: number): LogPrior =>
    t < dimensions ? priors.weight : t === dimensions ? priors.signal : priors.noise;
  const low = Float64Array.from({ length: size }, (_, t) => priorOf(t).low);
  const high = Float64Array.from({ length: size }, (_, t) => priorOf(t).high);
  const starts = options.starts ?? Float64Array.from({ length: size }, (_, t) => priorOf(t).mean);
  const posterior = new Posterior(features, targets, known);
  const { points, values } = minimizeBounded(
    (thetas, count, losses, gradients) => {
      for (let i = 0; i < count; i++) {
        const theta = thetas.subarray(i * size, (i + 1) * size);
        const gradient = gradients.subarray(i * size, (i + 1) * size);
        losses[i] = posterior.loss(theta, gradient);
        for (let t = 0; t < size; t++) {
          const { mean, sd } = priorOf(t);
          const z = (theta[t]! - mean) / sd;
          losses[i] = losses[i]! + 0.5 * z * z;
          gradient[t] = gradient[t]! + z / sd;
        }
      }
    },
    starts.slice(),
    low,
    high,
    { iterations, gradientTolerance: 1e-3, valueTolerance: 1e-6 },
  );
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[best]!) best = i;
  const theta = points.subarray(best * size, (best + 1) * size);
  return {
    weights: Float64Array.from(theta.subarray(0, dimensions), Math.exp),
    signal: Math.exp(theta[dimensions]!),
    noise: Math.exp(theta[dimensions + 1]!),
  };
}

/** Negative log marginal likelihood, up to a constant, and its gradient in the logarithms. */
class Posterior {
  private readonly n: number;
  private readonly dimensions: number;
  private readonly targets: Float64Array;
  private readonly known: Float64Array;
  private readonly distances: Float64Array;
  private readonly squares: Float64Array;
  private readonly slopes: Float64Array;
  private readonly factor: Float64Array;
  private readonly inverse: Float64Array;
  private readonly alpha: Float64Array;

  constructor(features: Features, targets: Float64Array, known: Float64Array) {
    this.n = features.count;
    this.dimensions = features.dimensions;
    this.targets = targets;
    this.known = known;
    this.distances = pairDistances(features);
    const pairs = (this.n * (this.n - 1)) / 2;
    this.squares = new Float64Array(pairs);
    this.slopes = new Float64Array(pairs);
    this.factor = new Float64Array(this.n * this.n);
    this.inverse = new Float64Array(this.n * this.n);
    this.alpha = new Float64Array(this.n);
  }

  loss(theta: Float64Array, gradient: Float64Array): number {
    const { n, dimensions, targets, known, distances, squares, slopes, factor, inverse, alpha } = this;
    const pairs = squares.length;
    squares.fill(0);
    for (let d = 0; d < dimensions; d++) {
      const weight = Math.exp(theta[d]!);
      const start = d * pairs;
      for (let p = 0; p < pairs; p++) squares[p] = squares[p]! + weight * distances[start + p]!;
    }
    const signal = Math.exp(theta[dimensions]!);
    const noise = Math.exp(theta[dimensions + 1]!);
    for (let i = 0, p = 0; i < n; i++) {
      for (let j = 0; j < i; j++, p++) {
        const s = SQRT5 * Math.sqrt(squares[p]!);
        const e = signal * Math.exp(-s);
        factor[i * n + j] = (1 + s + (s * s) / 3) * e;
        slopes[p] = (-5 / 6) * (1 + s) * e;
      }
      factor[i * n + i] = signal + (Number.isNaN(known[i]!) ? noise : known[i]! + 1e-6);
    }
    if (!cholesky(factor, n)) return Number.POSITIVE_INFINITY;
    alpha.set(targets);
    solveLower(factor, n, alpha);
    let loss = 0.5 * logDeterminant(factor, n);
    for (let i = 0; i < n; i++) loss += 0.5 * alpha[i]! * alpha[i]!;
    solveUpper(factor, n, alpha);
    inverseFromCholesky(factor, n, inverse);

    // ½ tr((K⁻¹ - α αᵀ) ∂K), each pair counted twice.
    let signalSum = 0;
    let noiseSum = 0;
    for (let i = 0, p = 0; i < n; i++) {
      const a = alpha[i]!;
      for (let j = 0; j < i; j++, p++) {
        const g = inverse[i * n + j]! - a * alpha[j]!;
        slopes[p] = slopes[p]! * g;
      }
      const g = inverse[i * n + i]! - a * a;
      // Σ over K without noise follows from tr(K⁻¹ K) = n and αᵀ K α = αᵀ y.
      const own = Number.isNaN(known[i]!) ? noise : known[i]! + 1e-6;
      signalSum += 1 - a * targets[i]! - own * g;
      if (Number.isNaN(known[i]!)) noiseSum += noise * g;
    }
    for (let d = 0; d < dimensions; d++) {
      const start = d * pairs;
      let sum = 0;
      for (let p = 0; p < pairs; p++) sum += slopes[p]! * distances[start + p]!;
      gradient[d] = sum * Math.exp(theta[d]!);
    }
    gradient[dimensions] = 0.5 * signalSum;
    gradient[dimensions + 1] = 0.5 * noiseSum;
    return loss;
  }
}
