import { student90 } from '../../math/special/student.ts';
import { meanOf, type Runs } from './runs.ts';

/** A mean with its 90 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Evaluations behind it. */
  readonly runs: number;
}

/** Variance of single evaluations, and the degrees of freedom behind it. */
export interface Spread {
  readonly variance: number;
  readonly freedom: number;
}

/**
 * The interval of a mean of evaluations. Splits of one data set share training rows, so that their mean is less sure than
 * s/√n: Nadeau and Bengio's correction adds f/(1 - f) for a test part of share f.
 * @param folds - of the cross-validation; 0 where the runs differ by seeds only
 * @see C. Nadeau and Y. Bengio 2003, doi:10.1023/A:1024068626366
 */
export function intervalOf(
  value: number,
  runs: number,
  { variance, freedom }: Spread,
  folds: number,
): Interval {
  const shared = folds > 1 ? 1 / (folds - 1) : 0;
  const half =
    freedom > 0 ? student90(freedom) * Math.sqrt(variance * (1 / runs + shared)) : Number.POSITIVE_INFINITY;
  return { value, low: value - half, high: value + half, runs };
}

/** Of evaluations about their trial's mean, pooled over trials. */
export function spreadWithin(trials: readonly Runs[]): Spread {
  let squares = 0;
  let freedom = 0;
  for (const runs of trials) {
    const mean = meanOf(runs.values());
    for (const value of runs.values()) squares += (value - mean) ** 2;
    freedom += Math.max(0, runs.size - 1);
  }
  return { variance: freedom > 0 ? squares / freedom : Number.NaN, freedom };
}

/**
 * Of the difference between two trials at one place: twice what trials vary beyond their own level and that of the place,
 * from all trials that ran at the same places.
 */
export function spreadOfDifferences(trials: readonly Runs[]): Spread {
  const [first] = trials;
  const places = [...(first?.keys() ?? [])].filter((place) => trials.every((runs) => runs.has(place)));
  const [t, p] = [trials.length, places.length];
  if (t < 2 || p < 2) return { variance: Number.NaN, freedom: 0 };
  const rows = trials.map((runs) => places.map((place) => runs.get(place)!));
  const levels = rows.map(meanOf);
  const columns = places.map((_, c) => meanOf(rows.map((row) => row[c]!)));
  const all = meanOf(levels);
  let squares = 0;
  rows.forEach((row, r) => {
    row.forEach((value, c) => {
      squares += (value - levels[r]! - columns[c]! + all) ** 2;
    });
  });
  const freedom = (t - 1) * (p - 1);
  return { variance: (2 * squares) / freedom, freedom };
}

/** Two estimates of one variance, weighted by what is behind them. */
export function pooled(a: Spread, b: Spread): Spread {
  const freedom = a.freedom + b.freedom;
  const squares = [a, b].reduce((sum, one) => sum + (one.freedom > 0 ? one.variance * one.freedom : 0), 0);
  return { variance: freedom > 0 ? squares / freedom : Number.NaN, freedom };
}
