import type { Sampler, SamplerAlgorithm } from '../../src/index.ts';
import type { World } from './world.ts';

/** One study's answer. */
export interface Answer {
  /** Place of the recommended configuration in its world's table. */
  readonly place: number;
  /** The loss that the method claims for it. */
  readonly reported: number;
  /** 90 % interval, where the method gives one. */
  readonly interval?: readonly [low: number, high: number];
  /** Fits of a model on one split that were paid for. */
  readonly fits: number;
  /** Configurations tried. */
  readonly tried: number;
}

/** Losses of one study so far, and a sampler that is told their means: default first, then what the sampler suggests. */
export class Search {
  readonly world: World;
  fits = 0;
  /** Losses by place and split. */
  readonly losses = new Map<number, Map<number, number>>();
  readonly #sampler: Sampler;
  readonly #trials = new Map<number, number>();

  /** @param trials - how many configurations the budget is meant for */
  constructor(world: World, algorithm: SamplerAlgorithm, trials: number, seed: number) {
    const { space } = world;
    this.world = world;
    this.#sampler = algorithm.create({
      space,
      objectives: 1,
      limits: 0,
      seed,
      trials,
      parallel: 1,
      noisy: true,
    });
  }

  /** The next configuration; undefined when the table is used up. */
  next(): number | undefined {
    const trial = this.#trials.size;
    const ordinal = Math.max(0, trial - 1);
    const suggested = trial === 0 ? undefined : this.#sampler.suggest({ count: 1, ordinal })[0];
    if (trial > 0 && suggested === undefined) return undefined;
    const row = suggested?.row ?? this.world.row(0);
    const place = this.world.placeOf(row);
    this.#trials.set(place, trial);
    const origin = trial === 0 ? 'default' : 'sampler';
    const tag = suggested?.tag;
    this.#sampler.update([
      { type: 'started', trial, row, origin, ordinal, ...(tag !== undefined && { tag }) },
    ]);
    return place;
  }

  /** Fits on these splits, and tells the sampler the mean of all so far. */
  evaluate(place: number, splits: readonly number[]): void {
    const known = this.losses.get(place) ?? new Map<number, number>();
    this.losses.set(place, known);
    for (const split of splits) known.set(split, this.world.loss(place, split));
    this.fits += splits.length;
    this.#sampler.update([
      {
        type: 'observed',
        trial: this.#trials.get(place)!,
        status: 'completed',
        values: Float64Array.of(this.mean(place)),
        errors: Float64Array.of(Number.NaN),
        fidelity: 1,
        cost: known.size,
      },
    ]);
  }

  mean(place: number, splits: Iterable<number> = this.losses.get(place)!.keys()): number {
    const known = this.losses.get(place)!;
    let sum = 0;
    let count = 0;
    for (const split of splits) {
      sum += known.get(split)!;
      count++;
    }
    return sum / count;
  }

  answer(place: number): Answer {
    return { place, reported: this.mean(place), fits: this.fits, tried: this.losses.size };
  }

  /** The configuration with the lowest mean, the earliest of equals. */
  lowest(): number {
    return [...this.losses.keys()].reduce((a, b) => (this.mean(b) < this.mean(a) ? b : a));
  }
}
