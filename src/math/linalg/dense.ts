import { claim, type Kernel, kernel, pitch, view } from '../wasm/kernel.ts';
import { plainCholesky, plainInverse, plainMultiply, plainSolveRows } from './plain.ts';

/**
 * Matrices are flat Float64Arrays, row-major without gaps. Large ones are copied into the WebAssembly kernel,
 * small ones stay; either way gives the same bits.
 */

/** Below this many multiplications copying costs more than it saves. */
const SMALL = 2000;

function place(
  memory: Float64Array,
  offset: number,
  ld: number,
  a: Float64Array,
  m: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) memory.set(a.subarray(i * n, i * n + n), offset + i * ld);
}

function fetch(
  memory: Float64Array,
  offset: number,
  ld: number,
  a: Float64Array,
  m: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) a.set(memory.subarray(offset + i * ld, offset + i * ld + n), i * n);
}

function scratch(work: number, numbers: number): { readonly k: Kernel; readonly base: number } | undefined {
  if (work < SMALL) return undefined;
  const k = kernel();
  if (k === undefined) return undefined;
  const base = claim(k, numbers * 8);
  return base === 0 ? undefined : { k, base };
}

/**
 * Cholesky factor L of a symmetric matrix, A = L Lᵀ, in place in its lower triangle; the upper one is not read and
 * keeps what it had. A is shape [n, n].
 * @returns true; false if a pivot is not positive, and then `a` holds nothing of use
 * @remarks n³/3 operations; the same bits with and without WebAssembly.
 */
export function cholesky(a: Float64Array, n: number): boolean {
  const ld = pitch(n);
  const room = scratch((n * n * n) / 6, n * ld);
  if (room === undefined) return plainCholesky(a, n) === n;
  const memory = view(room.k, room.base, n * ld);
  for (let i = 0; i < n; i++) memory.set(a.subarray(i * n, i * n + i + 1), i * ld);
  if (room.k.cholesky(room.base, n, ld) !== n) return false;
  for (let i = 0; i < n; i++) a.set(memory.subarray(i * ld, i * ld + i + 1), i * n);
  return true;
}

/**
 * Applies L⁻¹ to each row of X, in place: X := X L⁻ᵀ. L is shape [n, n] (lower), X shape [m, n].
 * @remarks m n² operations.
 */
export function solveRows(l: Float64Array, n: number, x: Float64Array, m: number): void {
  const ld = pitch(n);
  const room = m < 4 ? undefined : scratch((m * n * n) / 2, (n + m) * ld);
  if (room === undefined) {
    plainSolveRows(l, n, x, m);
    return;
  }
  const memory = view(room.k, room.base, (n + m) * ld);
  for (let i = 0; i < n; i++) memory.set(l.subarray(i * n, i * n + i + 1), i * ld);
  place(memory, n * ld, ld, x, m, n);
  room.k.solveRows(room.base, n, ld, room.base + n * ld * 8, m, ld);
  fetch(memory, n * ld, ld, x, m, n);
}

/**
 * Inverse of L Lᵀ, whole (both triangles), into `out`, shape [n, n]. L is a lower factor as `cholesky` leaves it.
 * @remarks 2n³/3 operations.
 */
export function inverseFromCholesky(l: Float64Array, n: number, out: Float64Array): void {
  const ld = pitch(n);
  const room = scratch((n * n * n) / 3, 3 * n * ld);
  if (room === undefined) {
    plainInverse(l, n, out);
  } else {
    const memory = view(room.k, room.base, 3 * n * ld);
    for (let i = 0; i < n; i++) memory.set(l.subarray(i * n, i * n + i + 1), i * ld);
    room.k.inverse(room.base, room.base + n * ld * 8, room.base + 2 * n * ld * 8, n, ld);
    for (let i = 0; i < n; i++) out.set(memory.subarray((2 * n + i) * ld, (2 * n + i) * ld + i + 1), i * n);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j]!;
}

/** C := A Bᵀ with A shape [m, k], B shape [n, k], C shape [m, n]. */
export function multiplyTransposed(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
  out: Float64Array,
): void {
  const ldk = pitch(k);
  const ldn = pitch(n);
  const room = m < 4 ? undefined : scratch(m * n * k, (m + n) * ldk + m * ldn);
  if (room === undefined) {
    plainMultiply(a, b, m, n, k, out);
    return;
  }
  const memory = view(room.k, room.base, (m + n) * ldk + m * ldn);
  place(memory, 0, ldk, a, m, k);
  place(memory, m * ldk, ldk, b, n, k);
  const c = (m + n) * ldk;
  room.k.multiply(room.base + c * 8, ldn, room.base, ldk, room.base + m * ldk * 8, ldk, m, n, k);
  fetch(memory, c, ldn, out, m, n);
}
