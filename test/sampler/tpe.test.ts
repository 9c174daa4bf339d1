import { expect, test } from 'vitest';
import type { Problem, SamplerAlgorithm } from '../../src/sampler/port.ts';
import { randomSampler } from '../../src/sampler/random.ts';
import { tpeSampler } from '../../src/sampler/tpe/tpe.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { Space } from '../../src/space/space.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';

const plane = compileSpace({
  a: { float: [0, 1] },
  b: { float: [0, 1] },
  c: { int: [1, 30] },
  d: { categorical: ['x', 'y', 'z'] },
});

/** Median over seeds of the best value after some trials: now and then a search stays in a wrong category. */
function best(
  make: () => SamplerAlgorithm,
  space: Space,
  f: (row: Float64Array) => number,
  extra: Partial<Problem> = {},
  trials = 60,
): number {
  const all: number[] = [];
  for (let seed = 0; seed < 11; seed++) {
    const problem = { space, objectives: 1, limits: 0, seed, parallel: 1, noisy: false, ...extra };
    let lowest = Number.POSITIVE_INFINITY;
    runSampler(make(), problem, {
      trials,
      outcome: (unit) => {
        const value = f(unit);
        lowest = Math.min(lowest, value);
        return { status: 'completed', values: Float64Array.of(value), fidelity: 1, cost: 1 };
      },
    });
    all.push(lowest);
  }
  return all.sort((a, b) => a - b)[5]!;
}

const bowl = ([a = 0, b = 0, c = 0, d = 0]: Float64Array): number =>
  (a - 0.2) ** 2 + (b - 0.7) ** 2 + (c - 0.4) ** 2 + (d > 0.6 ? 0 : 0.2);

test('finds a minimum several times closer than random search, one at a time and eight at once', () => {
  const random = best(randomSampler, plane, bowl);
  expect(best(tpeSampler, plane, bowl)).toBeLessThan(random / 4);
  expect(best(tpeSampler, plane, bowl, { parallel: 8 })).toBeLessThan(random / 2);
});

test('goes on converging over many trials', () => {
  const cube = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] }, c: { float: [0, 1] } });
  const sphere = (unit: Float64Array): number => unit.reduce((sum, u) => sum + (u - 0.3) ** 2, 0);
  expect(best(tpeSampler, cube, sphere, {}, 600)).toBeLessThan(best(tpeSampler, cube, sphere, {}, 150) / 20);
});

test('a prior at the minimum helps, one elsewhere does not spoil the search', () => {
  const believing = (mean: number): Space =>
    compileSpace({
      a: { float: [0, 1], prior: { mean, sd: 0.05 } },
      b: { float: [0, 1], prior: { mean: 0.7, sd: 0.1 } },
    });
  const f = ([a = 0, b = 0]: Float64Array): number => (a - 0.2) ** 2 + (b - 0.7) ** 2;
  const without = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] } });
  expect(best(tpeSampler, believing(0.2), f)).toBeLessThan(best(tpeSampler, without, f));
  expect(best(tpeSampler, believing(0.9), f)).toBeLessThan(best(randomSampler, without, f));
});

test('says what it does', () => {
  const problem = { space: plane, objectives: 1, limits: 0, seed: 1, parallel: 1, noisy: false };
  expect(tpeSampler().create(problem).explain?.()).toBe('quasi-random until 10 trials have ended');
});
