import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { normalCdf } from '../../src/math/special/normal.ts';
import { Categories } from '../../src/sampler/cma/categories.ts';
import { cmaSampler } from '../../src/sampler/cma/cma.ts';
import { Coordinates } from '../../src/sampler/cma/coordinates.ts';
import { Gaussian, strategy } from '../../src/sampler/cma/gaussian.ts';
import { keepMargin } from '../../src/sampler/cma/margin.ts';
import { Run } from '../../src/sampler/cma/run.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { Space } from '../../src/space/space.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';

/** The best value after some trials. */
function lowest(
  space: Space,
  f: (unit: Float64Array) => number,
  trials: number,
  parallel = 1,
  seed = 1,
): number {
  let best = Number.POSITIVE_INFINITY;
  runSampler(
    cmaSampler(),
    { space, objectives: 1, limits: 0, seed, parallel, noisy: false },
    {
      trials,
      outcome: (unit) => {
        const value = f(unit);
        best = Math.min(best, value);
        return { status: 'completed', values: Float64Array.of(value), fidelity: 1, cost: 1 };
      },
    },
  );
  return best;
}

const box = compileSpace(
  Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`x${i}`, { float: [0, 1] }])),
);

function ellipsoid(unit: Float64Array): number {
  return unit.reduce((sum, u, d) => sum + 1000 ** (d / 4) * (u - 0.3 - 0.1 * d) ** 2, 0);
}

test('converges linearly on an ill-conditioned ellipsoid, one at a time and sixteen at once', () => {
  expect(lowest(box, ellipsoid, 1200)).toBeLessThan(1e-10);
  expect(lowest(box, ellipsoid, 2400, 16)).toBeLessThan(1e-8);
});

test('follows a curved valley', () => {
  const rosenbrock = (u: Float64Array): number => {
    let sum = 0;
    for (let d = 0; d < 4; d++) {
      const [a, b] = [4 * u[d]! - 2, 4 * u[d + 1]! - 2];
      sum += 100 * (b - a * a) ** 2 + (a - 1) ** 2;
    }
    return sum;
  };
  expect(lowest(box, rosenbrock, 4000)).toBeLessThan(1e-6);
});

test('finds the optimum of a mixed space exactly', () => {
  const space = compileSpace({
    x: { float: [0, 1] },
    y: { float: [0, 1] },
    n: { int: [0, 20] },
    m: { int: [1, 3] },
    c: { categorical: ['p', 'q', 'r', 's'] },
    b: { bool: true },
  });
  const f = ([x = 0, y = 0, n = 0, m = 0, c = 0, b = 0]: Float64Array): number =>
    (x - 0.4) ** 2 +
    (y - x) ** 2 +
    Math.abs(n - 14.5 / 21) +
    Math.abs(m - 0.5 / 3) +
    (c > 0.5 && c < 0.75 ? 0 : 1) +
    (b < 0.5 ? 0 : 1);
  for (const seed of [1, 2, 3]) expect(lowest(space, f, 1000, 1, seed)).toBeLessThan(1e-6);
});

test('restarts after a dead end: a narrow basin beside a broad one', () => {
  const plane = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] } });
  const f = ([a = 0, b = 0]: Float64Array): number =>
    Math.min(0.1 + (a - 0.5) ** 2 + (b - 0.5) ** 2, 4 * ((a - 0.1) ** 2 + (b - 0.9) ** 2));
  const seeds = [1, 2, 3, 4];
  expect(seeds.filter((seed) => lowest(plane, f, 3000, 1, seed) < 1e-3).length).toBeGreaterThanOrEqual(3);
});

test('adapted learning rates go on converging under noise, where the plain rates come to a halt', () => {
  const coordinates = new Coordinates(box);
  const sphere = (u: Float64Array): number => u.reduce((sum, x) => sum + 100 * (x - 0.5) ** 2, 0);
  const distance = (adaptive: boolean, seed: number): number => {
    const run = new Run(coordinates, 16, new Float64Array(5).fill(0.8), 0.2, adaptive);
    const random = stream(seed, 'points');
    const noise = stream(seed, 'noise');
    for (let generation = 0; generation < 500; generation++) {
      const sample = run.sampler();
      const members = Array.from({ length: 16 }, () => {
        const point = sample(random);
        return { point, value: sphere(point.places) + noise.normal() };
      }).sort((a, b) => a.value - b.value);
      run.update(
        members.map(({ point }) => point),
        members.map(() => false),
        members[0]!.value,
      );
    }
    return sphere(run.centre().places);
  };
  const middle = (adaptive: boolean): number =>
    [1, 2, 3, 4, 5].map((seed) => distance(adaptive, seed)).sort((a, b) => a - b)[2]!;
  expect(middle(true)).toBeLessThan(0.02);
  expect(middle(true)).toBeLessThan(middle(false) / 5);
});

test('the margin leaves every side of an integer its probability', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -0.5, max: 1.5, noNaN: true }),
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      fc.double({ min: 0.01, max: 0.25, noNaN: true }),
      (mean, sigma, values, alpha) => {
        const gaussian = new Gaussian(strategy(1, 6), Float64Array.of(mean), sigma);
        const edges = Float64Array.from({ length: values - 1 }, (_, k) => (k + 1) / values);
        keepMargin(gaussian, 0, edges, alpha);
        const at = gaussian.mean[0]!;
        const below = edges.filter((edge) => edge <= at);
        const above = edges.filter((edge) => edge > at);
        const deviation = gaussian.deviation(0);
        const low = below.length > 0 ? normalCdf((below.at(-1)! - at) / deviation) : undefined;
        const high = above.length > 0 ? normalCdf((at - above[0]!) / deviation) : undefined;
        const least = low === undefined || high === undefined ? alpha : alpha / 2;
        expect(Math.min(low ?? 1, high ?? 1)).toBeGreaterThan(least * (1 - 1e-6));
      },
    ),
  );
});

test('categories follow what is good, keep a floor and sum to 1', () => {
  const categories = new Categories([3, 2]);
  const weights = Float64Array.of(0.7, 0.3, -0.4, -0.6);
  for (let g = 0; g < 60; g++) {
    categories.update(Uint32Array.of(1, 0, 1, 0, 0, 1, 2, 1), weights);
    expect(categories.probabilities.subarray(0, 3).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(Math.min(...categories.probabilities)).toBeGreaterThan(0.05);
  }
  expect(categories.probabilities[1]).toBeGreaterThan(0.8);
});

test('the bins of integer coordinates are those of their domain', () => {
  const space = compileSpace({ n: { int: [1, 64], log: true } });
  const [edges] = new Coordinates(space).edges;
  const { domain } = space.dimensions[0]!;
  edges!.forEach((edge, k) => {
    expect(domain.fromUnit(edge - 1e-9)).toBe(domain.nth(k));
    expect(domain.fromUnit(edge + 1e-9)).toBe(domain.nth(k + 1));
  });
});
