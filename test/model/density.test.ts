import { expect, test } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { Coding } from '../../src/model/density/coding.ts';
import { Mixture } from '../../src/model/density/mixture.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { enumerate } from '../../src/space/enumerate.ts';
import type { Space } from '../../src/space/space.ts';

function mixture(space: Space, seed: number, size: number): { coding: Coding; density: Mixture } {
  const coding = new Coding(space);
  const random = stream(seed);
  const d = space.dimensions.length;
  const codes = new Float64Array(size * d);
  for (let k = 0; k < size; k++) {
    const unit = Float64Array.from({ length: d }, () => random.uniform());
    coding.encode(space.fromUnit(unit), codes, k * d);
  }
  const density = new Mixture({
    coding,
    codes,
    members: Array.from({ length: size }, (_, k) => k),
    weights: Float64Array.from({ length: size }, (_, k) => 1 + k),
    uniform: 0.5,
    bandwidths: {
      ordered: Float64Array.from({ length: d }, (_, i) => 0.05 + 0.1 * i),
      unordered: new Float64Array(d).fill(0.3),
    },
  });
  return { coding, density };
}

function logDensity(density: Mixture, code: Float64Array): number {
  const out = new Float64Array(1);
  density.logDensities(code, 1, out);
  return out[0]!;
}

const tree = compileSpace({
  model: {
    oneOf: {
      a: {
        depth: { int: [1, 7], log: true },
        kind: { oneOf: { p: {}, q: { size: { ordinal: [1, 2, 9] } } } },
      },
      b: { flag: { bool: true } },
      c: {},
    },
  },
  layers: { int: [1, 3] },
  units: { repeat: 'layers', int: [1, 4] },
});

test('sums to 1 over a finite conditional space', () => {
  const { coding, density } = mixture(tree, 1, 12);
  const code = new Float64Array(tree.dimensions.length);
  let sum = 0;
  for (const row of enumerate(tree)) {
    coding.encode(row, code, 0);
    sum += Math.exp(logDensity(density, code));
  }
  expect(sum).toBeCloseTo(1, 9);
});

test('integrates to 1 over continuous dimensions, conditional ones too', () => {
  const space = compileSpace({ x: { float: [0, 1] }, on: { bool: true }, y: { float: [2, 3], when: 'on' } });
  const { coding, density } = mixture(space, 2, 9);
  const n = 200;
  const code = new Float64Array(3);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    coding.encode(Float64Array.of((i + 0.5) / n, 0, Number.NaN), code, 0);
    sum += Math.exp(logDensity(density, code)) / n;
    for (let j = 0; j < n; j++) {
      coding.encode(Float64Array.of((i + 0.5) / n, 1, 2 + (j + 0.5) / n), code, 0);
      sum += Math.exp(logDensity(density, code)) / (n * n);
    }
  }
  expect(sum).toBeCloseTo(1, 3);
});

test('draws as its density says', () => {
  const { coding, density } = mixture(tree, 3, 5);
  const random = stream(4);
  const counts = new Map<string, number>();
  const row = new Float64Array(tree.dimensions.length);
  const code = new Float64Array(tree.dimensions.length);
  const again = new Float64Array(tree.dimensions.length);
  const n = 40_000;
  for (let i = 0; i < n; i++) {
    density.sample(random, row, code, 0);
    coding.encode(row, again, 0);
    if (i < 100) expect(again).toEqual(code);
    const key = tree.key(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  let distance = 0;
  for (const each of enumerate(tree)) {
    coding.encode(each, code, 0);
    distance += Math.abs(Math.exp(logDensity(density, code)) - (counts.get(tree.key(each)) ?? 0) / n) / 2;
  }
  // About what 40,000 draws over some thousand cells leave by chance.
  expect(distance).toBeLessThan(0.08);
});

test('one branch tells another of the dimensions they share', () => {
  const space = compileSpace({
    branch: { oneOf: { a: {}, b: { own: { float: [0, 1] } } } },
    rate: { float: [0, 1] },
  });
  const coding = new Coding(space);
  const codes = Float64Array.of(0, Number.NaN, 0.8);
  const density = new Mixture({
    coding,
    codes,
    members: [0],
    weights: Float64Array.of(1),
    uniform: 0.1,
    bandwidths: { ordered: new Float64Array(3).fill(0.1), unordered: new Float64Array(3).fill(0.4) },
  });
  const at = (rate: number): number => logDensity(density, Float64Array.of(1, 0.3, rate));
  expect(at(0.8)).toBeGreaterThan(at(0.2) + 1);
});

test('a thousand narrow dimensions do not underflow', () => {
  const space = compileSpace(
    Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`x${i}`, { float: [0, 1] }])),
  );
  const coding = new Coding(space);
  const codes = new Float64Array(1000).fill(0.5);
  const density = new Mixture({
    coding,
    codes,
    members: [0],
    weights: Float64Array.of(1),
    uniform: 1,
    bandwidths: { ordered: new Float64Array(1000).fill(0.01), unordered: new Float64Array(1000) },
  });
  expect(logDensity(density, codes)).toBeCloseTo(
    -1000 * Math.log(0.01 * Math.sqrt(2 * Math.PI)) - Math.LN2,
    0,
  );
});
