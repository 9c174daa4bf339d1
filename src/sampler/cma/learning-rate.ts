const alpha = 1.4;
const gamma = 0.1;

/**
 * A learning rate in (0, 1] that is lowered where the steps of a parameter are more noise than signal: so that the
 * signal-to-noise ratio of what remains is 1.4 times the rate.
 *
 * With steps Δ in coordinates where they are standard normal without a signal, E a moving average of Δ and V one of ‖Δ‖²,
 * SNR = (‖E‖² - β / (2 - β) V) / (V - ‖E‖²), and η grows or falls by at most the factor exp(min(0.1 η, β)).
 * @see Nomura et al. 2023, arXiv:2304.03473, eqs. 14 to 18
 */
export class LearningRate {
  /** The rate η. */
  rate = 1;
  readonly #memory: number;
  readonly #mean: Float64Array;
  #square = 0;

  /**
   * @param size - entries of a step
   * @param memory - β, share of the newest step in the averages: 0.1 for the mean, 0.03 for the covariance
   */
  constructor(size: number, memory: number) {
    this.#memory = memory;
    this.#mean = new Float64Array(size);
  }

  /** One full step, shape [size]. Returns the rate to take of it. */
  next(step: Float64Array): number {
    const beta = this.#memory;
    let length = 0;
    let signal = 0;
    for (let i = 0; i < step.length; i++) {
      const mean = (1 - beta) * this.#mean[i]! + beta * step[i]!;
      this.#mean[i] = mean;
      signal += mean * mean;
      length += step[i]! * step[i]!;
    }
    this.#square = (1 - beta) * this.#square + beta * length;
    const noise = this.#square - signal;
    if (!(noise > 0)) return this.rate;
    const ratio = (signal - (beta / (2 - beta)) * this.#square) / noise;
    const relative = Math.max(-1, Math.min(1, ratio / (alpha * this.rate) - 1));
    this.rate = Math.min(1, this.rate * Math.exp(Math.min(gamma * this.rate, beta) * relative));
    return this.rate;
  }
}
