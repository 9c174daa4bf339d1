import { column, type Observations } from '../observations.ts';

/**
 * What is known of the scores' noise: 'none', the program is deterministic as far as anyone knows; 'measured', every
 * score has a standard error; 'inferred', the scores are noisy but a model has to tell how much.
 */
export type NoiseKind = 'none' | 'measured' | 'inferred';

export interface Scores {
  readonly noise: NoiseKind;
  /** Mean over a trial's full evaluations, to minimise, shape [count]. */
  readonly values: Float64Array;
  /** Standard errors of these, shape [count]; NaN where unknown, 0 without noise. */
  readonly errors: Float64Array;
}

/** Repeats (beyond the first evaluation of each trial) from which a common variance is believed. */
const ENOUGH_REPEATS = 3;

/**
 * One objective's scores with their errors. Where trials were evaluated several times (folds, seeds, reruns,
 * confirmation), all their evaluations count and share one pooled variance, since a variance of two or three scores says
 * little; else the standard error that the study kept holds.
 * @param noisy - the program was declared noisy
 */
export function scoresOf(observations: Observations, objective: number, noisy: boolean): Scores {
  const { repeats } = observations;
  const values = column(observations, repeats.means, objective);
  const kept = column(observations, observations.errors, objective);
  const squares = column(observations, repeats.squares, objective).reduce((a, b) => a + b, 0);
  const more = repeats.counts.reduce((a, count) => a + count - 1, 0);
  const pooled = more >= ENOUGH_REPEATS ? Math.sqrt(squares / more) : Number.NaN;
  const errors = kept.map((error, i) => {
    const count = repeats.counts[i]!;
    if (count === 1 && error > 0) return error;
    return Number.isNaN(pooled) ? error : pooled / Math.sqrt(count);
  });
  const differ = squares > 0 || errors.some((error) => error > 0);
  if (!differ && !noisy) return { noise: 'none', values, errors: new Float64Array(errors.length) };
  // An error of 0 beside noisy scores is chance, not knowledge.
  const known = errors.map((error) => (error > 0 ? error : Number.NaN));
  return { noise: known.every((error) => error > 0) ? 'measured' : 'inferred', values, errors: known };
}
