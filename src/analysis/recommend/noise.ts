import { column, type Observations } from '../observations.ts';

/**
 * What is known of the scores' noise: 'none', the program is deterministic as far as anyone knows; 'measured', every
 * score has a standard error or enough trials were evaluated several times; 'inferred', the scores are noisy but a model
 * has to tell how much.
 */
export type NoiseKind = 'none' | 'measured' | 'inferred';

/** One objective's evaluations, see {@link Observations.evaluations}, and what is known of their noise. */
export interface Scores {
  readonly noise: NoiseKind;
  /** Mean over each subject's evaluations, to minimise, shape [subjects]. */
  readonly means: Float64Array;
  /** Shape [n]. */
  readonly values: Float64Array;
  /** Standard errors of single evaluations where the study has them from elsewhere; NaN where not, shape [n]. */
  readonly errors: Float64Array;
}

/** Repeats (beyond the first evaluation of each trial) from which a common variance is believed. */
const ENOUGH_REPEATS = 3;

/** @param noisy - the program was declared noisy */
export function scoresOf(observations: Observations, objective: number, noisy: boolean): Scores {
  const { evaluations } = observations;
  const { subject, subjects } = evaluations;
  const values = column(observations, evaluations.values, objective);
  const kept = column(observations, observations.errors, objective);
  const counts = new Int32Array(subjects);
  const means = new Float64Array(subjects);
  values.forEach((value, i) => {
    counts[subject[i]!]!++;
    means[subject[i]!]! += value;
  });
  for (let s = 0; s < subjects; s++) means[s] = means[s]! / counts[s]!;
  const squares = values.reduce((sum, value, i) => sum + (value - means[subject[i]!]!) ** 2, 0);
  const errors = values.map((_, i) => {
    const error = kept[subject[i]!] ?? Number.NaN;
    // An error of 0 beside noisy scores is chance, not knowledge.
    return counts[subject[i]!] === 1 && error > 0 ? error : Number.NaN;
  });
  const differ = squares > 0 || errors.some((error) => error > 0);
  const repeated = values.length - subjects >= ENOUGH_REPEATS;
  const measured = repeated || errors.every((error) => error > 0);
  return { noise: !(differ || noisy) ? 'none' : measured ? 'measured' : 'inferred', means, values, errors };
}
