import { type RandomStream, stream } from '../../math/random.ts';
import type { Space } from '../../space/space.ts';
import type { Link } from './members.ts';

/** What a configuration is to be chosen from. */
export interface Situation {
  /** The link whose checkpoint goes on. */
  readonly parent: Link;
  /** Generation of the new link. */
  readonly generation: number;
  readonly links: readonly Link[];
  /** Keys of the random numbers. */
  readonly key: readonly [seed: number, trial: number];
}

/** Changes the configuration of a member that takes over another one's checkpoint. */
export type Explore = (situation: Situation) => Float64Array;

const attempts = 50;

/**
 * Steps of 2 % to 15 % of each dimension's range on its own scale, up or down; with probability `resample` a new value.
 * @param explored - dimensions that may change, ascending; the others keep their value, so that a checkpoint still fits
 * @see Jaderberg et al. 2017, arXiv:1711.09846, which multiplies by 0.8 or 1.2; here steps are on the parameter's scale
 */
export function perturb(space: Space, explored: readonly number[], resample: number): Explore {
  return ({ parent, key }) => {
    const { row } = parent.trial;
    const random = stream(...key, 'explore');
    for (let attempt = 0; attempt < attempts; attempt++) {
      const next = stepped(space, row, explored, random, resample);
      if (space.contains(next)) return next;
    }
    return row.slice();
  };
}

export function stepped(
  space: Space,
  row: Float64Array,
  explored: readonly number[],
  random: RandomStream,
  resample: number,
): Float64Array {
  const next = row.slice();
  for (const index of explored) {
    const number = row[index]!;
    if (Number.isNaN(number)) continue;
    const { domain } = space.dimensions[index]!;
    const fresh = random.uniform() < resample;
    const size = 0.02 + 0.13 * random.uniform();
    const up = random.uniform() < 0.5;
    const drawn = random.uniform();
    if (fresh || !domain.ordered) {
      if (fresh) next[index] = domain.fromUnit(drawn);
      continue;
    }
    const step = Math.max(size, Number.isFinite(domain.cardinality) ? 1 / domain.cardinality : 0);
    next[index] = domain.fromUnit(domain.toUnit(number) + (up ? step : -step));
  }
  return next;
}
