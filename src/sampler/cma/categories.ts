/**
 * Independent categorical distributions, moved by the natural gradient with an adaptive step, and with a margin below
 * which no probability falls.
 * @see Hamano et al. 2024, arXiv:2405.09962 (CatCMA) for the margin; Akimoto et al. 2019 (ASNG) for the step
 */
export class Categories {
  /** Probabilities of all choices of all variables in turn. */
  readonly probabilities: Float64Array;
  /** Where each variable's probabilities begin, and the end. */
  readonly starts: Uint32Array;
  readonly #floor: Float64Array;
  readonly #path: Float64Array;
  #trust = 1;
  #gamma = 0;

  /** @param counts - choices of each variable, ≥ 2 */
  constructor(counts: readonly number[]) {
    this.starts = new Uint32Array(counts.length + 1);
    counts.forEach((count, v) => {
      this.starts[v + 1] = this.starts[v]! + count;
    });
    const total = this.starts[counts.length]!;
    this.probabilities = new Float64Array(total);
    this.#floor = new Float64Array(total);
    this.#path = new Float64Array(total);
    counts.forEach((count, v) => {
      const [from, to] = [this.starts[v]!, this.starts[v + 1]!];
      this.probabilities.fill(1 / count, from, to);
      this.#floor.fill((1 - 0.73 ** (1 / counts.length)) / (count - 1), from, to);
    });
  }

  /**
   * One generation.
   * @param choices - best first, shape [lambda, variables]
   * @param weights - by rank, shape [lambda]
   */
  update(choices: Uint32Array, weights: Float64Array): void {
    const variables = this.starts.length - 1;
    if (variables === 0) return;
    const gradient = new Float64Array(this.probabilities.length);
    for (let k = 0; k < weights.length; k++) {
      const weight = Math.max(0, weights[k]!);
      for (let i = 0; i < gradient.length; i++) gradient[i]! -= weight * this.probabilities[i]!;
      for (let v = 0; v < variables; v++) {
        gradient[this.starts[v]! + choices[k * variables + v]!]! += weight;
      }
    }
    // ‖F^½ G‖ with the Fisher information of a categorical distribution: Σ G² / q.
    let square = 0;
    for (let i = 0; i < gradient.length; i++) square += gradient[i]! ** 2 / this.probabilities[i]!;
    const norm = Math.sqrt(square);
    if (!(norm > 1e-12)) return;
    const beta = this.#trust / Math.sqrt(gradient.length - variables);
    const fresh = Math.sqrt(beta * (2 - beta));
    let pathSquare = 0;
    for (let i = 0; i < gradient.length; i++) {
      const whitened = gradient[i]! / Math.sqrt(this.probabilities[i]!) / norm;
      this.#path[i] = (1 - beta) * this.#path[i]! + fresh * whitened;
      pathSquare += this.#path[i]! ** 2;
      this.probabilities[i]! += (this.#trust / norm) * gradient[i]!;
    }
    this.#gamma = (1 - beta) ** 2 * this.#gamma + beta * (2 - beta);
    this.#trust = Math.min(1, this.#trust * Math.exp(beta * (pathSquare / 1.5 - this.#gamma)));
    for (let v = 0; v < variables; v++) this.#keepMargin(this.starts[v]!, this.starts[v + 1]!);
  }

  /** Raises what is below the floor and takes it from what is above. */
  #keepMargin(from: number, to: number): void {
    let sum = 0;
    let spare = 0;
    for (let i = from; i < to; i++) {
      this.probabilities[i] = Math.max(this.probabilities[i]!, this.#floor[i]!);
      sum += this.probabilities[i]!;
      spare += this.probabilities[i]! - this.#floor[i]!;
    }
    if (!(spare > 0)) return;
    for (let i = from; i < to; i++) {
      this.probabilities[i]! += ((1 - sum) * (this.probabilities[i]! - this.#floor[i]!)) / spare;
    }
  }
}
