/** The operations of `assembly/mixture.ts` in plain TypeScript, entry for entry in the same order. */

/** Φ(t) - ½ for t ≥ 0 from a table with 64 knots a unit up to 6, linear between them. */
function upperHalf(table: Float64Array, t: number): number {
  if (t >= 6) return 0.5;
  const place = t * 64;
  const i = Math.trunc(place);
  return table[i]! + (place - i) * (table[i + 1]! - table[i]!);
}

/**
 * Of components u[k] in [0, 1]^dims: centres u[k, d] precisions[d] √½ in pairs, z [size / 2, dims, 2], and the product of
 * their masses inside, masses[k], with how often it was multiplied by 2⁵⁰⁰ behind it: [size, 2]. All are places in `memory`.
 */
export function plainPlace(
  memory: Float64Array,
  u: number,
  precisions: number,
  table: number,
  z: number,
  masses: number,
  dims: number,
  size: number,
): void {
  const halves = memory.subarray(table);
  for (let k = 0; k < size; k++) {
    const to = z + (k >> 1) * 2 * dims + (k & 1);
    let mass = 1;
    let raised = 0;
    for (let d = 0; d < dims; d++) {
      const precision = memory[precisions + d]!;
      const scaled = memory[u + k * dims + d]! * precision;
      memory[to + 2 * d] = scaled * Math.SQRT1_2;
      mass *= (upperHalf(halves, precision - scaled) + upperHalf(halves, scaled)) / precision;
      if (mass < 2 ** -500) {
        mass *= 2 ** 500;
        raised++;
      }
    }
    memory[masses + 2 * k] = mass;
    memory[masses + 2 * k + 1] = raised;
  }
}

/** logs[i, k] := base[k] - Σ_d (x[i, d] - z[k, d])² for k < size, and base[k] from there to pitch. All are places in `memory`. */
export function plainSquares(
  memory: Float64Array,
  base: number,
  z: number,
  x: number,
  logs: number,
  rows: number,
  dims: number,
  size: number,
  pitch: number,
): void {
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < pitch; k++) {
      let sum = memory[base + k]!;
      if (k < size) {
        const centre = z + (k >> 1) * 2 * dims + (k & 1);
        for (let d = 0; d < dims; d++) {
          const t = memory[x + i * dims + d]! - memory[centre + 2 * d]!;
          sum -= t * t;
        }
      }
      memory[logs + i * pitch + k] = sum;
    }
  }
}

const { LN2 } = Math;
const MAGIC = 6755399441055744;
const powers = Float64Array.from({ length: 45 }, (_, n) => 2 ** -n);

/** exp(t) for -30 ≤ t ≤ 0, relative error below 1e-14. */
function exponential(t: number): number {
  const n = t * Math.LOG2E + MAGIC - MAGIC;
  const r = t - n * LN2;
  let p = 2.505210838544172e-8;
  p = p * r + 2.755731922398589e-7;
  p = p * r + 0.0000027557319223985893;
  p = p * r + 0.0000248015873015873;
  p = p * r + 0.0001984126984126984;
  p = p * r + 0.001388888888888889;
  p = p * r + 0.008333333333333333;
  p = p * r + 0.041666666666666664;
  p = p * r + 0.16666666666666666;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * powers[-n]!;
}

/** The largest entry of each row and Σ exp(entry - largest), as pairs from `out` on; entries more than 30 below the largest are left out. */
export function plainSums(
  memory: Float64Array,
  logs: number,
  rows: number,
  pitch: number,
  out: number,
): void {
  for (let i = 0; i < rows; i++) {
    const from = logs + i * pitch;
    let high = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < pitch; k++) if (memory[from + k]! > high) high = memory[from + k]!;
    let even = 0;
    let odd = 0;
    for (let k = 0; k < pitch; k += 2) {
      const t = memory[from + k]! - high;
      const u = memory[from + k + 1]! - high;
      if (t >= -30) even += exponential(t);
      if (u >= -30) odd += exponential(u);
    }
    memory[out + 2 * i] = high;
    memory[out + 2 * i + 1] = even + odd;
  }
}
