import type { SamplerAlgorithm } from '../../src/index.ts';
import type { World } from './world.ts';

/**
 * A sampler that is held to the configurations of a table: each suggestion becomes the nearest one not yet tried. What the
 * sampler is told of is then exactly what was measured.
 */
export function snapped(inner: SamplerAlgorithm, world: World): SamplerAlgorithm {
  return {
    name: inner.name,
    version: inner.version,
    create(problem) {
      const sampler = inner.create(problem);
      const taken = new Set<number>();
      return {
        update(changes) {
          for (const change of changes) if (change.type === 'started') taken.add(world.placeOf(change.row));
          sampler.update(changes);
        },
        suggest(request) {
          const used = new Set(taken);
          return sampler.suggest(request).flatMap((suggestion) => {
            const place = world.nearest(suggestion.row, used);
            used.add(place);
            return place < 0 ? [] : [{ ...suggestion, row: world.row(place).slice() }];
          });
        },
      };
    },
  };
}
