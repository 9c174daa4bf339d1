import type { RandomStream } from '../../math/random.ts';
import { Categories } from './categories.ts';
import type { Coordinates, Latent } from './coordinates.ts';
import { Gaussian, strategy } from './gaussian.ts';
import { keepMargin } from './margin.ts';

/** A distribution to sample from, as it was in one generation. */
export type Sample = (random: RandomStream) => Latent;

/** How often a point outside [0, 1] is drawn again before it is put on the border. */
const redraws = 20;
/** Largest deviation in all continuous coordinates below which a run has converged, in shares of the range. */
const converged = 1e-9;

/** One run of CMA-ES, from its first mean to the restart. */
export class Run {
  readonly lambda: number;
  /** Points consumed. */
  used = 0;
  readonly #coordinates: Coordinates;
  readonly #gaussian: Gaussian;
  readonly #categories: Categories;
  readonly #margin: number;
  /** Best value of the latest generations. */
  readonly #bests: number[] = [];

  /** @param adaptive - adapt the learning rates, for noise */
  constructor(
    coordinates: Coordinates,
    lambda: number,
    mean: Float64Array,
    sigma: number,
    adaptive: boolean,
  ) {
    this.lambda = lambda;
    this.#coordinates = coordinates;
    this.#gaussian = new Gaussian(strategy(Math.max(1, mean.length), lambda), mean, sigma, adaptive);
    this.#categories = new Categories(coordinates.counts);
    const discrete =
      coordinates.edges.filter((edges) => edges !== undefined).length + coordinates.counts.length;
    this.#margin = 1 - 0.73 ** (1 / Math.max(1, discrete));
    this.#keepMargins();
  }

  /** The present distribution; later generations leave it as it is. */
  sampler(): Sample {
    const n = this.#coordinates.ordered.length;
    const gaussian = this.#gaussian.frozen();
    const { starts } = this.#categories;
    const probabilities = this.#categories.probabilities.slice();
    return (random) => {
      const places = new Float64Array(n);
      const z = new Float64Array(n);
      for (let i = 0; i < redraws; i++) {
        for (let j = 0; j < n; j++) z[j] = random.normal();
        gaussian(z, places);
        if (places.every((x) => x >= 0 && x <= 1)) break;
      }
      for (let j = 0; j < n; j++) places[j] = Math.min(1, Math.max(0, places[j]!));
      const choices = Uint32Array.from(this.#coordinates.counts, (_, v) =>
        random.weighted(probabilities.subarray(starts[v]!, starts[v + 1]!)),
      );
      return { places, choices };
    };
  }

  /** The mean, with the most probable choices. */
  centre(): Latent {
    const { starts, probabilities } = this.#categories;
    return {
      places: this.#gaussian.mean.slice(0, this.#coordinates.ordered.length),
      choices: Uint32Array.from(this.#coordinates.counts, (_, v) => {
        const mine = probabilities.subarray(starts[v]!, starts[v + 1]!);
        return mine.indexOf(mine.reduce((a, b) => Math.max(a, b)));
      }),
    };
  }

  /**
   * One generation.
   * @param points - best first, shape [lambda]
   * @param ties - whether a point is as good as the one before, shape [lambda]; such points share their weights
   * @param best - lowest value of this generation; NaN when that says nothing
   */
  update(points: readonly Latent[], ties: readonly boolean[], best: number): void {
    const weights = shared(this.#gaussian.constants.weights, ties);
    const n = this.#coordinates.ordered.length;
    if (n > 0) {
      const places = new Float64Array(points.length * n);
      points.forEach((point, k) => {
        places.set(point.places, k * n);
      });
      this.#gaussian.update(places, weights);
      this.#keepMargins();
    }
    const variables = this.#coordinates.counts.length;
    const choices = new Uint32Array(points.length * variables);
    points.forEach((point, k) => {
      choices.set(point.choices, k * variables);
    });
    this.#categories.update(choices, weights);
    this.used += points.length;
    if (!Number.isNaN(best)) this.#bests.push(best);
  }

  /** Whether going on is of no use: converged, flat, or out of bounds. */
  ended(): boolean {
    const { sigma, mean } = this.#gaussian;
    if (!(sigma < 1e3) || mean.some((x) => !Number.isFinite(x))) return true;
    const continuous = this.#coordinates.edges.flatMap((edges, j) => (edges === undefined ? [j] : []));
    if (continuous.length > 0 && continuous.every((j) => this.#gaussian.deviation(j) < converged))
      return true;
    const span = 10 + Math.ceil((30 * mean.length) / this.lambda);
    if (this.#bests.length < span) return false;
    const recent = this.#bests.slice(-span);
    const low = Math.min(...recent);
    return Math.max(...recent) - low <= 1e-12 * Math.abs(low);
  }

  #keepMargins(): void {
    this.#coordinates.edges.forEach((edges, j) => {
      if (edges !== undefined) keepMargin(this.#gaussian, j, edges, this.#margin);
    });
  }
}

/** Weights averaged over tied ranks. */
function shared(weights: Float64Array, ties: readonly boolean[]): Float64Array {
  const out = weights.slice();
  for (let from = 0; from < out.length; ) {
    let to = from + 1;
    while (to < out.length && ties[to] === true) to++;
    const mean = weights.subarray(from, to).reduce((a, b) => a + b, 0) / (to - from);
    out.fill(mean, from, to);
    from = to;
  }
  return out;
}
