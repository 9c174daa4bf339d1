import { expect, test } from 'vitest';
import { hash32, stream } from '../../src/math/random.ts';

test('a stream never changes', () => {
  const random = stream(7, 3, 'draw');
  expect([random.bits32(), random.bits32(), random.uniform(), random.uniform()]).toEqual([
    1394876108, 631681714, 0.16472789400504184, 0.6256814501251323,
  ]);
  expect([random.normal(), random.normal(), random.integer(10), random.integer(1e9)]).toEqual([
    -0.1425729519634485, 1.1647255392744604, 4, 498545065,
  ]);
  expect([...random.permutation(8)]).toEqual([4, 5, 7, 6, 0, 3, 2, 1]);
});

test('keys that differ anywhere give other streams', () => {
  const firsts = new Set<number>();
  const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 40 + 1, 0x7fffffff];
  for (const seed of seeds) {
    for (let ordinal = 0; ordinal < 200; ordinal++) {
      for (const purpose of ['a', 'b', 'ab', '']) firsts.add(stream(seed, ordinal, purpose).uniform());
    }
  }
  firsts.add(stream(0).uniform());
  firsts.add(stream(0, 0).uniform());
  firsts.add(stream(0, 'a', 0).uniform());
  expect(firsts.size).toBe(seeds.length * 200 * 4 + 3);
});

test('neighbouring streams are uncorrelated and uniform', () => {
  const n = 20_000;
  let sum = 0;
  let product = 0;
  let before = stream(1, 0).uniform() - 0.5;
  const bins = new Float64Array(16);
  for (let i = 1; i <= n; i++) {
    const u = stream(1, i).uniform();
    bins[Math.floor(u * 16)]!++;
    sum += u - 0.5;
    product += (u - 0.5) * before;
    before = u - 0.5;
  }
  expect(Math.abs(sum / n)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
  expect(Math.abs(product / n)).toBeLessThan(4 / 12 / Math.sqrt(n));
  let chi2 = 0;
  for (const count of bins) chi2 += (count - n / 16) ** 2 / (n / 16);
  expect(chi2).toBeLessThan(45);
});

test('integers are unbiased at awkward sizes', () => {
  const random = stream(3);
  const n = 3 * 2 ** 30;
  let low = 0;
  for (let i = 0; i < 9000; i++) {
    const k = random.integer(n);
    expect(k).toBeLessThan(n);
    if (k < 2 ** 30) low++;
  }
  expect(Math.abs(low - 3000)).toBeLessThan(200);
  expect(random.integer(1)).toBe(0);
  expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32);
});

test('normals have the moments of the normal distribution', () => {
  const random = stream(11);
  const n = 40_000;
  const moments = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = random.normal();
    moments.forEach((m, k) => {
      moments[k] = m + x ** (k + 1) / n;
    });
  }
  expect(moments[0]).toBeCloseTo(0, 1);
  expect(moments[1]).toBeCloseTo(1, 1);
  expect(moments[2]).toBeCloseTo(0, 0);
  expect(Math.abs(moments[3]! - 3)).toBeLessThan(0.2);
});

test('weights decide, zero weights never', () => {
  const random = stream(5);
  const counts = [0, 0, 0];
  for (let i = 0; i < 4000; i++) counts[random.weighted([1, 0, 3])]!++;
  expect(counts[1]).toBe(0);
  expect(counts[2]! / counts[0]!).toBeCloseTo(3, 0);
});

test('hash32 spreads small inputs', () => {
  const seen = new Set<number>();
  for (let a = 0; a < 100; a++) for (let b = 0; b < 100; b++) seen.add(hash32(a, b));
  expect(seen.size).toBe(10_000);
});
