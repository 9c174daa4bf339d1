/** Triangular systems with one right-hand side, and factors that grow by a row. L is shape [≥ n, stride], lower. */

/** x := L⁻¹ x. Two rows at a time, each with two sums in flight that are added in a fixed order. */
export function solveLower(l: Float64Array, n: number, x: Float64Array, stride: number = n): void {
  const pairs = n & ~1;
  for (let i = 0; i < pairs; i += 2) {
    const p = i * stride;
    const q = p + stride;
    let a0 = 0;
    let a1 = 0;
    let b0 = 0;
    let b1 = 0;
    for (let k = 0; k < i; k += 2) {
      const x0 = x[k]!;
      const x1 = x[k + 1]!;
      a0 += l[p + k]! * x0;
      a1 += l[p + k + 1]! * x1;
      b0 += l[q + k]! * x0;
      b1 += l[q + k + 1]! * x1;
    }
    const first = (x[i]! - (a0 + a1)) / l[p + i]!;
    x[i] = first;
    x[i + 1] = (x[i + 1]! - (b0 + b1) - l[q + i]! * first) / l[q + i + 1]!;
  }
  if (pairs < n) x[pairs] = (x[pairs]! - dot4(l, pairs * stride, x, pairs)) / l[pairs * stride + pairs]!;
}

/** x := L⁻ᵀ x. */
export function solveUpper(l: Float64Array, n: number, x: Float64Array, stride: number = n): void {
  for (let i = n - 1; i >= 0; i--) {
    const row = i * stride;
    const value = x[i]! / l[row + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k] = x[k]! - value * l[row + k]!;
  }
}

/** log det (L Lᵀ) = 2 Σ log Lᵢᵢ. */
export function logDeterminant(l: Float64Array, n: number, stride: number = n): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(l[i * stride + i]!);
  return 2 * sum;
}

/**
 * Extends the factor of an n × n matrix by one row and column, in place: `row` holds the n new covariances and the
 * new variance, and becomes row n of the factor.
 * @param l - capacity of at least n + 1 rows of `stride` numbers
 * @returns false if the extended matrix is not positive definite; then `l` is as it was
 * @remarks n² operations.
 */
export function extendCholesky(l: Float64Array, n: number, row: Float64Array, stride: number): boolean {
  solveLower(l, n, row, stride);
  const pivot = row[n]! - dot4(row, 0, row, n);
  if (!(pivot > 0)) return false;
  const start = n * stride;
  for (let k = 0; k < n; k++) l[start + k] = row[k]!;
  l[start + n] = Math.sqrt(pivot);
  row[n] = l[start + n]!;
  return true;
}

function dot4(a: Float64Array, p: number, x: Float64Array, n: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = n & ~3;
  for (let k = 0; k < whole; k += 4) {
    s0 += a[p + k]! * x[k]!;
    s1 += a[p + k + 1]! * x[k + 1]!;
    s2 += a[p + k + 2]! * x[k + 2]!;
    s3 += a[p + k + 3]! * x[k + 3]!;
  }
  for (let k = whole; k < n; k++) s0 += a[p + k]! * x[k]!;
  return s0 + s1 + (s2 + s3);
}
