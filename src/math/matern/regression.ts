import { inverseFromCholesky, solveRows } from '../linalg/dense.ts';
import { plainMultiply } from '../linalg/plain.ts';
import { claim, type Kernel, kernel, owns, pitch, view } from '../wasm/kernel.ts';
import { maternCovariances } from './covariance.ts';
import { plainDots, plainMatern, plainMaternSlopes } from './plain.ts';

/** What a kernel regression rests on. */
export interface MaternTerms {
  /** Training points, shape [d, n]. */
  readonly columns: Float64Array;
  readonly n: number;
  /**
   * What each dimension adds to the squared distance, shape [d]: w (x - y)², or |w| [x ≠ y] where w is negative.
   */
  readonly weights: Float64Array;
  /** Variance of the function. */
  readonly signal: number;
  /** Cholesky factor of the covariance of the targets, shape [n, n], lower. */
  readonly factor: Float64Array;
  /** The inverse of that covariance times the targets, shape [n]. */
  readonly alpha: Float64Array;
}

/** Points that are worked on at once. */
const CHUNK = 64;

/**
 * Gaussian process regression with a Matérn-5/2 kernel at many points. All data of one regression lie in the memory of
 * the WebAssembly kernel while it is asked again and again; without WebAssembly plain code gives the same bits.
 */
export class MaternRegression {
  readonly #terms: MaternTerms;
  #inverse: Float64Array | undefined;
  /** Whether the kernel's memory holds the inverse too. */
  #inverseThere = false;

  constructor(terms: MaternTerms) {
    this.#terms = terms;
  }

  /**
   * Means and explained variances at points.
   * @param points - shape [count, d]
   * @param mean - to fill, shape [count]
   * @param explained - to fill: what the training points take from the variance `signal`, shape [count]
   * @remarks O(count (d n + n²)).
   */
  predict(points: Float64Array, count: number, mean: Float64Array, explained: Float64Array): void {
    const d = this.#terms.weights.length;
    for (let from = 0; from < count; from += CHUNK) {
      const m = Math.min(CHUNK, count - from);
      const some = points.subarray(from * d, (from + m) * d);
      const into = [mean.subarray(from, from + m), explained.subarray(from, from + m)] as const;
      const room = this.#room(false);
      if (room === undefined) this.#plainPredict(some, m, ...into);
      else this.#fastPredict(room, some, m, ...into);
    }
  }

  /** Means alone at points, shape [count]. O(count d n). */
  means(points: Float64Array, count: number): Float64Array {
    const { n, columns, weights, signal, alpha } = this.#terms;
    const mean = new Float64Array(count);
    plainDots(maternCovariances(points, columns, weights, count, n, signal), alpha, count, n, 0, mean);
    return mean;
  }

  /**
   * As `predict`, with derivatives by the dimensions of weight ≥ 0; the others' are 0.
   * @param meanSlopes - to fill, shape [count, d]
   * @param explainedSlopes - to fill with half the derivatives of what is explained, shape [count, d]
   */
  predictWithSlopes(
    points: Float64Array,
    count: number,
    mean: Float64Array,
    explained: Float64Array,
    meanSlopes: Float64Array,
    explainedSlopes: Float64Array,
  ): void {
    const { n, factor, weights } = this.#terms;
    const d = weights.length;
    if (this.#inverse === undefined) {
      this.#inverse = new Float64Array(n * n);
      inverseFromCholesky(factor, n, this.#inverse);
    }
    for (let from = 0; from < count; from += CHUNK) {
      const m = Math.min(CHUNK, count - from);
      const some = points.subarray(from * d, (from + m) * d);
      const into = [
        mean.subarray(from, from + m),
        explained.subarray(from, from + m),
        meanSlopes.subarray(from * d, (from + m) * d),
        explainedSlopes.subarray(from * d, (from + m) * d),
      ] as const;
      const room = this.#room(true);
      if (room === undefined) this.#plainSlopes(some, m, ...into);
      else this.#fastSlopes(room, some, m, ...into);
    }
  }

  #plainPredict(points: Float64Array, m: number, mean: Float64Array, explained: Float64Array): void {
    const { n, columns, weights, signal, alpha, factor } = this.#terms;
    const k = new Float64Array(m * n);
    plainMatern(points, columns, weights, m, n, signal, k, undefined);
    plainDots(k, alpha, m, n, 0, mean);
    solveRows(factor, n, k, m);
    plainDots(k, k, m, n, n, explained);
  }

  #plainSlopes(
    points: Float64Array,
    m: number,
    mean: Float64Array,
    explained: Float64Array,
    meanSlopes: Float64Array,
    explainedSlopes: Float64Array,
  ): void {
    const { n, columns, weights, signal, alpha } = this.#terms;
    const k = new Float64Array(m * n);
    const t = new Float64Array(m * n);
    const s = new Float64Array(m * n);
    plainMatern(points, columns, weights, m, n, signal, k, t);
    plainMultiply(k, this.#inverse!, m, n, n, s);
    plainDots(k, alpha, m, n, 0, mean);
    plainDots(k, s, m, n, n, explained);
    plainMaternSlopes(k, t, s, alpha, points, columns, weights, m, n, meanSlopes, explainedSlopes);
  }

  #fastPredict(
    { kernel: w, base, at, ld }: Room,
    points: Float64Array,
    m: number,
    mean: Float64Array,
    explained: Float64Array,
  ): void {
    const { n, weights, signal } = this.#terms;
    const d = weights.length;
    view(w, base + at.points * 8, m * d).set(points);
    const [k, out] = [base + at.k * 8, base + at.out * 8];
    const outs = view(w, out, 2 * CHUNK);
    w.matern(k, 0, ld, base + at.points * 8, base + at.columns * 8, base + at.weights * 8, m, n, d, signal);
    w.dots(out, k, ld, base + at.alpha * 8, 0, m, n);
    w.solveRows(base, n, ld, k, m, ld);
    w.dots(out + CHUNK * 8, k, ld, k, ld, m, n);
    mean.set(outs.subarray(0, m));
    explained.set(outs.subarray(CHUNK, CHUNK + m));
  }

  #fastSlopes(
    { kernel: w, base, at, ld }: Room,
    points: Float64Array,
    m: number,
    mean: Float64Array,
    explained: Float64Array,
    meanSlopes: Float64Array,
    explainedSlopes: Float64Array,
  ): void {
    const { n, weights, signal } = this.#terms;
    const d = weights.length;
    view(w, base + at.points * 8, m * d).set(points);
    const [k, t, s, out, slopes] = [
      base + at.k * 8,
      base + at.t * 8,
      base + at.s * 8,
      base + at.out * 8,
      base + at.slopes * 8,
    ] as const;
    const alpha = base + at.alpha * 8;
    const [x, columns, byWeight] = [
      base + at.points * 8,
      base + at.columns * 8,
      base + at.weights * 8,
    ] as const;
    w.matern(k, t, ld, x, columns, byWeight, m, n, d, signal);
    w.multiply(s, ld, k, ld, base + at.inverse * 8, ld, m, n, n);
    w.dots(out, k, ld, alpha, 0, m, n);
    w.dots(out + CHUNK * 8, k, ld, s, ld, m, n);
    w.maternSlopes(slopes, slopes + CHUNK * d * 8, k, t, s, ld, alpha, x, columns, byWeight, m, n, d);
    const outs = view(w, out, 2 * CHUNK);
    const found = view(w, slopes, 2 * CHUNK * d);
    mean.set(outs.subarray(0, m));
    explained.set(outs.subarray(CHUNK, CHUNK + m));
    meanSlopes.set(found.subarray(0, m * d));
    explainedSlopes.set(found.subarray(CHUNK * d, (CHUNK + m) * d));
  }

  /** The kernel with all terms in its memory; undefined without WebAssembly. */
  #room(withInverse: boolean): Room | undefined {
    const w = kernel();
    if (w === undefined) return undefined;
    const { n, columns, weights, factor, alpha } = this.#terms;
    const d = weights.length;
    const ld = pitch(n + 1);
    const at = layout(n, d, ld);
    const there = owns(this);
    const base = there ?? claim(w, at.length * 8, this);
    if (base === 0) return undefined;
    if (there === undefined) {
      this.#inverseThere = false;
      const memory = view(w, base, at.length);
      for (let i = 0; i < n; i++) memory.set(factor.subarray(i * n, i * n + i + 1), i * ld);
      memory.fill(0, at.columns, at.length);
      for (let e = 0; e < d; e++) memory.set(columns.subarray(e * n, (e + 1) * n), at.columns + e * ld);
      memory.set(alpha.subarray(0, n), at.alpha);
      memory.set(weights, at.weights);
    }
    if (withInverse && !this.#inverseThere) {
      const memory = view(w, base, at.length);
      for (let i = 0; i < n; i++)
        memory.set(this.#inverse!.subarray(i * n, (i + 1) * n), at.inverse + i * ld);
      this.#inverseThere = true;
    }
    return { kernel: w, base, at, ld };
  }
}

interface Room {
  readonly kernel: Kernel;
  readonly base: number;
  readonly at: Layout;
  readonly ld: number;
}

/** Places in numbers; the factor is at 0. */
type Layout = ReturnType<typeof layout>;

function layout(n: number, d: number, ld: number) {
  const inverse = n * ld;
  const columns = 2 * n * ld;
  const alpha = columns + d * ld;
  const weights = alpha + ld;
  const points = weights + d;
  const k = points + CHUNK * d;
  const t = k + CHUNK * ld;
  const s = t + CHUNK * ld;
  const out = s + CHUNK * ld;
  const slopes = out + 2 * CHUNK;
  return { inverse, columns, alpha, weights, points, k, t, s, out, slopes, length: slopes + 2 * CHUNK * d };
}
