import { normalQuantile } from '../../math/special/normal.ts';
import type { Spread } from './interval.ts';

/** How much of a score is chance, and what the best of many owes to it. */
export interface Luck {
  /** Standard error of a trial's score. */
  readonly noise: number;
  /** Where it is known from: repeated evaluations, or the number of rows that the score was counted on. */
  readonly from: 'repeats' | 'rows';
  /** Validation rows, where the scores tell. */
  readonly rows?: number;
  /** By how much the best of so many equally good settings would look better than they are. */
  readonly expected: number;
}

/** Degrees of freedom from which measured noise is believed. */
const ENOUGH = 3;

/**
 * The expected maximum of n normal deviates (Blom's approximation) times the noise.
 * @param of.perTrial - evaluations behind a trial's score
 */
export function luckOf(of: {
  readonly spread: Spread;
  readonly perTrial: number;
  readonly trials: number;
  readonly rows: number | undefined;
  readonly score: number;
}): Luck | undefined {
  const { spread, perTrial, trials, rows, score } = of;
  if (trials < 2) return undefined;
  const largest = normalQuantile((trials - 0.375) / (trials + 0.25));
  const measured =
    spread.freedom >= ENOUGH && spread.variance > 0 ? Math.sqrt(spread.variance / perTrial) : undefined;
  const counted = rows === undefined ? undefined : Math.sqrt((score * (1 - score)) / rows / perTrial);
  const noise = measured ?? counted;
  if (noise === undefined || !(noise > 0)) return undefined;
  return {
    noise,
    from: measured === undefined ? 'rows' : 'repeats',
    ...(rows !== undefined && { rows }),
    expected: noise * largest,
  };
}
