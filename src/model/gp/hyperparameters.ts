/** A Gaussian process's free numbers, for targets with mean about 0 and variance about 1. */
export interface Hyperparameters {
  /** Weight of each dimension in the squared distance, the inverse square of its lengthscale; shape [dimensions]. */
  readonly weights: Float64Array;
  /** Variance of the function. */
  readonly signal: number;
  /** Variance of the noise that has no known standard error. */
  readonly noise: number;
}

/** A normal distribution over the logarithm of a hyperparameter, and where its search ends. */
export interface LogPrior {
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

export interface Priors {
  readonly weight: LogPrior;
  readonly signal: LogPrior;
  readonly noise: LogPrior;
}

/**
 * Priors for points in the unit cube: lengthscales grow with √d, so that distances stay informative in 50 dimensions.
 * @see Hvarfner et al. 2024, arXiv:2402.02746, for the scaling; means and deviations are our own
 */
export function defaultPriors(dimensions: number, noisy: boolean): Priors {
  return {
    weight: { mean: -Math.log(dimensions), sd: 2, low: -12, high: 8 },
    signal: { mean: 0, sd: 1, low: -5, high: 5 },
    noise: noisy
      ? { mean: -3, sd: 1.5, low: Math.log(1e-6), high: 1 }
      : { mean: -9, sd: 2, low: Math.log(1e-8), high: 1 },
  };
}
