import type { Space } from '../../space/space.ts';
import type { History } from '../history.ts';
import { hasValues } from './target.ts';

/** Bounds of a search in [0, 1], shape [dimensions] each; dimensions without order are free. */
export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Everything. */
export function wholeBox(space: Space): Box {
  const d = space.dimensions.length;
  return { low: new Float64Array(d), high: new Float64Array(d).fill(1) };
}

const START = 0.8;
const LONGEST = 1.6;
const SHORTEST = 2 ** -7;
const SUCCESSES = 3;

/**
 * Length of the trust region after all trials so far: doubled after three improvements in a row, halved after as many
 * failures in a row as there are dimensions (at least four), back to the start when it has become too short.
 * @remarks A function of the trials in the order in which they started.
 * @see Eriksson et al. 2019, arXiv:1910.01739 (TuRBO-1)
 */
export function trustLength(history: History): number {
  const patience = Math.max(4, history.dimensions);
  let length = START;
  let best = Infinity;
  let successes = 0;
  let failures = 0;
  for (let s = 0; s < history.count; s++) {
    if (!hasValues(history, s) || !history.withinLimits(s)) continue;
    const value = history.values[s]!;
    if (value < best) {
      best = value;
      successes += 1;
      failures = 0;
    } else {
      successes = 0;
      failures += 1;
    }
    if (successes === SUCCESSES) {
      length = Math.min(LONGEST, 2 * length);
      successes = 0;
    } else if (failures === patience) {
      length /= 2;
      failures = 0;
      if (length < SHORTEST) length = START;
    }
  }
  return length;
}

/**
 * A box around a centre, its sides in proportion to the lengthscales with their geometric mean at `length`; at least
 * one step of each discrete dimension to either side.
 * @param weights - inverse squared lengthscales
 */
export function trustBox(space: Space, centre: Float64Array, weights: Float64Array, length: number): Box {
  const d = centre.length;
  const low = new Float64Array(d);
  const high = new Float64Array(d).fill(1);
  const ordered = space.dimensions.filter(({ domain }) => domain.ordered);
  let mean = 0;
  for (const { index } of ordered) mean -= (0.5 * Math.log(weights[index]!)) / ordered.length;
  for (const { index, domain } of ordered) {
    const side = length * Math.min(4, Math.max(0.25, Math.exp(-0.5 * Math.log(weights[index]!) - mean)));
    const half = Math.max(0.5 * side, 1.01 / domain.cardinality);
    low[index] = Math.max(0, centre[index]! - half);
    high[index] = Math.min(1, centre[index]! + half);
  }
  return { low, high };
}
