import { claim, kernel, pitch, view } from '../wasm/kernel.ts';
import { plainMatern } from './plain.ts';

/**
 * Matérn-5/2 covariances signal · (1 + √5 r + 5 r² / 3) exp(-√5 r) of points and columns.
 * @param points - shape [m, d]
 * @param columns - shape [d, n]
 * @param weights - what each dimension adds to r², shape [d]: w (x - y)², or |w| [x ≠ y] where w is negative
 * @returns shape [m, n]
 * @remarks O(d m n); the same bits with and without WebAssembly, and in all engines.
 */
export function maternCovariances(
  points: Float64Array,
  columns: Float64Array,
  weights: Float64Array,
  m: number,
  n: number,
  signal: number,
): Float64Array {
  const out = new Float64Array(m * n);
  const w = kernel();
  const d = weights.length;
  const ld = pitch(n + 1);
  const length = (m + d) * ld + d + m * d;
  const base = w === undefined ? 0 : claim(w, length * 8);
  if (w === undefined || base === 0) {
    plainMatern(points, columns, weights, m, n, signal, out, undefined);
    return out;
  }
  const memory = view(w, base, length);
  const [there, byWeight, here] = [m * ld, (m + d) * ld, (m + d) * ld + d] as const;
  for (let e = 0; e < d; e++) memory.set(columns.subarray(e * n, (e + 1) * n), there + e * ld);
  memory.set(weights, byWeight);
  memory.set(points.subarray(0, m * d), here);
  w.matern(base, 0, ld, base + here * 8, base + there * 8, base + byWeight * 8, m, n, d, signal);
  for (let i = 0; i < m; i++) out.set(memory.subarray(i * ld, i * ld + n), i * n);
  return out;
}
