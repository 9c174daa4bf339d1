import { stream } from '../../math/random.ts';
import { checkOptions, numberWithin, wholeNumber } from '../../space/options.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { hasValues, rankSlots, tied } from '../ranking.ts';
import { Coordinates, type Latent } from './coordinates.ts';
import { Restarts } from './restarts.ts';
import { Run, type Sample } from './run.ts';

export interface CmaOptions {
  /**
   * Members of a generation in the first run, 2 to 10,000.
   * @defaultValue 4 + ⌊3 ln dimensions⌋, twice that when the program is noisy; at least `parallel`
   */
  readonly population?: number;
  /**
   * First deviation, as a share of each range, 0.001 to 1.
   * @defaultValue 0.2
   */
  readonly sigma?: number;
}

/** Trials a dimension from which adapted learning rates pay. */
const adaptiveTrials = 100;
/** Generations whose distribution is kept for members that start late. */
const keptGenerations = 8;

/**
 * CMA-ES for continuous, integer and categorical dimensions together (CatCMA with margin), with BIPOP restarts. The first
 * run starts at the default configuration, later ones anywhere.
 *
 * As a fold: a suggestion's tag is [generation, attempt]; with them and the ordinal its exact sample is found again when the
 * trial starts. A generation ends as soon as λ trials have ended since the one before, whichever generation they are of:
 * late members and a person's configurations enter as points from elsewhere, with their steps cut to the usual length. Members of an
 * earlier run and imported trials do not count. So nothing waits for a slow trial, and the order of the log decides alone.
 *
 * Limits, failures and several objectives enter by the order of the trials: see `Ranking`. Equal trials share their weights.
 * Inactive dimensions are sampled and evolve without effect.
 * @remarks Departs from the paper by the Cholesky factor for the symmetric root, and by the points from elsewhere. For noise the
 * population is doubled in place of adapting the learning rates.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Hamano et al. 2024, arXiv:2405.09962; 2025, arXiv:2504.07884; Hansen 2016, arXiv:1604.00772; 2011, arXiv:1110.4181
 */
export function cmaSampler(options: CmaOptions = {}): SamplerAlgorithm {
  checkOptions(options, { population: wholeNumber(2, 10_000), sigma: numberWithin(0.001, 1) });
  return { name: 'cma', version: 2, create: (problem) => new Cma(problem, options) };
}

class Cma implements Sampler {
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #coordinates: Coordinates;
  readonly #sigma: number;
  readonly #restarts: Restarts;
  readonly #adaptive: boolean;
  #run: Run;
  #runNumber = 0;
  #generation = 0;
  /** The first generation of the present run. */
  #firstGeneration = 0;
  readonly #samples = new Map<number, Sample>();
  /** Points of trials that have not ended, by slot. */
  readonly #waiting = new Map<number, Latent>();
  #ended: { readonly slot: number; readonly point: Latent }[] = [];

  constructor(problem: Problem, options: CmaOptions) {
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#coordinates = new Coordinates(problem.space);
    this.#sigma = options.sigma ?? 0.2;
    const { ordered, unordered } = this.#coordinates;
    const usual = 4 + Math.floor(3 * Math.log(Math.max(1, ordered.length + unordered.length)));
    const lambda = options.population ?? Math.max(problem.parallel, usual * (problem.noisy ? 2 : 1));
    this.#restarts = new Restarts(lambda);
    const enough = (problem.trials ?? Number.POSITIVE_INFINITY) >= adaptiveTrials * ordered.length;
    this.#adaptive = problem.noisy && enough;
    const start = problem.space.defaultRow();
    const { dimensions } = problem.space;
    const mean = Float64Array.from(ordered, (index) => {
      const { domain } = dimensions[index]!;
      return domain.toUnit(Number.isNaN(start[index]!) ? domain.defaultNumber : start[index]!);
    });
    this.#run = new Run(this.#coordinates, lambda, mean, this.#sigma, this.#adaptive);
    this.#samples.set(0, this.#run.sampler());
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      const [slot = -1] = this.#history.apply([change]);
      if (change.type === 'started') this.#start(slot, change);
      else if (change.type === 'observed') this.#observe(slot);
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const generation = this.#generation;
    return this.#distinct.suggest(request, (ordinal, attempt) => {
      const point = this.#sampled(generation, ordinal, attempt)!;
      const row = this.#coordinates.row(point, request.fixed);
      return request.fixed === undefined ? { row, tag: [generation, attempt] } : { row };
    });
  }

  explain(): string {
    return `CMA-ES, run ${this.#runNumber + 1}, generation ${this.#generation - this.#firstGeneration + 1} of ${this.#run.lambda} members`;
  }

  #sampled(generation: number, ordinal: number, attempt: number): Latent | undefined {
    return this.#samples.get(generation)?.(stream(this.#problem.seed, ordinal, 'cma', attempt));
  }

  #start(slot: number, change: Change & { type: 'started' }): void {
    if (change.origin === 'imported') return;
    const { tag } = change;
    if (Array.isArray(tag)) {
      const [generation, attempt] = tag as readonly number[];
      if (generation! < this.#firstGeneration) return;
      const point = this.#sampled(generation!, change.ordinal, attempt!);
      if (point !== undefined) {
        this.#waiting.set(slot, point);
        return;
      }
    }
    this.#waiting.set(slot, this.#coordinates.latent(change.row, this.#run.centre()));
  }

  #observe(slot: number): void {
    const point = this.#waiting.get(slot);
    if (point === undefined || this.#history.status[slot] === Status.pending) return;
    this.#waiting.delete(slot);
    this.#ended.push({ slot, point });
    if (this.#ended.length >= this.#run.lambda) this.#endGeneration();
  }

  #endGeneration(): void {
    const history = this.#history;
    const points = new Map(this.#ended.map(({ slot, point }) => [slot, point]));
    const ranked = rankSlots(history, [...points.keys()], points.size);
    this.#ended = [];
    // Where nothing has a value there is nothing to learn.
    if (!hasValues(history, ranked[0]!)) return;
    this.#run.update(
      ranked.map((slot) => points.get(slot)!),
      ranked.map((slot, k) => k > 0 && tied(history, ranked[k - 1]!, slot)),
      this.#problem.objectives === 1 ? history.values[ranked[0]!]! : Number.NaN,
    );
    this.#generation++;
    if (this.#run.ended()) this.#restart();
    this.#samples.set(this.#generation, this.#run.sampler());
    this.#samples.delete(this.#generation - keptGenerations);
  }

  #restart(): void {
    this.#runNumber++;
    const random = stream(this.#problem.seed, this.#runNumber, 'cma restart');
    const { lambda, sigmaFactor } = this.#restarts.next(this.#run.used, random);
    const mean = Float64Array.from(this.#coordinates.ordered, () => random.uniform());
    this.#run = new Run(this.#coordinates, lambda, mean, this.#sigma * sigmaFactor, this.#adaptive);
    this.#firstGeneration = this.#generation;
    this.#waiting.clear();
  }
}
