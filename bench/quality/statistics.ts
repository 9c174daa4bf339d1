import { xorshift128plus } from 'pure-rand/generator/xorshift128plus';
import { normalLogCdf, normalLogPdf } from '../../src/math/special/normal.ts';

/** Paired differences peer − ours: family → problem → one number a seed. */
export type Differences = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided bootstrap p-value of "the mean is 0". */
  readonly p: number;
}

/**
 * Hierarchical bootstrap of the mean: families count equally; problems are drawn within families, seeds within problems.
 * 95 % percentile interval. Deterministic.
 */
export function hierarchicalBootstrap(differences: Differences, draws = 4000): Interval {
  const random = xorshift128plus(20261124);
  const uniform = (): number => (random.next() >>> 0) / 2 ** 32;
  const families = [...differences.values()]
    .map((problems) => [...problems.values()].filter((seeds) => seeds.length > 0))
    .filter((f) => f.length > 0);
  const average = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const mean = average(families.map((problems) => average(problems.map(average))));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(uniform() * list.length)]!;
  const means: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    let total = 0;
    for (const problems of families) {
      let family = 0;
      for (let i = 0; i < problems.length; i++) {
        const seeds = pick(problems);
        let sum = 0;
        for (let j = 0; j < seeds.length; j++) sum += pick(seeds);
        family += sum / seeds.length;
      }
      total += family / problems.length;
    }
    means.push(total / families.length);
  }
  means.sort((a, b) => a - b);
  const below = means.filter((value) => value <= 0).length / draws;
  return {
    mean,
    low: means[Math.floor(0.025 * draws)]!,
    high: means[Math.ceil(0.975 * draws) - 1]!,
    p: Math.min(1, 2 * Math.max(1 / draws, Math.min(below, 1 - below))),
  };
}

/** Holm's step-down correction; the result is in the order of the input. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(pValues.length);
  let highest = 0;
  order.forEach(({ p, i }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (pValues.length - rank)));
    corrected[i] = highest;
  });
  return corrected;
}

/**
 * Mean of a normal distribution from values of which some are only known to be larger than stated (EM for a Tobit model).
 * @param values - observed, or the bound where censored
 * @returns the plain mean without censoring; infinite when all are censored
 */
export function censoredMean(values: readonly number[], censored: readonly boolean[]): number {
  if (censored.every(Boolean)) return Number.POSITIVE_INFINITY;
  const n = values.length;
  let mu = values.reduce((sum, value) => sum + value, 0) / n;
  let sigma = Math.sqrt(values.reduce((sum, value) => sum + (value - mu) ** 2, 0) / n);
  for (let round = 0; round < 500 && sigma > 1e-9; round++) {
    let first = 0;
    let second = 0;
    values.forEach((value, i) => {
      const alpha = (value - mu) / sigma;
      const hazard = censored[i] ? Math.exp(normalLogPdf(alpha) - normalLogCdf(-alpha)) : 0;
      first += censored[i] ? mu + sigma * hazard : value;
      second += censored[i] ? mu ** 2 + sigma ** 2 + sigma * (value + mu) * hazard : value ** 2;
    });
    const before = mu;
    mu = first / n;
    sigma = Math.sqrt(Math.max(0, second / n - mu ** 2));
    if (Math.abs(mu - before) < 1e-10) break;
  }
  return mu;
}

/** How much of the budget ours needs to reach what a peer ends with. */
export interface Reached {
  readonly peer: string;
  /** Geometric mean of the share of the budget, by a log-normal that is censored at the budget. */
  readonly share: number;
  /** The same where what is not reached counts as the whole budget: too low. */
  readonly bound: number;
  readonly unreached: number;
  readonly runs: number;
}

/** @param logs - of the share of the budget that each run needed, 0 where it never got there; shape [runs] */
export function reachedOf(peer: string, logs: readonly number[], censored: readonly boolean[]): Reached {
  return {
    peer,
    share: Math.exp(censoredMean(logs, censored)),
    bound: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length),
    unreached: censored.filter(Boolean).length,
    runs: logs.length,
  };
}
