import { type RandomStream, stream } from '../../math/random.ts';
import { checkOptions, wholeNumber } from '../../space/options.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { niching } from './niching.ts';
import { crowding, type Spread, type Standing, standings } from './survival.ts';
import { child } from './variation.ts';

export interface NsgaOptions {
  /**
   * Members of the population, 2 to 10,000.
   * @defaultValue an eighth of the budget's trials, between 10 and 50; 50 without a budget
   */
  readonly population?: number;
}

const population = wholeNumber(2, 10_000);

/**
 * NSGA-II for any space and any number of objectives: parents by tournament, crossover and mutation by dimension (the
 * child takes a branch from a parent, and what neither parent has is drawn), survival by constrained domination and
 * crowding.
 *
 * As a fold: whoever ends joins the population at once and the worst leaves it, so nothing waits for a generation to be
 * complete, and enqueued and imported trials take part. A suggestion's tag is [generation], the number of populations
 * that have ended before it.
 * @remarks Departs from the paper by this steady state. O(population²) for each trial that ends.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Deb et al. 2002, doi:10.1109/4235.996017; Durillo et al. 2009 for the steady state
 */
export function nsga2Sampler(options: NsgaOptions = {}): SamplerAlgorithm {
  checkOptions(options, { population });
  return {
    name: 'nsga2',
    version: 1,
    create: (problem) => new Nsga('NSGA-II', problem, options, crowding(problem.objectives)),
  };
}

/**
 * NSGA-III: {@link nsga2Sampler} with reference directions in place of crowding, which says little in four objectives and
 * more.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Deb & Jain 2014, doi:10.1109/TEVC.2013.2281535
 */
export function nsga3Sampler(options: NsgaOptions = {}): SamplerAlgorithm {
  checkOptions(options, { population });
  return {
    name: 'nsga3',
    version: 1,
    create: (problem) =>
      new Nsga('NSGA-III', problem, options, niching(problem.objectives, populationSize(problem, options))),
  };
}

function populationSize(problem: Problem, options: NsgaOptions): number {
  return options.population ?? Math.min(50, Math.max(10, Math.ceil((problem.trials ?? 400) / 8)));
}

class Nsga implements Sampler {
  readonly #name: string;
  readonly #spread: Spread;
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #size: number;
  #ended = 0;
  #population: readonly Standing[] = [];

  constructor(name: string, problem: Problem, options: NsgaOptions, spread: Spread) {
    this.#name = name;
    this.#spread = spread;
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    this.#size = populationSize(problem, options);
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      const [slot = -1] = this.#history.apply([change]);
      const { status, inside } = this.#history;
      if (change.type === 'observed' && status[slot] !== Status.pending && inside[slot] === 1)
        this.#join(slot);
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const tag = [Math.floor(this.#ended / this.#size)];
    return this.#distinct.suggest(request, (ordinal, attempt) => {
      if (this.#ended < this.#size) {
        const opened = this.#opening.propose(ordinal, attempt, request.fixed);
        return opened && { ...opened, tag };
      }
      const random = stream(this.#problem.seed, ordinal, 'nsga', attempt);
      return { row: this.#child(random, attempt, request.fixed), tag };
    });
  }

  explain(): string {
    return `${this.#name}, population of ${this.#size}, ${this.#ended} trials ended`;
  }

  #child(random: RandomStream, attempt: number, fixed: Float64Array | undefined): Float64Array {
    const { space } = this.#problem;
    const mother = this.#history.row(this.#tournament(random));
    const father = this.#history.row(this.#tournament(random));
    const active = mother.reduce((count, number) => count + (Number.isNaN(number) ? 0 : 1), 0);
    return child(space, random, mother, father, (1 + attempt) / Math.max(1, active), fixed);
  }

  /** The better of two; the population is sorted. */
  #tournament(random: RandomStream): number {
    const place = Math.min(random.integer(this.#population.length), random.integer(this.#population.length));
    return this.#population[place]!.slot;
  }

  #join(slot: number): void {
    const members = this.#population.map((member) => member.slot);
    if (!members.includes(slot)) {
      members.push(slot);
      this.#ended++;
    }
    this.#population = standings(this.#history, members, this.#spread).slice(0, this.#size);
  }
}
