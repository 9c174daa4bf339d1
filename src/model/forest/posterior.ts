import type { Grove } from './grove.ts';

/**
 * What a grove says of configurations: in each tree the mean of the targets in their leaf; over the trees the mean of
 * those, and the variance between the trees plus the mean variance within the leaves (law of total variance).
 */
export class Posterior {
  mean = 0;
  /** ≥ 0. */
  variance = 0;
  readonly #trees: number;
  /** Where each tree's leaves begin, shape [trees]. */
  readonly #starts: Int32Array;
  readonly #means: Float64Array;
  readonly #variances: Float64Array;

  /** @param targets - of the grove's rows, shape [grove.count], of moderate size */
  constructor(grove: Grove, targets: Float64Array) {
    const { trees, leaves, count } = grove;
    this.#trees = trees;
    this.#starts = new Int32Array(trees + 1);
    for (let t = 0; t < trees; t++) this.#starts[t + 1] = this.#starts[t]! + grove.size(t);
    const size = this.#starts[trees]!;
    const counts = new Int32Array(size);
    const means = new Float64Array(size);
    const variances = new Float64Array(size);
    for (let i = 0; i < count; i++) {
      for (let t = 0; t < trees; t++) {
        // Welford's update.
        const leaf = this.#starts[t]! + leaves[i * trees + t]!;
        const n = counts[leaf]! + 1;
        const before = targets[i]! - means[leaf]!;
        counts[leaf] = n;
        means[leaf] = means[leaf]! + before / n;
        variances[leaf] = variances[leaf]! + before * (targets[i]! - means[leaf]!);
      }
    }
    for (let leaf = 0; leaf < size; leaf++)
      if (counts[leaf]! > 0) variances[leaf] = variances[leaf]! / counts[leaf]!;
    this.#means = means;
    this.#variances = variances;
  }

  /** Sets mean and variance for the leaves of a configuration, shape [trees]. */
  at(leaves: Int32Array): void {
    let sum = 0;
    let squares = 0;
    let within = 0;
    for (let t = 0; t < this.#trees; t++) {
      const leaf = this.#starts[t]! + leaves[t]!;
      const mean = this.#means[leaf]!;
      sum += mean;
      squares += mean * mean;
      within += this.#variances[leaf]!;
    }
    const mean = sum / this.#trees;
    this.mean = mean;
    this.variance = Math.max(0, squares / this.#trees - mean * mean) + within / this.#trees;
  }
}
