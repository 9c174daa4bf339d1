import type { Space } from '../space/space.ts';

/** Whether the user gave a prior for some parameter. */
export function hasPrior(space: Space): boolean {
  return space.dimensions.some(({ domain }) => domain.hasPrior);
}

/** What a belief leaves to the uniform density, so that no value is ruled out by it. */
const doubt = 0.05;

/**
 * log of the user's prior density at a configuration, relative to the uniform one: the sum over active dimensions, in
 * each of which 5 % of the mass stays uniform. Hence at least -3 a dimension.
 */
export function logPrior(space: Space, row: Float64Array): number {
  let sum = 0;
  for (const { domain, index } of space.dimensions) {
    if (!domain.hasPrior || Number.isNaN(row[index]!)) continue;
    sum += Math.log((1 - doubt) * Math.exp(domain.logPrior(row[index]!)) + doubt);
  }
  return sum;
}
