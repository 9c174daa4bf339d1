/**
 * The operations of `assembly/kernel.ts` in plain TypeScript, entry for entry in the same order: sums over blocks
 * of 64 columns at fixed places, even and odd places apart within a block, the last columns of a group of four one
 * by one. Used where WebAssembly is missing, and for small matrices where copying would cost more.
 */

const BLOCK = 64;
const GROUP = 4;

/** Σ a[p+t] b[q+t] over t < k, even and odd t apart. */
function dot(a: Float64Array, p: number, b: Float64Array, q: number, k: number): number {
  let even = 0;
  let odd = 0;
  const pairs = k & ~1;
  for (let t = 0; t < pairs; t += 2) {
    even += a[p + t]! * b[q + t]!;
    odd += a[p + t + 1]! * b[q + t + 1]!;
  }
  const sum = even + odd;
  return pairs < k ? sum + a[p + pairs]! * b[q + pairs]! : sum;
}

/** Row i of A := row i of A L⁻ᵀ in columns from..to of one block; `start` is the first column to solve in it. */
function solveBlockRow(
  l: Float64Array,
  n: number,
  x: Float64Array,
  row: number,
  from: number,
  to: number,
): void {
  for (let group = from; group < to; group += GROUP) {
    const end = Math.min(group + GROUP, to);
    for (let j = group; j < end; j++) {
      let s = x[row + j]!;
      if (group > from) s -= dot(x, row + from, l, j * n + from, group - from);
      for (let k = group; k < j; k++) s -= x[row + k]! * l[j * n + k]!;
      x[row + j] = s * (1 / l[j * n + j]!);
    }
  }
}

/** Lower factor in the lower triangle of a, in place. @returns n, or the first row whose pivot is not positive */
export function plainCholesky(a: Float64Array, n: number): number {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let i = from; i < to; i++) {
      solveBlockRow(a, n, a, i * n, from, i);
      const group = i - ((i - from) % GROUP);
      let pivot = a[i * n + i]!;
      if (group > from) pivot -= dot(a, i * n + from, a, i * n + from, group - from);
      for (let k = group; k < i; k++) pivot -= a[i * n + k]! * a[i * n + k]!;
      if (!(pivot > 0)) return i;
      a[i * n + i] = Math.sqrt(pivot);
    }
    for (let i = to; i < n; i++) {
      solveBlockRow(a, n, a, i * n, from, to);
      for (let j = to; j <= i; j++)
        a[i * n + j] = a[i * n + j]! - dot(a, i * n + from, a, j * n + from, to - from);
    }
  }
  return n;
}

/** X := X L⁻ᵀ for m rows. */
export function plainSolveRows(l: Float64Array, n: number, x: Float64Array, m: number): void {
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let i = 0; i < m; i++) {
      solveBlockRow(l, n, x, i * n, from, to);
      for (let j = to; j < n; j++)
        x[i * n + j] = x[i * n + j]! - dot(x, i * n + from, l, j * n + from, to - from);
    }
  }
}

/** Inverse of L Lᵀ into the lower triangle of c. */
export function plainInverse(l: Float64Array, n: number, c: Float64Array): void {
  const x = new Float64Array(n * n);
  for (let i = 0; i < n; i++) x[i * n + i] = 1;
  c.fill(0, 0, n * n);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(from + BLOCK, n);
    for (let i = 0; i < to; i++) {
      solveBlockRow(l, n, x, i * n, from, to);
      for (let j = to; j < n; j++)
        x[i * n + j] = x[i * n + j]! - dot(x, i * n + from, l, j * n + from, to - from);
    }
    for (let i = 0; i < to; i++)
      for (let j = 0; j <= i; j++)
        c[i * n + j] = c[i * n + j]! + dot(x, i * n + from, x, j * n + from, to - from);
  }
}

/** C[m, n] := A[m, k] B[n, k]ᵀ. */
export function plainMultiply(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
  c: Float64Array,
): void {
  c.fill(0, 0, m * n);
  for (let from = 0; from < k; from += BLOCK) {
    const width = Math.min(BLOCK, k - from);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) c[i * n + j] = c[i * n + j]! + dot(a, i * k + from, b, j * k + from, width);
  }
}
