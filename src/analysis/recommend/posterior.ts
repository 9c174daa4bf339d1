import { maternCovariances } from '../../math/matern/covariance.ts';
import { Encoder } from '../../model/encoder.ts';
import { fitHyperparameters } from '../../model/gp/fit.ts';
import { defaultPriors } from '../../model/gp/hyperparameters.ts';
import { halfRankWarp } from '../../model/warp/output.ts';
import type { Space } from '../../space/space.ts';
import { believe } from './mixed.ts';

/** Evaluations of some configurations. */
export interface Judged {
  /** Configurations, shape [subjects, dimensions]. */
  readonly rows: Float64Array;
  /** Mean score of each, to minimise, shape [subjects], ≥ 2 of them. */
  readonly means: Float64Array;
  /** Whose evaluation, shape [n]. */
  readonly subject: Int32Array;
  /** Equal where evaluations share their luck, shape [n]. */
  readonly place: Int32Array;
  /** Shape [n]. */
  readonly values: Float64Array;
  /** Standard errors of single evaluations; NaN where they are to be estimated, shape [n]. */
  readonly errors: Float64Array;
  /** Folds that the data are cut into; 0 without. */
  readonly folds: number;
}

/** What is believed of the true scores, in the scores' units. */
export interface Posterior {
  /** Shape [subjects]. */
  readonly means: Float64Array;
  /** Shape [subjects, subjects]. */
  readonly covariance: Float64Array;
  /** Degrees of freedom that the variances rest on. */
  readonly freedom: number;
}

/**
 * What training on (k - 1)/k of the rows costs in deviations of a single fold, times (k - 1) √k: loss falls with the rows about
 * as its noise does, so their ratio depends on k alone. Measured on 29 small data sets (mean 0.25 for 5 folds, as uncertain as that).
 * @see docs/benchmarks.md, Trust
 */
const SHORTER = 2.2;
/** Degrees of freedom that the prior of the variances is worth. */
const PRIOR_FREEDOM = 4;

/**
 * True scores given noisy ones: each is drawn towards what similar configurations scored, the more the noisier it is. A
 * Gaussian process prior over the space is the normal-normal model of empirical Bayes with a mean that knows the
 * parameters; its posterior needs no further correction for having picked the best of many.
 *
 * Evaluations on folds of one data set share training rows, and all of them only sample the population that counts: of k
 * folds any two correlate by 1/k, which for m evaluations gives the variance s² (1/m + 1/(k - 1)). What is believed is the score
 * of a model refitted on all rows, a little better than the folds say.
 * @remarks Values worse than the median count by rank only, so a diverged trial does not widen the prior. O(n³).
 * @see B. Efron 2011, "Tweedie's formula and selection bias", doi:10.1198/jasa.2011.tm11181
 * @see C. Nadeau and Y. Bengio 2003, "Inference for the generalization error", doi:10.1023/A:1024068626366
 */
export function posteriorOf(space: Space, judged: Judged): Posterior {
  const { rows, means, subject, place, values, errors, folds } = judged;
  const subjects = means.length;
  const { values: targets, slopes } = halfRankWarp(means);
  const from = (i: number, of: Float64Array): number => of[subject[i]!]!;
  const believed = believe({
    likeness: likenessOf(space, rows, targets),
    subjects,
    subject,
    place,
    overlap: folds > 1 ? 1 / folds : 0,
    values: values.map((value, i) => from(i, targets) + (value - from(i, means)) * from(i, slopes)),
    known: errors.map((error, i) => (error * from(i, slopes)) ** 2),
  });
  // The warp is a straight line through the better half: it leads back, also where a bad score turns out to be bad luck.
  let best = 0;
  for (let i = 1; i < subjects; i++) if (means[i]! < means[best]!) best = i;
  const scale = 1 / slopes[best]!;
  const shift = folds > 1 ? (SHORTER * Math.sqrt(believed.noise)) / ((folds - 1) * Math.sqrt(folds)) : 0;
  return {
    means: believed.means.map((value) => means[best]! + (value - shift - targets[best]!) * scale),
    covariance: believed.covariance.map((value) => (value + shift ** 2) * scale ** 2),
    freedom: new Set(place).size - 1 + PRIOR_FREEDOM,
  };
}

/** How alike configurations are expected to score, by a kernel fitted to their mean scores; shape [subjects, subjects]. */
function likenessOf(space: Space, rows: Float64Array, targets: Float64Array): Float64Array {
  const count = targets.length;
  const d = space.dimensions.length;
  const encoder = new Encoder(space);
  const { dimensions, unordered } = encoder;
  const points = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) encoder.encode(rows.subarray(i * d, i * d + d), 1, points, i * dimensions);
  const fitted = fitHyperparameters(
    { points, count, dimensions, unordered },
    targets,
    new Float64Array(count).fill(Number.NaN),
    { priors: defaultPriors(d, true) },
  );
  const weights = fitted.weights.map((weight, j) => (unordered[j] === 1 ? -weight : weight));
  const columns = new Float64Array(points.length);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < dimensions; j++) columns[j * count + i] = points[i * dimensions + j]!;
  return maternCovariances(points, columns, weights, count, count, 1);
}
