/**
 * Dense kernels for `src/math/linalg`, compiled to WebAssembly by `npm run wasm`. Matrices are row-major and lie in
 * the module's memory; `ld` is the distance of rows in elements.
 *
 * Every entry has one order of operations, whatever the register blocking: sums run over blocks of 64 columns at
 * fixed places; inside a block even and odd places are added apart, then together; the last columns within a group
 * of four are taken one by one. `src/math/linalg/plain.ts` does the same, so both agree bit for bit.
 */

export { matern, maternSlopes } from './matern';
export { place, squares, sums } from './mixture';

const BLOCK: i32 = 64;
const GROUP: i32 = 4;
/** Rows of the right factor kept in the first cache while the left one passes. */
const STRIP: i32 = 32;

export function allocate(bytes: i32): usize {
  const need = __heap_base + <usize>bytes;
  const have = <usize>memory.size() << 16;
  if (need > have) {
    if (memory.grow(<i32>((need - have + 65535) >> 16)) < 0) return 0;
  }
  return __heap_base;
}

@inline
function at(base: usize, ld: i32, row: i32, column: i32): usize {
  return base + ((<usize>row * <usize>ld + <usize>column) << 3);
}

@inline
function store(address: usize, sum: v128, tail: f64, odd: bool, add: bool): void {
  let value = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (odd) value = value + tail;
  f64.store(address, add ? f64.load(address) + value : f64.load(address) - value);
}

/** C[0..4, 0..2] ∓= A[0..4, 0..k] B[0..2, 0..k]ᵀ. */
@inline
function tile42(c: usize, sc: usize, a: usize, sa: usize, b: usize, sb: usize, k: i32, add: bool): void {
  let s00 = f64x2.splat(0), s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0), s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0), s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0), s31 = f64x2.splat(0);
  let p0 = a, p1 = a + sa, p2 = p1 + sa, p3 = p2 + sa, q0 = b, q1 = b + sb;
  const end = a + (<usize>(k & ~1) << 3);
  while (p0 < end) {
    const b0 = v128.load(q0), b1 = v128.load(q1);
    const a0 = v128.load(p0);
    s00 = f64x2.add(s00, f64x2.mul(a0, b0));
    s01 = f64x2.add(s01, f64x2.mul(a0, b1));
    const a1 = v128.load(p1);
    s10 = f64x2.add(s10, f64x2.mul(a1, b0));
    s11 = f64x2.add(s11, f64x2.mul(a1, b1));
    const a2 = v128.load(p2);
    s20 = f64x2.add(s20, f64x2.mul(a2, b0));
    s21 = f64x2.add(s21, f64x2.mul(a2, b1));
    const a3 = v128.load(p3);
    s30 = f64x2.add(s30, f64x2.mul(a3, b0));
    s31 = f64x2.add(s31, f64x2.mul(a3, b1));
    p0 += 16; p1 += 16; p2 += 16; p3 += 16; q0 += 16; q1 += 16;
  }
  const odd = (k & 1) === 1;
  let t0: f64 = 0, t1: f64 = 0;
  if (odd) { t0 = f64.load(q0); t1 = f64.load(q1); }
  const u0: f64 = odd ? f64.load(p0) : 0, u1: f64 = odd ? f64.load(p1) : 0;
  const u2: f64 = odd ? f64.load(p2) : 0, u3: f64 = odd ? f64.load(p3) : 0;
  store(c, s00, u0 * t0, odd, add);
  store(c + 8, s01, u0 * t1, odd, add);
  c += sc;
  store(c, s10, u1 * t0, odd, add);
  store(c + 8, s11, u1 * t1, odd, add);
  c += sc;
  store(c, s20, u2 * t0, odd, add);
  store(c + 8, s21, u2 * t1, odd, add);
  c += sc;
  store(c, s30, u3 * t0, odd, add);
  store(c + 8, s31, u3 * t1, odd, add);
}

@inline
function tile11(c: usize, a: usize, b: usize, k: i32, add: bool): void {
  let s = f64x2.splat(0);
  let p = a, q = b;
  const end = a + (<usize>(k & ~1) << 3);
  while (p < end) {
    s = f64x2.add(s, f64x2.mul(v128.load(p), v128.load(q)));
    p += 16; q += 16;
  }
  const odd = (k & 1) === 1;
  const t: f64 = odd ? f64.load(p) * f64.load(q) : 0;
  store(c, s, t, odd, add);
}

/** C[m, n] ∓= A[m, k] B[n, k]ᵀ for k ≤ 64. */
@inline
function product(c: usize, ldc: i32, a: usize, lda: i32, b: usize, ldb: i32, m: i32, n: i32, k: i32, add: bool): void {
  const sa = <usize>lda << 3, sb = <usize>ldb << 3, sc = <usize>ldc << 3;
  const m4 = m & ~3, n2 = n & ~1;
  for (let i = 0; i < m4; i += 4) {
    const ai = at(a, lda, i, 0), ci = at(c, ldc, i, 0);
    for (let j = 0; j < n2; j += 2) tile42(ci + (<usize>j << 3), sc, ai, sa, at(b, ldb, j, 0), sb, k, add);
    if (n2 < n) {
      const bj = at(b, ldb, n2, 0);
      for (let r = 0; r < 4; r++) tile11(at(c, ldc, i + r, n2), at(a, lda, i + r, 0), bj, k, add);
    }
  }
  for (let i = m4; i < m; i++)
    for (let j = 0; j < n; j++) tile11(at(c, ldc, i, j), at(a, lda, i, 0), at(b, ldb, j, 0), k, add);
}

function subtract(c: usize, ldc: i32, a: usize, lda: i32, b: usize, ldb: i32, m: i32, n: i32, k: i32): void {
  product(c, ldc, a, lda, b, ldb, m, n, k, false);
}

function accumulate(c: usize, ldc: i32, a: usize, lda: i32, b: usize, ldb: i32, m: i32, n: i32, k: i32): void {
  product(c, ldc, a, lda, b, ldb, m, n, k, true);
}

/** Solves up to four columns of X Lᵀ = X, one by one, for m rows. */
function solveGroup(l: usize, ldl: i32, x: usize, ldx: i32, m: i32, width: i32): void {
  if (width === 4) {
    const l10 = f64.load(at(l, ldl, 1, 0)), l20 = f64.load(at(l, ldl, 2, 0)), l30 = f64.load(at(l, ldl, 3, 0));
    const l21 = f64.load(at(l, ldl, 2, 1)), l31 = f64.load(at(l, ldl, 3, 1)), l32 = f64.load(at(l, ldl, 3, 2));
    const d0 = 1.0 / f64.load(l), d1 = 1.0 / f64.load(at(l, ldl, 1, 1));
    const d2 = 1.0 / f64.load(at(l, ldl, 2, 2)), d3 = 1.0 / f64.load(at(l, ldl, 3, 3));
    for (let i = 0; i < m; i++) {
      const row = at(x, ldx, i, 0);
      const x0 = f64.load(row) * d0;
      const x1 = (f64.load(row + 8) - x0 * l10) * d1;
      const x2 = (f64.load(row + 16) - x0 * l20 - x1 * l21) * d2;
      const x3 = (f64.load(row + 24) - x0 * l30 - x1 * l31 - x2 * l32) * d3;
      f64.store(row, x0);
      f64.store(row + 8, x1);
      f64.store(row + 16, x2);
      f64.store(row + 24, x3);
    }
    return;
  }
  for (let j = 0; j < width; j++) {
    const inverse = 1.0 / f64.load(at(l, ldl, j, j));
    for (let i = 0; i < m; i++) {
      let s = f64.load(at(x, ldx, i, j));
      for (let k = 0; k < j; k++) s -= f64.load(at(x, ldx, i, k)) * f64.load(at(l, ldl, j, k));
      f64.store(at(x, ldx, i, j), s * inverse);
    }
  }
}

/** Solves columns from..to (≤ 64) of X Lᵀ = X for m rows; earlier blocks are already subtracted. */
function solvePanel(l: usize, ldl: i32, x: usize, ldx: i32, m: i32, from: i32, to: i32): void {
  for (let group = from; group < to; group += GROUP) {
    const end = min(group + GROUP, to);
    if (group > from)
      subtract(at(x, ldx, 0, group), ldx, at(x, ldx, 0, from), ldx, at(l, ldl, group, from), ldl, m, end - group, group - from);
    solveGroup(at(l, ldl, group, group), ldl, at(x, ldx, 0, group), ldx, m, end - group);
  }
}

/** Lower Cholesky factor in place. @returns n, or the first row whose pivot is not positive */
export function cholesky(a: usize, n: i32, ld: i32): i32 {
  for (let from = 0; from < n; from += BLOCK) {
    const to = min(from + BLOCK, n);
    for (let group = from; group < to; group += GROUP) {
      const end = min(group + GROUP, to);
      if (group > from)
        subtract(at(a, ld, group, group), ld, at(a, ld, group, from), ld, at(a, ld, group, from), ld, n - group, end - group, group - from);
      for (let j = group; j < end; j++) {
        let pivot = f64.load(at(a, ld, j, j));
        for (let k = group; k < j; k++) {
          const value = f64.load(at(a, ld, j, k));
          pivot -= value * value;
        }
        if (!(pivot > 0)) return j;
        const root = sqrt(pivot);
        f64.store(at(a, ld, j, j), root);
        const inverse = 1.0 / root;
        for (let i = j + 1; i < end; i++) {
          let s = f64.load(at(a, ld, i, j));
          for (let k = group; k < j; k++) s -= f64.load(at(a, ld, i, k)) * f64.load(at(a, ld, j, k));
          f64.store(at(a, ld, i, j), s * inverse);
        }
      }
      solveGroup(at(a, ld, group, group), ld, at(a, ld, end, group), ld, n - end, end - group);
    }
    for (let strip = to; strip < n; strip += STRIP) {
      const width = min(STRIP, n - strip);
      subtract(at(a, ld, strip, strip), ld, at(a, ld, strip, from), ld, at(a, ld, strip, from), ld, n - strip, width, to - from);
    }
  }
  return n;
}

/** X := X L⁻ᵀ, that is L⁻¹ applied to each of m rows. */
export function solveRows(l: usize, n: i32, ldl: i32, x: usize, m: i32, ldx: i32): void {
  for (let from = 0; from < n; from += BLOCK) {
    const to = min(from + BLOCK, n);
    solvePanel(l, ldl, x, ldx, m, from, to);
    for (let strip = to; strip < n; strip += STRIP) {
      const width = min(STRIP, n - strip);
      subtract(at(x, ldx, 0, strip), ldx, at(x, ldx, 0, from), ldx, at(l, ldl, strip, from), ldl, m, width, to - from);
    }
  }
}

/** Inverse of L Lᵀ into the lower triangle of c (zeroed before); x becomes L⁻ᵀ. Both n × n at distance ld. */
export function inverse(l: usize, x: usize, c: usize, n: i32, ld: i32): void {
  const bytes = (<usize>n * <usize>ld) << 3;
  memory.fill(x, 0, bytes);
  memory.fill(c, 0, bytes);
  for (let i = 0; i < n; i++) f64.store(at(x, ld, i, i), 1.0);
  for (let from = 0; from < n; from += BLOCK) {
    const to = min(from + BLOCK, n);
    solvePanel(l, ld, x, ld, to, from, to);
    for (let strip = to; strip < n; strip += STRIP) {
      const width = min(STRIP, n - strip);
      subtract(at(x, ld, 0, strip), ld, at(x, ld, 0, from), ld, at(l, ld, strip, from), ld, to, width, to - from);
    }
    for (let strip = 0; strip < to; strip += STRIP) {
      const width = min(STRIP, to - strip);
      accumulate(at(c, ld, strip, strip), ld, at(x, ld, strip, from), ld, at(x, ld, strip, from), ld, to - strip, width, to - from);
    }
  }
}

/** C[m, n] := A[m, k] B[n, k]ᵀ. */
export function multiply(c: usize, ldc: i32, a: usize, lda: i32, b: usize, ldb: i32, m: i32, n: i32, k: i32): void {
  memory.fill(c, 0, (<usize>m * <usize>ldc) << 3);
  for (let from = 0; from < k; from += BLOCK) {
    const width = min(BLOCK, k - from);
    for (let strip = 0; strip < n; strip += STRIP)
      accumulate(at(c, ldc, 0, strip), ldc, at(a, lda, 0, from), lda, at(b, ldb, strip, from), ldb, m, min(STRIP, n - strip), width);
  }
}

/** out[i] := Σ A[i, j] B[i, j] over j < n; B has one row only where ldb is 0. */
export function dots(out: usize, a: usize, lda: i32, b: usize, ldb: i32, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) {
    f64.store(out + (<usize>i << 3), 0);
    tile11(out + (<usize>i << 3), at(a, lda, i, 0), at(b, ldb, i, 0), n, true);
  }
}
