import { stream } from '../../math/random.ts';
import { fitForest } from '../../model/forest/forest.ts';
import { columnsOf, writeInputs } from '../../model/forest/table.ts';
import type { History } from '../history.ts';
import type { Ranking } from '../ranking.ts';
import { trust } from './agreement.ts';
import type { Earlier } from './earlier.ts';

/** At most so many own trials are compared; the best of more, and the others thinned evenly. */
const mostTrials = 512;
const own = { trees: 32, minLeaf: 2 } as const;

/** How far each study is trusted, and what they expect together. */
export interface Opinion {
  /** Trust in each earlier study, in [0, 1), shape [studies]. */
  readonly trusts: readonly number[];
  /** Expected rank of a configuration, from 0 (best) to 1. */
  predict(row: Float64Array): number;
}

/**
 * The earlier studies' expectations and one of a forest of this study's own trials, each weighted by how well it orders
 * the own trials; the own forest by its predictions for trials that its trees did not see.
 * @see Feurer et al. 2018, arXiv:1802.02219 (RGPE); here with rank correlations and forests
 */
export class Ensemble {
  readonly #history: History;
  readonly #ranking: Ranking;
  readonly #studies: readonly Earlier[];
  /** Expected rank of each own trial by each study, as far as asked for. */
  readonly #predicted: number[][];
  #changes = -1;
  #opinion: Opinion | undefined;

  constructor(history: History, ranking: Ranking, studies: readonly Earlier[]) {
    this.#history = history;
    this.#ranking = ranking;
    this.#studies = studies;
    this.#predicted = studies.map(() => []);
  }

  /** By the trials so far. */
  opinion(): Opinion {
    if (this.#opinion === undefined || this.#changes !== this.#history.changes) {
      this.#opinion = this.#form();
      this.#changes = this.#history.changes;
    }
    return this.#opinion;
  }

  #form(): Opinion {
    const slots = thinned(this.#ranking.slots(mostTrials / 2));
    const seen = this.#ranks(slots);
    const trusts = this.#studies.map((study, s) => {
      const known = this.#predicted[s]!;
      for (const slot of slots) known[slot] ??= study.predict(this.#history.row(slot));
      return trust(
        slots.map((slot) => known[slot]!),
        seen,
      );
    });
    const voices = this.#studies.map((study, s) => ({
      weight: trusts[s]!,
      predict: (row: Float64Array) => study.predict(row),
    }));
    if (trusts.some((weight) => weight > 0)) voices.push(this.#own(slots, seen));
    const total = voices.reduce((sum, { weight }) => sum + weight, 0);
    return {
      trusts,
      predict: (row) =>
        voices.reduce((sum, { weight, predict }) => (weight > 0 ? sum + weight * predict(row) : sum), 0) /
        total,
    };
  }

  /** Places of ranked slots from 0 to 1, equal values alike. */
  #ranks(slots: readonly number[]): Float64Array {
    const { values, problem } = this.#history;
    const ranks = new Float64Array(slots.length);
    slots.forEach((slot, i) => {
      const value = values[slot * problem.objectives]!;
      const before = i === 0 ? 0 : values[slots[i - 1]! * problem.objectives]!;
      const tied = i > 0 && problem.objectives === 1 && Object.is(value, before);
      ranks[i] = tied ? ranks[i - 1]! : i / Math.max(1, slots.length - 1);
    });
    return ranks;
  }

  #own(
    slots: readonly number[],
    seen: Float64Array,
  ): { weight: number; predict: (row: Float64Array) => number } {
    const { problem, dimensions } = this.#history;
    const inputs = new Float64Array(slots.length * dimensions);
    slots.forEach((slot, i) => {
      writeInputs(problem.space, this.#history.row(slot), inputs, i * dimensions);
    });
    const random = stream(problem.seed, 'transfer', 'own');
    const forest = fitForest(columnsOf(problem.space), inputs, seen, own, random);
    const unseen = slots.map((_, i) => i).filter((i) => !Number.isNaN(forest.outOfBag[i]!));
    const weight = trust(
      unseen.map((i) => forest.outOfBag[i]!),
      unseen.map((i) => seen[i]!),
    );
    const mean = new Float64Array(1);
    const input = new Float64Array(dimensions);
    return {
      weight,
      predict: (row) => {
        writeInputs(problem.space, row, input, 0);
        forest.predict(input, mean);
        return mean[0]!;
      },
    };
  }
}

function thinned(slots: readonly number[]): readonly number[] {
  if (slots.length <= mostTrials) return slots;
  const half = mostTrials / 2;
  const rest = slots.length - half;
  return [
    ...slots.slice(0, half),
    ...Array.from({ length: half }, (_, i) => slots[half + Math.floor((i * rest) / half)]!),
  ];
}
