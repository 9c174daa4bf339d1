import type { Cells } from './cells.ts';

/** What a value at one level says about the value at a higher one. */
export interface Step {
  /** The level that it leads to. */
  readonly to: number;
  readonly predict: (value: number) => number;
  /** How much a difference at the lower level is worth at the higher one. */
  readonly slope: number;
  /** Standard deviation of a prediction at a value. */
  readonly deviation: (value: number) => number;
}

/** Pairs that a regression needs; below them the prior speaks alone. */
const least = 3;
/** In units of the levels' spreads: the slope before anything is known, deviations, and the variance of what is left. */
const prior = { slope: 1, slopeDeviation: 2, offsetDeviation: 0.5, variance: 0.3, weight: 2 } as const;
/** Values further out are drawn in, in spreads. */
const outlier = 4;

interface Scale {
  readonly centre: number;
  readonly spread: number;
}

/**
 * A Bayesian straight line from one level to the next higher one that enough trials reached. Those were chosen by their values
 * at the lower level, which does not bend the line. Scales are medians and median deviations, so that a diverged trial
 * does not set them.
 */
export function stepFrom(cells: Cells, low: number, objective: number): Step {
  let to = low - 1;
  let pairs: [number, number][] = [];
  for (; to >= 0; to--) {
    pairs = cells.pairs(low, to, objective);
    if (pairs.length >= least) break;
  }
  if (to < 0) {
    to = 0;
    pairs = cells.pairs(low, 0, objective);
  }
  const all = scaleOf(cells.at(low, objective));
  // The line passes near the middle of those that went on, who were chosen and so lie at one end of all.
  const chosen = pairs.length >= least;
  const x = chosen ? { ...scaleOf(pairs.map(([a]) => a)), spread: all.spread } : all;
  const known = cells.at(to, objective);
  const y = chosen
    ? scaleOf(pairs.map(([, b]) => b))
    : { centre: known[0] ?? all.centre, spread: all.spread };
  const line = lineThrough(pairs.map(([a, b]) => [drawnIn(a, x), drawnIn(b, y)]));
  return {
    to,
    slope: (line.slope * y.spread) / x.spread,
    predict: (value) => y.centre + y.spread * (line.offset + line.slope * drawnIn(value, x)),
    deviation: (value) => y.spread * Math.sqrt(line.variance(drawnIn(value, x))),
  };
}

interface Line {
  readonly offset: number;
  readonly slope: number;
  readonly variance: (x: number) => number;
}

/** Linear regression drawn towards the prior: first with the prior's noise, then with the noise that this leaves. */
function lineThrough(pairs: readonly (readonly [number, number])[]): Line {
  return lineWith(pairs, lineWith(pairs, prior.variance).noise);
}

function lineWith(
  pairs: readonly (readonly [number, number])[],
  noise: number,
): Line & { readonly noise: number } {
  let [n, sx, sxx, sy, sxy, syy] = [0, 0, 0, 0, 0, 0];
  for (const [x, y] of pairs) {
    const rest = y - prior.slope * x;
    n += 1;
    sx += x;
    sxx += x * x;
    sy += rest;
    sxy += x * rest;
    syy += rest * rest;
  }
  const a = n + noise / prior.offsetDeviation ** 2;
  const b = sxx + noise / prior.slopeDeviation ** 2;
  const determinant = a * b - sx * sx;
  const offset = (b * sy - sx * sxy) / determinant;
  const turn = (a * sxy - sx * sy) / determinant;
  const left = Math.max(0, syy - offset * sy - turn * sxy);
  const variance = (prior.weight * prior.variance + left) / (prior.weight + n);
  return {
    offset,
    slope: prior.slope + turn,
    noise: variance,
    variance: (x) => variance * (1 + (b - 2 * sx * x + a * x * x) / determinant),
  };
}

function scaleOf(values: readonly number[]): Scale {
  const sorted = values.toSorted((a, b) => a - b);
  const centre = sorted[sorted.length >> 1] ?? 0;
  const deviations = sorted.map((value) => Math.abs(value - centre)).sort((a, b) => a - b);
  const middle = 1.4826 * (deviations[deviations.length >> 1] ?? 0);
  const mean = deviations.reduce((sum, value) => sum + value, 0) / Math.max(1, deviations.length);
  const spread = middle > 0 ? middle : mean > 0 && Number.isFinite(mean) ? mean : 1;
  return { centre, spread };
}

function drawnIn(value: number, { centre, spread }: Scale): number {
  return Math.min(outlier, Math.max(-outlier, (value - centre) / spread));
}
