import { expect, test } from 'vitest';
import { sobol, sobolDimensions } from '../../src/math/sobol.ts';

function points(count: number, dimensions: number, seed?: number): Float64Array[] {
  const sequence = sobol(dimensions, seed);
  return Array.from({ length: count }, (_, i) => {
    const out = new Float64Array(dimensions);
    sequence.at(i, out);
    return out;
  });
}

test("the plain sequence is SciPy's (1.17, qmc.Sobol(1111, scramble=False))", () => {
  const [p5, p39] = [points(6, 6)[5]!, points(40, sobolDimensions)[39]!];
  expect([...p5]).toEqual([0.875, 0.875, 0.125, 0.375, 0.875, 0.625]);
  expect([0, 1, 2, 100, 500, 1110].map((d) => p39[d])).toEqual([
    0.171875, 0.890625, 0.828125, 0.109375, 0.421875, 0.234375,
  ]);
  const far = new Float64Array(sobolDimensions);
  sobol(sobolDimensions).at(123_456, far);
  expect([0, 1, 2, 3, 50, 335, 336, 1000, 1110].map((d) => far[d])).toEqual([
    0.02649688720703125, 0.18274688720703125, 0.30725860595703125, 0.45030975341796875, 0.26023101806640625,
    0.09995269775390625, 0.35558319091796875, 0.7145156860351562, 0.16886138916015625,
  ]);
});

test('a scrambled point never changes', () => {
  expect([...points(6, 6, 42)[5]!]).toEqual([
    0.3160748969530687, 0.5655896457610652, 0.0303599574835971, 0.4631414170144126, 0.7080376689555123,
    0.6951091791270301,
  ]);
});

test.each([undefined, 1, 2 ** 40])('every dimension of 2^k points hits every bin once, seed %s', (seed) => {
  const n = 256;
  const all = points(n, 200, seed);
  for (let d = 0; d < 200; d++) {
    expect(new Set(all.map((p) => Math.floor(p[d]! * n))).size).toBe(n);
  }
});

test('scrambling keeps two dimensions a (0, 8, 2)-net', () => {
  const all = points(256, 2, 9);
  for (let a = 0; a <= 8; a++) {
    const cells = all.map((p) => `${Math.floor(p[0]! * 2 ** a)},${Math.floor(p[1]! * 2 ** (8 - a))}`);
    expect(new Set(cells).size).toBe(256);
  }
});

test('seeds scramble independently and every point is uniform over seeds', () => {
  let mean = 0;
  let product = 0;
  const n = 2000;
  for (let seed = 0; seed < n; seed++) {
    const [first, second] = points(2, 1, seed);
    mean += first![0]! / n;
    product += ((first![0]! - 0.5) * (second![0]! - 0.5)) / n;
  }
  expect(mean).toBeCloseTo(0.5, 1);
  // Neighbours are antithetic by construction: they fall into different halves.
  expect(product).toBeLessThan(0);
});

test('a number of dimensions without direction numbers is refused', () => {
  for (const dimensions of [0, 1112, 1.5]) expect(() => sobol(dimensions)).toThrow(RangeError);
});
