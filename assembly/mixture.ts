/**
 * Kernels for `src/math/mixture`. Lanes are components, so every entry has one order of operations; sums over
 * components add even and odd places apart, then together. `src/math/mixture/plain.ts` does the same, bit for bit.
 */

/** Φ(t) - ½ for t ≥ 0 from a table with 64 knots a unit up to 6, linear between them. */
@inline
function upperHalf(table: usize, t: f64): f64 {
  if (t >= 6) return 0.5;
  const place = t * 64;
  const i = <i32>place;
  const at = table + (<usize>i << 3);
  const left = f64.load(at);
  return left + (place - <f64>i) * (f64.load(at + 8) - left);
}

/**
 * Of components u[k] in [0, 1]^dims: centres u[k, d] precisions[d] √½ in pairs, z [size / 2, dims, 2], and the product of
 * their masses inside, masses[k], with how often it was multiplied by 2⁵⁰⁰ behind it: [size, 2].
 */
export function place(u: usize, precisions: usize, table: usize, z: usize, masses: usize, dims: i32, size: i32): void {
  const pair = <usize>dims << 4;
  for (let k = 0; k < size; k++) {
    let to = z + <usize>(k >> 1) * pair + (<usize>(k & 1) << 3);
    let p = precisions;
    const end = u + (<usize>dims << 3);
    let mass: f64 = 1;
    let raised: f64 = 0;
    while (u < end) {
      const centre = f64.load(u);
      const precision = f64.load(p);
      const scaled = centre * precision;
      f64.store(to, scaled * 0.7071067811865476);
      mass *= (upperHalf(table, precision - scaled) + upperHalf(table, scaled)) / precision;
      if (mass < 3.054936363499605e-151) {
        mass *= 3.273390607896142e150;
        raised += 1;
      }
      u += 8; p += 8; to += 16;
    }
    f64.store(masses, mass);
    f64.store(masses + 8, raised);
    masses += 16;
  }
}

/**
 * logs[i, k] := base[k] - Σ_d (x[i, d] - z[k, d])² for k < size, and base[k] from there to pitch. All even;
 * `rows` is a multiple of four. z lies in pairs of components: [size / 2, dims, 2].
 */
export function squares(
  base: usize, z: usize, x: usize, logs: usize, rows: i32, dims: i32, size: i32, pitch: i32,
): void {
  const sx = <usize>dims << 3, sl = <usize>pitch << 3;
  for (let i = 0; i < rows; i += 4) {
    const x0 = x + <usize>i * sx;
    const out = logs + <usize>i * sl;
    let q = z;
    const end = <usize>size << 3;
    for (let k: usize = 0; k < end; k += 16) {
      const start = v128.load(base + k);
      let a0 = start, a1 = start, a2 = start, a3 = start;
      let p0 = x0, p1 = x0 + sx, p2 = p1 + sx, p3 = p2 + sx;
      const stop = p1;
      while (p0 < stop) {
        const c = v128.load(q);
        const t0 = f64x2.sub(v128.load64_splat(p0), c);
        const t1 = f64x2.sub(v128.load64_splat(p1), c);
        const t2 = f64x2.sub(v128.load64_splat(p2), c);
        const t3 = f64x2.sub(v128.load64_splat(p3), c);
        a0 = f64x2.sub(a0, f64x2.mul(t0, t0));
        a1 = f64x2.sub(a1, f64x2.mul(t1, t1));
        a2 = f64x2.sub(a2, f64x2.mul(t2, t2));
        a3 = f64x2.sub(a3, f64x2.mul(t3, t3));
        p0 += 8; p1 += 8; p2 += 8; p3 += 8; q += 16;
      }
      v128.store(out + k, a0);
      v128.store(out + sl + k, a1);
      v128.store(out + 2 * sl + k, a2);
      v128.store(out + 3 * sl + k, a3);
    }
    for (let r = 0; r < 4; r++)
      memory.copy(out + <usize>r * sl + end, base + end, (<usize>(pitch - size)) << 3);
  }
}

const LOG2E: f64 = 1.4426950408889634;
const LN2: f64 = 0.6931471805599453;
/** Adding it rounds to an integer, ties to even, and leaves that in the low bits. */
const MAGIC: f64 = 6755399441055744;

/** exp(t) for -30 ≤ t ≤ 0: 2ⁿ times the Taylor polynomial of degree 11 on |r| ≤ ½ log 2. */
@inline
function exp2lanes(t: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(t, f64x2.splat(LOG2E)), f64x2.splat(MAGIC));
  const n = f64x2.sub(shifted, f64x2.splat(MAGIC));
  const r = f64x2.sub(t, f64x2.mul(n, f64x2.splat(LN2)));
  let p = f64x2.splat(2.505210838544172e-8);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(2.755731922398589e-7));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.0000027557319223985893));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.0000248015873015873));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.0001984126984126984));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.001388888888888889));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.008333333333333333));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.041666666666666664));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.16666666666666666));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/**
 * The largest entry of each row and Σ exp(entry - largest), as pairs in `out`; entries more than 30 below the largest
 * are left out. `pitch` is even.
 */
export function sums(logs: usize, rows: i32, pitch: i32, out: usize): void {
  const bytes = <usize>pitch << 3;
  const least = f64x2.splat(-30);
  for (let i = 0; i < rows; i++) {
    const end = logs + bytes;
    let high = v128.load(logs);
    for (let p = logs + 16; p < end; p += 16) high = f64x2.pmax(high, v128.load(p));
    const top = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
    const all = f64x2.splat(top);
    let sum = f64x2.splat(0);
    for (let p = logs; p < end; p += 16) {
      const t = f64x2.sub(v128.load(p), all);
      const counts = f64x2.ge(t, least);
      if (v128.any_true(counts)) sum = f64x2.add(sum, v128.and(exp2lanes(f64x2.pmax(least, t)), counts));
    }
    f64.store(out, top);
    f64.store(out + 8, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
    out += 16;
    logs = end;
  }
}
