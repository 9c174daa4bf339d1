/**
 * Kernels for `src/math/matern`. Entries of covariances are independent; sums over columns add even and odd places
 * apart, then together. `src/math/matern/plain.ts` does the same, bit for bit.
 */

/** 1.5 · 2⁵²: added and taken away again, it rounds to an integer, whose bits it leaves at the end of the mantissa. */
const MAGIC: f64 = 6755399441055744.0;

/** exp of two numbers ≤ 0; below -700 as at -700. Relative error about 1e-14. */
@inline
function expOf(x: v128): v128 {
  const z = f64x2.max(x, f64x2.splat(-700));
  const t = f64x2.add(f64x2.mul(z, f64x2.splat(1.4426950408889634)), f64x2.splat(MAGIC));
  const k = f64x2.sub(t, f64x2.splat(MAGIC));
  const r = f64x2.sub(
    f64x2.sub(z, f64x2.mul(k, f64x2.splat(0.6931471803691238))),
    f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)),
  );
  let p = f64x2.splat(1.0 / 39916800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  return f64x2.mul(p, i64x2.add(i64x2.shl(t, 52), i64x2.splat(0x3ff0000000000000)));
}

/** Correlation and slope of two columns at their squared distances. */
@inline
function correlate(square: v128, signal: f64, k: usize, t: usize): void {
  const r = f64x2.mul(f64x2.splat(2.23606797749979), f64x2.sqrt(square));
  const e = f64x2.mul(f64x2.splat(signal), expOf(f64x2.neg(r)));
  const one = f64x2.add(f64x2.splat(1), r);
  v128.store(k, f64x2.mul(f64x2.add(one, f64x2.mul(f64x2.mul(r, r), f64x2.splat(1.0 / 3.0))), e));
  if (t !== 0) v128.store(t, f64x2.mul(f64x2.mul(f64x2.splat(-5.0 / 3.0), one), e));
}

/**
 * K[i, j] := signal · Matérn-5/2 at the weighted squared distance of point i (shape [m, d]) and column j (shape
 * [d, ld]); T, unless null, its derivative by a coordinate, over the weight and the gap. A negative weight is that of
 * equality: -w · [x ≠ y]. Works on four columns at a time: up to three more are written.
 */
export function matern(
  k: usize, t: usize, ld: i32, points: usize, columns: usize, weights: usize, m: i32, n: i32, d: i32, signal: f64,
): void {
  const bytes = <usize>ld << 3;
  for (let i = 0; i < m; i++) {
    const first = points + ((<usize>i * <usize>d) << 3);
    const row = <usize>i * bytes;
    for (let j = 0; j < n; j += 4) {
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
      let column = columns + (<usize>j << 3);
      let x = first;
      const end = weights + (<usize>d << 3);
      for (let w = weights; w < end; w += 8) {
        const weight = v128.load64_splat(w);
        const here = v128.load64_splat(x);
        if (f64x2.extract_lane(weight, 0) >= 0) {
          const g0 = f64x2.sub(here, v128.load(column)), g1 = f64x2.sub(here, v128.load(column, 16));
          s0 = f64x2.add(s0, f64x2.mul(f64x2.mul(weight, g0), g0));
          s1 = f64x2.add(s1, f64x2.mul(f64x2.mul(weight, g1), g1));
        } else {
          s0 = f64x2.sub(s0, v128.and(f64x2.ne(here, v128.load(column)), weight));
          s1 = f64x2.sub(s1, v128.and(f64x2.ne(here, v128.load(column, 16)), weight));
        }
        column += bytes;
        x += 8;
      }
      const at = row + (<usize>j << 3);
      correlate(s0, signal, k + at, t === 0 ? 0 : t + at);
      correlate(s1, signal, k + at + 16, t === 0 ? 0 : t + at + 16);
    }
  }
}

/**
 * Means[i, e] := w[e] Σ T[i, j] α[j] (x[i, e] - c[e, j]), Spreads the same with S[i, j] in place of α[j]; 0 where w < 0.
 * Overwrites K and T. Works on pairs: where n is odd, α[n] and S[i, n] have to be 0.
 */
export function maternSlopes(
  means: usize, spreads: usize, k: usize, t: usize, s: usize, ld: i32,
  alpha: usize, points: usize, columns: usize, weights: usize, m: i32, n: i32, d: i32,
): void {
  const bytes = <usize>ld << 3;
  for (let i = 0; i < m; i++) {
    const skip = <usize>i * bytes;
    const kRow = k + skip, tRow = t + skip, sRow = s + skip;
    for (let j = 0; j < n; j += 2) {
      const o = <usize>j << 3;
      const slope = v128.load(tRow + o);
      v128.store(kRow + o, f64x2.mul(slope, v128.load(alpha + o)));
      v128.store(tRow + o, f64x2.mul(slope, v128.load(sRow + o)));
    }
    for (let e = 0; e < d; e++) {
      const place = (<usize>i * <usize>d + <usize>e) << 3;
      const weight = max(f64.load(weights + (<usize>e << 3)), 0);
      let mean = f64x2.splat(0);
      let spread = f64x2.splat(0);
      if (weight > 0) {
        const x = v128.load64_splat(points + place);
        const column = columns + <usize>e * bytes;
        for (let j = 0; j < n; j += 2) {
          const o = <usize>j << 3;
          const gap = f64x2.sub(x, v128.load(column + o));
          mean = f64x2.add(mean, f64x2.mul(v128.load(kRow + o), gap));
          spread = f64x2.add(spread, f64x2.mul(v128.load(tRow + o), gap));
        }
      }
      f64.store(means + place, weight * (f64x2.extract_lane(mean, 0) + f64x2.extract_lane(mean, 1)));
      f64.store(spreads + place, weight * (f64x2.extract_lane(spread, 0) + f64x2.extract_lane(spread, 1)));
    }
  }
}
