import { cholesky, inverseFromCholesky } from '../../math/linalg/dense.ts';
import { logDeterminant, solveLower, solveUpper } from '../../math/linalg/triangular.ts';
import { minimizeBounded } from '../../math/optimise/lbfgsb.ts';

/** Evaluations of some subjects, standardised: mean about 0, variance about 1. */
export interface Evidence {
  /** How alike two subjects are expected to score, from 0 to 1, shape [subjects, subjects]. */
  readonly likeness: Float64Array;
  readonly subjects: number;
  /** Whose evaluation, shape [n]. */
  readonly subject: Int32Array;
  /** Equal where evaluations share their luck, shape [n]. */
  readonly place: Int32Array;
  /** Correlation of the luck of two places, in [0, 1). */
  readonly overlap: number;
  readonly values: Float64Array;
  /** Known variances of single evaluations; NaN where they are to be estimated, shape [n]. */
  readonly known: Float64Array;
}

/** What is believed of the subjects' true scores, jointly normal. */
export interface Belief {
  /** Shape [subjects]. */
  readonly means: Float64Array;
  /** Shape [subjects, subjects]. */
  readonly covariance: Float64Array;
  /** Variance of a single evaluation about the truth, where it was estimated. */
  readonly noise: number;
}

/** Variance of the common mean, which the data know nearly alone. */
const LEVEL = 4;
/** Share of a subject's luck at a place that like subjects share. */
const SHARED = 0.5;

/**
 * Normal priors over the logarithms of four variances: of the scores that likeness explains, of each subject's own part
 * relative to it, of a subject's luck at a place, and of the luck that all subjects share there relative to that. The last was
 * 0.4 to 6 in trainings on folds of small data, most often a little above 1; few places say little about it.
 */
const PRIORS = [
  { mean: 0, sd: 1, low: -4, high: 4 },
  { mean: Math.log(0.2), sd: 1, low: -7, high: 1 },
  { mean: Math.log(0.3), sd: 1.5, low: -9, high: 4 },
  { mean: Math.log(1.2), sd: 0.7, low: -4, high: 4 },
] as const;
const SIZE = PRIORS.length;

/**
 * A mixed model of scores: y[c, p] = level + score[c] + luck[p] + luck[c, p] for subject c at place p. Scores are a Gaussian
 * process with the given likeness and a part of each subject's own; the luck of two places is correlated by `overlap`. So differences
 * at common places count for more than others, subjects with few evaluations are drawn towards those like them, and no number of places
 * makes the truth certain. Variances maximise the posterior density.
 * @remarks O(n³) a step of the search, at most 40 steps. Deterministic.
 */
export function believe(evidence: Evidence): Belief {
  const { subjects, likeness, subject, values } = evidence;
  const n = values.length;
  const model = new Model(evidence);
  const { points } = minimizeBounded(
    (thetas, count, losses, gradients) => {
      for (let i = 0; i < count; i++)
        losses[i] = model.loss(
          thetas.subarray(i * SIZE, (i + 1) * SIZE),
          gradients.subarray(i * SIZE, (i + 1) * SIZE),
        );
    },
    Float64Array.from(PRIORS, ({ mean }) => mean),
    Float64Array.from(PRIORS, ({ low }) => low),
    Float64Array.from(PRIORS, ({ high }) => high),
    { iterations: 40, gradientTolerance: 1e-3, valueTolerance: 1e-6 },
  );
  const factor = model.factor(points);
  const [signal, own] = [Math.exp(points[0]!), Math.exp(points[1]!)];
  const prior = (a: number, b: number): number =>
    LEVEL + signal * (likeness[a * subjects + b]! + (a === b ? own : 0));
  // Each row is L⁻¹ of a subject's covariances with the evaluations.
  const rows = new Float64Array(subjects * n);
  const white = values.slice();
  solveLower(factor, n, white);
  const means = new Float64Array(subjects);
  for (let a = 0; a < subjects; a++) {
    const row = rows.subarray(a * n, (a + 1) * n);
    for (let i = 0; i < n; i++) row[i] = prior(a, subject[i]!);
    solveLower(factor, n, row);
    means[a] = dot(row, white);
  }
  const covariance = new Float64Array(subjects * subjects);
  for (let a = 0; a < subjects; a++) {
    const row = rows.subarray(a * n, (a + 1) * n);
    for (let b = 0; b <= a; b++) {
      const left = prior(a, b) - dot(row, rows.subarray(b * n, (b + 1) * n));
      covariance[a * subjects + b] = left;
      covariance[b * subjects + a] = left;
    }
  }
  const [noise, ratio] = [Math.exp(points[2]!), Math.exp(points[3]!)];
  return { means, covariance, noise: noise * (1 + ratio) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The marginal density of the evaluations. All matrices are of shape [n, n], of which the lower half counts. */
class Model {
  readonly #n: number;
  readonly #values: Float64Array;
  readonly #known: Float64Array;
  readonly #alike: Float64Array;
  /** 1 for evaluations of one subject. */
  readonly #same: Uint8Array;
  /** Correlation of the places' luck; 0 where the noise is known. */
  readonly #luck: Float64Array;
  readonly #factor: Float64Array;
  readonly #inverse: Float64Array;

  constructor({ subjects, likeness, subject, place, overlap, values, known }: Evidence) {
    const n = values.length;
    this.#n = n;
    this.#values = values;
    this.#known = known;
    this.#alike = new Float64Array(n * n);
    this.#same = new Uint8Array(n * n);
    this.#luck = new Float64Array(n * n);
    this.#factor = new Float64Array(n * n);
    this.#inverse = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * n + j;
        this.#alike[at] = likeness[subject[i]! * subjects + subject[j]!]!;
        this.#same[at] = subject[i] === subject[j] ? 1 : 0;
        const unknown = Number.isNaN(known[i]!) && Number.isNaN(known[j]!);
        this.#luck[at] = !unknown
          ? 0
          : place[i] === place[j] && (i === j || subject[i] !== subject[j])
            ? 1
            : overlap;
      }
    }
  }

  /** Cholesky factor of the evaluations' covariance. */
  factor(theta: Float64Array): Float64Array {
    const n = this.#n;
    const [signal, own, noise, ratio] = [...theta].map(Math.exp) as [number, number, number, number];
    for (let jitter = 1e-6; ; jitter *= 10) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          const at = i * n + j;
          const [alike, same] = [this.#alike[at]!, this.#same[at]!];
          this.#factor[at] =
            LEVEL +
            signal * (alike + own * same) +
            this.#luck[at]! * noise * (ratio + SHARED * alike + (1 - SHARED) * same);
        }
        const known = this.#known[i]!;
        this.#factor[i * n + i]! += jitter + (Number.isNaN(known) ? 0 : known);
      }
      if (cholesky(this.#factor, n)) return this.#factor;
    }
  }

  /** Negative log posterior density of the variances' logarithms, up to a constant. */
  loss(theta: Float64Array, gradient: Float64Array): number {
    const n = this.#n;
    const factor = this.factor(theta);
    const alpha = this.#values.slice();
    solveLower(factor, n, alpha);
    let loss = 0.5 * dot(alpha, alpha) + 0.5 * logDeterminant(factor, n);
    solveUpper(factor, n, alpha);
    inverseFromCholesky(factor, n, this.#inverse);
    const [signal, own, noise, ratio] = [...theta].map(Math.exp) as [number, number, number, number];
    let [bySignal, byOwn, byNoise, byRatio] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const at = i * n + j;
        const [alike, same, luck] = [this.#alike[at]!, this.#same[at]!, this.#luck[at]!];
        // ½ tr((K⁻¹ - α αᵀ) dK), pairs counted twice.
        const pull = (this.#inverse[at]! - alpha[i]! * alpha[j]!) * (i === j ? 0.5 : 1);
        bySignal += pull * signal * (alike + own * same);
        byOwn += pull * signal * own * same;
        byNoise += pull * luck * noise * (ratio + SHARED * alike + (1 - SHARED) * same);
        byRatio += pull * luck * noise * ratio;
      }
    }
    [bySignal, byOwn, byNoise, byRatio].forEach((slope, t) => {
      const { mean, sd } = PRIORS[t]!;
      const z = (theta[t]! - mean) / sd;
      loss += 0.5 * z * z;
      gradient[t] = slope + z / sd;
    });
    return loss;
  }
}
