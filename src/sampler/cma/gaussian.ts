import { cholesky } from '../../math/linalg/dense.ts';
import { logDeterminant, solveLower } from '../../math/linalg/triangular.ts';
import { LearningRate } from './learning-rate.ts';

/** Constants of one run; they follow from dimension and population size. */
export interface Strategy {
  readonly n: number;
  readonly lambda: number;
  /** Recombination weights by rank, the positive ones sum to 1, shape [lambda]. */
  readonly weights: Float64Array;
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** E‖N(0, I)‖ */
  readonly chi: number;
}

/** @see Hansen 2016, arXiv:1604.00772, table 1 and eqs. 49 to 58 */
export function strategy(n: number, lambda: number): Strategy {
  const raw = Float64Array.from({ length: lambda }, (_, i) => Math.log((lambda + 1) / 2) - Math.log(i + 1)); // eq. 49
  const effective = (of: Float64Array): number =>
    of.reduce((a, w) => a + w, 0) ** 2 / of.reduce((a, w) => a + w * w, 0);
  const muEff = effective(raw.filter((w) => w > 0));
  const negative = raw.filter((w) => w < 0);
  const muEffNegative = negative.length === 0 ? 0 : effective(negative);
  const cC = (4 + muEff / n) / (n + 4 + (2 * muEff) / n); // eq. 56
  const c1 = 2 / ((n + 1.3) ** 2 + muEff); // eq. 57
  const cMu = Math.min(1 - c1, (2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) ** 2 + muEff)); // eq. 58
  const cSigma = (muEff + 2) / (n + muEff + 5); // eq. 55
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
  const positiveSum = raw.reduce((a, w) => a + Math.max(0, w), 0);
  const negativeSum = raw.reduce((a, w) => a + Math.max(0, -w), 0);
  const alpha = Math.min(
    1 + c1 / cMu, // eq. 50
    1 + (2 * muEffNegative) / (muEff + 2), // eq. 51
    (1 - c1 - cMu) / (n * cMu), // eq. 52
  );
  const weights = raw.map((w) => (w >= 0 ? w / positiveSum : (alpha * w) / negativeSum)); // eq. 53
  const chi = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { n, lambda, weights, muEff, cSigma, dSigma, cC, c1, cMu, chi };
}

/**
 * The normal distribution N(m, σ² A C A) of CMA-ES and its update. A is the diagonal that keeps integers moving
 * (see `margin.ts`); without integers it is the identity.
 *
 * C is factored by Cholesky, C = L Lᵀ, where the paper takes its symmetric root: the path of σ is then L⁻¹(m' - m)/σ, which is
 * as normal under random selection.
 *
 * Told so, it adapts its learning rates, for noise: each update of m and of σ² C is taken in part only, and σ grows as the
 * rate of m falls.
 * @see Hansen 2016, arXiv:1604.00772; Krause et al. 2016 for the Cholesky factor; Nomura et al. 2023, arXiv:2304.03473 for noise
 */
export class Gaussian {
  readonly constants: Strategy;
  readonly mean: Float64Array;
  sigma: number;
  /** Diagonal of A, shape [n]. */
  readonly scale: Float64Array;
  /** Shape [n, n], symmetric. */
  readonly covariance: Float64Array;
  /** Lower Cholesky factor of the covariance. */
  readonly factor: Float64Array;
  readonly #pathSigma: Float64Array;
  readonly #pathC: Float64Array;
  #generation = 0;
  readonly #rates: { readonly mean: LearningRate; readonly covariance: LearningRate } | undefined;

  /** @param adaptive - adapt the learning rates */
  constructor(constants: Strategy, mean: Float64Array, sigma: number, adaptive = false) {
    const { n } = constants;
    if (adaptive) {
      this.#rates = { mean: new LearningRate(n, 0.1), covariance: new LearningRate(n * n, 0.03) };
    }
    this.constants = constants;
    this.mean = mean.slice();
    this.sigma = sigma;
    this.scale = new Float64Array(n).fill(1);
    this.covariance = identity(n);
    this.factor = identity(n);
    this.#pathSigma = new Float64Array(n);
    this.#pathC = new Float64Array(n);
  }

  /** Standard deviation of one coordinate. */
  deviation(j: number): number {
    const { n } = this.constants;
    return this.sigma * this.scale[j]! * Math.sqrt(this.covariance[j * n + j]!);
  }

  /** z ↦ m + σ A L z (eqs. 38 to 40), written to `out`; stays as it is when the distribution moves. */
  frozen(): (z: Float64Array, out: Float64Array) => void {
    const { n } = this.constants;
    const { sigma } = this;
    const [mean, scale, factor] = [this.mean.slice(), this.scale.slice(), this.factor.slice()];
    return (z, out) => {
      for (let i = 0; i < z.length; i++) {
        let sum = 0;
        for (let j = 0; j <= i; j++) sum += factor[i * n + j]! * z[j]!;
        out[i] = mean[i]! + sigma * scale[i]! * sum;
      }
    };
  }

  /**
   * One generation. Points may come from anywhere: steps longer than a sample's usual length are shortened.
   * @param points - best first, shape [lambda, n]
   * @param weights - by rank, shape [lambda]; those of the strategy, or averaged over ties
   * @see Hansen 2011, arXiv:1110.4181, for points from elsewhere
   */
  update(points: Float64Array, weights: Float64Array): void {
    const before = this.#rates && {
      mean: this.mean.slice(),
      covariance: this.covariance.slice(),
      sigma: this.sigma,
    };
    this.#update(points, weights);
    if (before !== undefined) this.#slow(before);
    this.#refactor();
  }

  #update(points: Float64Array, weights: Float64Array): void {
    const { n, lambda, muEff, cSigma, dSigma, cC, c1, cMu, chi } = this.constants;
    const steps = new Float64Array(lambda * n);
    const lengths = new Float64Array(lambda);
    const longest = Math.sqrt(n) + (2 * n) / (n + 2);
    const white = new Float64Array(n);
    for (let k = 0; k < lambda; k++) {
      for (let j = 0; j < n; j++) {
        white[j] = (points[k * n + j]! - this.mean[j]!) / (this.sigma * this.scale[j]!);
        steps[k * n + j] = white[j]!;
      }
      solveLower(this.factor, n, white);
      const length = Math.sqrt(white.reduce((sum, x) => sum + x * x, 0));
      const shortened = Math.min(1, longest / length);
      lengths[k] = length * shortened;
      if (shortened < 1) for (let j = 0; j < n; j++) steps[k * n + j]! *= shortened;
    }
    const mean = new Float64Array(n); // ⟨y⟩_w, eq. 41
    for (let k = 0; k < lambda; k++) {
      const weight = Math.max(0, weights[k]!);
      for (let j = 0; j < n; j++) mean[j]! += weight * steps[k * n + j]!;
    }
    for (let j = 0; j < n; j++) this.mean[j]! += this.sigma * this.scale[j]! * mean[j]!; // eq. 42
    white.set(mean);
    solveLower(this.factor, n, white);
    const memory = Math.sqrt(cSigma * (2 - cSigma) * muEff);
    let square = 0;
    for (let j = 0; j < n; j++) {
      this.#pathSigma[j] = (1 - cSigma) * this.#pathSigma[j]! + memory * white[j]!; // eq. 43
      square += this.#pathSigma[j]! ** 2;
    }
    this.#generation++;
    const norm = Math.sqrt(square);
    const warm = Math.sqrt(1 - (1 - cSigma) ** (2 * this.#generation));
    const moving = norm / warm < (1.4 + 2 / (n + 1)) * chi ? 1 : 0; // h_σ
    for (let j = 0; j < n; j++) {
      this.#pathC[j] = (1 - cC) * this.#pathC[j]! + moving * Math.sqrt(cC * (2 - cC) * muEff) * mean[j]!; // eq. 45
    }
    const total = weights.reduce((sum, w) => sum + w, 0);
    const kept = 1 - c1 - cMu * total + (1 - moving) * c1 * cC * (2 - cC); // eq. 47
    for (let i = 0; i < n * n; i++) this.covariance[i]! *= kept;
    addOuter(this.covariance, n, this.#pathC, 0, c1);
    for (let k = 0; k < lambda; k++) {
      const w = weights[k]!;
      const scaled = w >= 0 ? w : (w * n) / Math.max(lengths[k]! ** 2, 1e-12); // eq. 46
      addOuter(this.covariance, n, steps, k * n, cMu * scaled);
    }
    this.sigma *= Math.exp(Math.min(1, (cSigma / dSigma) * (norm / chi - 1))); // eq. 44
  }

  /** Takes back a part of an update. `factor` is still that of before. */
  #slow(before: { mean: Float64Array; covariance: Float64Array; sigma: number }): void {
    const { n } = this.constants;
    const { mean: meanRate, covariance: covarianceRate } = this.#rates!;
    const full = this.sigma ** 2;
    const old = before.sigma ** 2;
    const step = new Float64Array(n);
    for (let j = 0; j < n; j++) step[j] = (this.mean[j]! - before.mean[j]!) / (before.sigma * this.scale[j]!);
    solveLower(this.factor, n, step);
    const earlier = meanRate.rate;
    const rate = meanRate.next(step);
    for (let j = 0; j < n; j++) this.mean[j] = before.mean[j]! + rate * (this.mean[j]! - before.mean[j]!);
    const change = this.covariance.map((value, i) => full * value - old * before.covariance[i]!);
    const slowed = covarianceRate.next(this.#whitened(change.slice(), old));
    for (let i = 0; i < n * n; i++) this.covariance[i] = old * before.covariance[i]! + slowed * change[i]!;
    // σ² becomes the geometric mean of the eigenvalues, which leaves C with determinant 1.
    this.#refactor();
    const variance = Math.exp(logDeterminant(this.factor, n) / n);
    for (let i = 0; i < n * n; i++) this.covariance[i]! /= variance;
    this.sigma = (Math.sqrt(variance) * earlier) / rate;
  }

  /** L⁻¹ Δ L⁻ᵀ / (√2 variance), with the factor as it is. Δ is symmetric and is used up. */
  #whitened(change: Float64Array, variance: number): Float64Array {
    const { n } = this.constants;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < n; i++) solveLower(this.factor, n, change.subarray(i * n, (i + 1) * n));
      transpose(change, n);
    }
    for (let i = 0; i < n * n; i++) change[i]! /= Math.SQRT2 * variance;
    return change;
  }

  /** A covariance that lost its positive pivots (rounding, many equal points) gets them back by a growing diagonal. */
  #refactor(): void {
    const { n } = this.constants;
    let trace = 0;
    for (let j = 0; j < n; j++) trace += this.covariance[j * n + j]!;
    let ridge = (1e-14 * trace) / n;
    this.factor.set(this.covariance);
    while (!cholesky(this.factor, n)) {
      for (let j = 0; j < n; j++) this.covariance[j * n + j]! += ridge;
      ridge *= 100;
      this.factor.set(this.covariance);
    }
  }
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let j = 0; j < n; j++) matrix[j * n + j] = 1;
  return matrix;
}

function transpose(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const kept = matrix[i * n + j]!;
      matrix[i * n + j] = matrix[j * n + i]!;
      matrix[j * n + i] = kept;
    }
  }
}

function addOuter(
  matrix: Float64Array,
  n: number,
  vector: Float64Array,
  offset: number,
  weight: number,
): void {
  for (let i = 0; i < n; i++) {
    const left = weight * vector[offset + i]!;
    for (let j = 0; j <= i; j++) {
      matrix[i * n + j]! += left * vector[offset + j]!;
      if (j < i) matrix[j * n + i] = matrix[i * n + j]!;
    }
  }
}
