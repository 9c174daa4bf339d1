/**
 * The Matérn operations of `assembly/kernel.ts` in plain TypeScript, entry for entry in the same order: even and odd
 * columns are summed apart, then together. Matrices have no gaps here.
 */

const SQRT5 = 2.23606797749979;
const MAGIC = 6755399441055744;

/** 2⁻ᵏ for k = 0, 1, …; exact. */
const halves: Float64Array = new Float64Array(1024);
halves[0] = 1;
for (let k = 1; k < halves.length; k++) halves[k] = 0.5 * halves[k - 1]!;

/** exp of a number ≤ 0, with the same bits on every machine; below -700 as at -700. Relative error about 1e-14. */
export function plainExp(x: number): number {
  const z = Math.max(x, -700);
  const k = z * Math.LOG2E + MAGIC - MAGIC;
  const r = z - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let p = 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * halves[-k]!;
}

/** See `matern` in the kernel: points [m, d], columns [d, n], k and t [m, n]. */
export function plainMatern(
  points: Float64Array,
  columns: Float64Array,
  weights: Float64Array,
  m: number,
  n: number,
  signal: number,
  k: Float64Array,
  t: Float64Array | undefined,
): void {
  const d = weights.length;
  for (let i = 0; i < m; i++) {
    const row = i * n;
    k.fill(0, row, row + n);
    for (let e = 0; e < d; e++) {
      const weight = weights[e]!;
      const x = points[i * d + e]!;
      const column = e * n;
      if (weight >= 0) {
        for (let j = 0; j < n; j++) {
          const gap = x - columns[column + j]!;
          k[row + j] = k[row + j]! + weight * gap * gap;
        }
      } else {
        for (let j = 0; j < n; j++) if (x !== columns[column + j]!) k[row + j] = k[row + j]! - weight;
      }
    }
    for (let j = row; j < row + n; j++) {
      const r = SQRT5 * Math.sqrt(k[j]!);
      const e = signal * plainExp(-r);
      const one = 1 + r;
      k[j] = (one + r * r * (1 / 3)) * e;
      if (t !== undefined) t[j] = (-5 / 3) * one * e;
    }
  }
}

/** out[i] := Σ A[i, j] B[i, j], or with the one row of B for all where `step` is 0. */
export function plainDots(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  step: number,
  out: Float64Array,
): void {
  const pairs = n & ~1;
  for (let i = 0; i < m; i++) {
    const p = i * n;
    const q = i * step;
    let even = 0;
    let odd = 0;
    for (let j = 0; j < pairs; j += 2) {
      even += a[p + j]! * b[q + j]!;
      odd += a[p + j + 1]! * b[q + j + 1]!;
    }
    const sum = even + odd;
    out[i] = pairs < n ? sum + a[p + pairs]! * b[q + pairs]! : sum;
  }
}

/** See `maternSlopes` in the kernel. Overwrites k and t. */
export function plainMaternSlopes(
  k: Float64Array,
  t: Float64Array,
  s: Float64Array,
  alpha: Float64Array,
  points: Float64Array,
  columns: Float64Array,
  weights: Float64Array,
  m: number,
  n: number,
  means: Float64Array,
  spreads: Float64Array,
): void {
  const d = weights.length;
  for (let i = 0; i < m; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) {
      const slope = t[row + j]!;
      k[row + j] = slope * alpha[j]!;
      t[row + j] = slope * s[row + j]!;
    }
    for (let e = 0; e < d; e++) {
      const weight = Math.max(weights[e]!, 0);
      const x = points[i * d + e]!;
      let mean0 = 0;
      let mean1 = 0;
      let spread0 = 0;
      let spread1 = 0;
      for (let j = 0; weight > 0 && j < n; j += 2) {
        const gap = x - columns[e * n + j]!;
        mean0 += k[row + j]! * gap;
        spread0 += t[row + j]! * gap;
        if (j + 1 === n) break;
        const next = x - columns[e * n + j + 1]!;
        mean1 += k[row + j + 1]! * next;
        spread1 += t[row + j + 1]! * next;
      }
      means[i * d + e] = weight * (mean0 + mean1);
      spreads[i * d + e] = weight * (spread0 + spread1);
    }
  }
}
