import { hash32 } from './random.ts';
import { packedDirections } from './sobol-directions.ts';

/** Dimensions for which direction numbers are known. */
export const sobolDimensions = 1111;

/** Points of a Sobol sequence, each at hand by its index. */
export interface SobolSequence {
  readonly dimensions: number;
  /**
   * Writes point `index` (from 0, below 2³²) to `out[offset … offset + dimensions)`. O(dimensions × bits), no
   * allocation. Scrambled coordinates lie inside (0, 1), others in [0, 1).
   */
  at(index: number, out: Float64Array, offset?: number): void;
}

/**
 * The Sobol sequence, in Gray-code order (as SciPy's). With a seed it is scrambled so that every point is
 * uniform, each elementary interval keeps its share of the points, and different seeds are independent.
 * @param dimensions - from 1 to 1,111
 * @param seed - an integer; without it the plain sequence, whose point 0 is the origin
 * @remarks The scrambling is Owen's nested one with a hash in place of the random tree: reversed bits under the
 * permutation of Laine and Karras with Vegdahl's constants, in which a bit depends only on those above it.
 * @see S. Joe, F. Y. Kuo 2008, doi:10.1137/070709359; B. Burley 2020, "Practical hash-based Owen scrambling"
 */
export function sobol(dimensions: number, seed?: number): SobolSequence {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= sobolDimensions)) {
    throw new RangeError(`a Sobol sequence has 1 to ${sobolDimensions} dimensions, not ${dimensions}`);
  }
  const directions = directionNumbers().subarray(0, dimensions * 32);
  const keys = seed === undefined ? undefined : scrambleKeys(dimensions, seed);
  return {
    dimensions,
    at(index, out, offset = 0): void {
      const gray = (index ^ (index >>> 1)) >>> 0;
      for (let d = 0; d < dimensions; d++) {
        let bits = 0;
        let place = d * 32;
        for (let rest = gray; rest !== 0; rest >>>= 1, place++) {
          if ((rest & 1) === 1) bits ^= directions[place]!;
        }
        out[offset + d] =
          keys === undefined ? (bits >>> 0) * 2 ** -32 : (scramble(bits, keys[d]!) + 0.5) * 2 ** -32;
      }
    },
  };
}

function scrambleKeys(dimensions: number, seed: number): Uint32Array {
  const keys = new Uint32Array(dimensions);
  const base = hash32(seed | 0, Math.floor(seed / 0x100000000) | 0);
  for (let d = 0; d < dimensions; d++) keys[d] = hash32(base, d);
  return keys;
}

function scramble(bits: number, key: number): number {
  let x = reverse(bits);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + key) | 0;
  x = Math.imul(x, (key >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reverse(x) >>> 0;
}

function reverse(bits: number): number {
  let x = bits;
  x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
  x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
  x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
  x = ((x >>> 8) & 0x00ff00ff) | ((x & 0x00ff00ff) << 8);
  return (x >>> 16) | (x << 16);
}

let table: Uint32Array | undefined;

/** Direction numbers as 32-bit fractions, shape [1111, 32]; unpacked once. */
function directionNumbers(): Uint32Array {
  table ??= unpack();
  return table;
}

function unpack(): Uint32Array {
  const all = new Uint32Array(sobolDimensions * 32);
  for (let k = 0; k < 32; k++) all[k] = 2 ** (31 - k);
  const read = bitReader(packedDirections);
  let degree = 1;
  let left = 1;
  for (let d = 1; d < sobolDimensions; d++) {
    if (left === 0) {
      degree++;
      left = primitivePolynomials[degree]!;
    }
    left--;
    const inner = read(degree - 1);
    const v = all.subarray(d * 32, d * 32 + 32);
    for (let k = 0; k < degree; k++) v[k] = (read(k) * 2 + 1) * 2 ** (31 - k);
    for (let k = degree; k < 32; k++) {
      let bits = v[k - degree]! ^ (v[k - degree]! >>> degree);
      for (let j = 1; j < degree; j++) {
        if (((inner >>> (degree - 1 - j)) & 1) === 1) bits ^= v[k - j]!;
      }
      v[k] = bits;
    }
  }
  return all;
}

/** How many primitive polynomials over GF(2) have this degree: φ(2ˢ - 1) / s. */
const primitivePolynomials = [0, 1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176, 144, 630];

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bitReader(base64: string): (count: number) => number {
  const sextets = new Map([...alphabet].map((letter, value) => [letter, value]));
  let position = 0;
  return (count) => {
    let bits = 0;
    for (let i = 0; i < count; i++, position++) {
      const sextet = sextets.get(base64.charAt(Math.floor(position / 6)))!;
      bits = bits * 2 + ((sextet >>> (5 - (position % 6))) & 1);
    }
    return bits;
  };
}
