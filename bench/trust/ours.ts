import { openStudy, type SamplerAlgorithm } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';
import type { Answer } from './search.ts';
import { snapped } from './snapped.ts';
import { folds, type World } from './world.ts';

/** What a study says beyond which configuration to use. */
export interface Told extends Answer {
  readonly interval: readonly [low: number, high: number];
  /** The mean score of the same configuration, as it came. */
  readonly raw: number;
}

/**
 * A study as a user writes it: five folds and nothing else said, so racing, confirmation and recommendation are the
 * defaults. The search has one partition of the data, the confirmation the other.
 */
export async function tunewright(
  world: World,
  sampler: SamplerAlgorithm,
  budget: number,
  seed: number,
): Promise<Told> {
  const partitions = world.splits / folds;
  const first = stream(seed, 'split').integer(partitions);
  let fits = 0;
  const tried = new Set<number>();
  const study = await openStudy(
    {
      name: `${world.id} ${seed}`,
      space: world.space.spec,
      objective: { minimize: 'loss' },
      evaluation: { folds },
      budget: { evaluations: budget },
      seed,
    },
    { sampler: snapped(sampler, world) },
  );
  await study.optimize(({ params, split, fold }) => {
    const place = world.placeOf(world.space.fromParams(params).row);
    const partition = split === 'search' ? first : (first + 1) % partitions;
    fits++;
    tried.add(place);
    return world.loss(place, partition * folds + fold);
  });
  const recommended = study.recommend()?.best;
  if (recommended === undefined) throw new Error('no recommendation');
  const { params } = study.trial(recommended.trial);
  await study.close();
  const { value, low, high, raw } = recommended;
  const place = world.placeOf(world.space.fromParams(params as never).row);
  return { place, reported: value, interval: [low, high], raw, fits, tried: tried.size };
}
