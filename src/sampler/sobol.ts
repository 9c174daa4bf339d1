import { hash32, stream } from '../math/random.ts';
import { type SobolSequence, sobol, sobolDimensions } from '../math/sobol.ts';
import { Distinct } from './distinct.ts';
import { rowOfUnit } from './draw.ts';
import { History } from './history.ts';
import type { Problem, SamplerAlgorithm } from './port.ts';

/**
 * Quasi-random search: the configuration of an ordinal is that point of a scrambled Sobol sequence, one coordinate a
 * dimension, so that every few of them cover the space more evenly than random ones would. In conditional spaces the
 * coordinates of inactive dimensions go unused. A point that breaks a constraint or repeats a trial is replaced by the
 * same point of another scrambling. Dimensions past 1,111 are drawn at random.
 */
export function sobolSampler(): SamplerAlgorithm {
  return {
    name: 'sobol',
    version: 1,
    create(problem) {
      const history = new History(problem);
      const distinct = new Distinct(history, 64);
      const points = new SobolPoints(problem);
      return {
        update: (changes) => void history.apply(changes),
        suggest: (request) =>
          distinct.suggest(request, (ordinal, attempt) => ({
            row: rowOfUnit(problem.space, points.at(ordinal, attempt), request.fixed),
          })),
      };
    },
  };
}

/** Points in [0, 1]^D by ordinal, a new scrambling for each attempt; also the opening of the model-based samplers. */
export class SobolPoints {
  readonly #problem: Problem;
  readonly #unit: Float64Array;
  readonly #sequences: (SobolSequence | undefined)[] = [];

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#unit = new Float64Array(problem.space.dimensions.length);
  }

  /** Overwritten by the next call. */
  at(ordinal: number, attempt: number): Float64Array {
    const { seed } = this.#problem;
    const unit = this.#unit;
    const dimensions = Math.min(unit.length, sobolDimensions);
    if (dimensions > 0) {
      this.#sequences[attempt] ??= sobol(
        dimensions,
        hash32(hash32(seed | 0, Math.floor(seed / 2 ** 32)), attempt),
      );
      this.#sequences[attempt].at(ordinal, unit);
    }
    if (dimensions < unit.length) {
      const random = stream(seed, ordinal, 'sobol', attempt);
      for (let d = dimensions; d < unit.length; d++) unit[d] = random.uniform();
    }
    return unit;
  }
}
