import { stream } from '../math/random.ts';
import { Distinct } from './distinct.ts';
import { drawFeasible } from './draw.ts';
import { History } from './history.ts';
import type { SamplerAlgorithm } from './port.ts';

/**
 * Random search: every configuration is drawn uniformly, each parameter on its own scale (a log one uniformly in its
 * logarithm), among those that satisfy the constraints. Priors are not looked at, so that it stays the yardstick.
 * @remarks The draw of an ordinal depends on seed and ordinal alone, but for redrawing repeats.
 * @see Bergstra & Bengio 2012, JMLR 13
 */
export function randomSampler(): SamplerAlgorithm {
  return {
    name: 'random',
    version: 1,
    create(problem) {
      const history = new History(problem);
      const distinct = new Distinct(history);
      return {
        update: (changes) => void history.apply(changes),
        suggest: (request) =>
          distinct.suggest(request, (ordinal, attempt) => {
            const random = stream(problem.seed, ordinal, 'random', attempt);
            const row = drawFeasible(problem.space, random, request.fixed);
            return row && { row };
          }),
      };
    },
  };
}
