import { expect, test } from 'vitest';
import { hypervolume } from '../../src/math/hypervolume.ts';
import { stream } from '../../src/math/random.ts';
import { deSampler } from '../../src/sampler/evolution/de.ts';
import { niching } from '../../src/sampler/evolution/niching.ts';
import { nsga2Sampler, nsga3Sampler } from '../../src/sampler/evolution/nsga.ts';
import { crowding } from '../../src/sampler/evolution/survival.ts';
import { child } from '../../src/sampler/evolution/variation.ts';
import type { SamplerAlgorithm } from '../../src/sampler/port.ts';
import { randomSampler } from '../../src/sampler/random.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { Space } from '../../src/space/space.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';
import { randomSpaces } from '../../src/testing/sampler-spaces.ts';

const box = compileSpace(
  Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`x${i}`, { float: [0, 1] }])),
);

/** All objective values of a run, shape [trials, m]. */
function run(
  algorithm: SamplerAlgorithm,
  space: Space,
  m: number,
  f: (unit: Float64Array) => number[],
  trials: number,
): Float64Array {
  const values: number[] = [];
  runSampler(
    algorithm,
    { space, objectives: m, limits: 0, seed: 3, parallel: 4, noisy: false, trials },
    {
      trials,
      outcome: (unit) => {
        const result = f(unit);
        values.push(...result);
        return { status: 'completed', values: Float64Array.from(result), fidelity: 1, cost: 1 };
      },
    },
  );
  return Float64Array.from(values);
}

function zdt1(u: Float64Array): number[] {
  const g = 1 + (9 * u.subarray(1).reduce((a, b) => a + b)) / (u.length - 1);
  return [u[0]!, g * (1 - Math.sqrt(u[0]! / g))];
}

test('NSGA-II covers the front of ZDT1, random search does not', () => {
  const reference = Float64Array.of(1.1, 1.1);
  // The front itself has 0.87.
  expect(hypervolume(run(nsga2Sampler(), box, 2, zdt1, 800), reference)).toBeGreaterThan(0.75);
  expect(hypervolume(run(randomSampler(), box, 2, zdt1, 800), reference)).toBeLessThan(0.2);
});

test('NSGA-III covers a front of four objectives better than random search', () => {
  const sphere = (u: Float64Array): number[] => {
    const g = 1 + u.subarray(3).reduce((sum, x) => sum + (x - 0.5) ** 2, 0);
    const [a, b, c] = [0, 1, 2].map((i) => (u[i]! * Math.PI) / 2) as [number, number, number];
    return [
      g * Math.cos(a) * Math.cos(b) * Math.cos(c),
      g * Math.cos(a) * Math.cos(b) * Math.sin(c),
      g * Math.cos(a) * Math.sin(b),
      g * Math.sin(a),
    ];
  };
  const reference = new Float64Array(4).fill(1.2);
  const reached = hypervolume(run(nsga3Sampler(), box, 4, sphere, 300), reference);
  expect(reached).toBeGreaterThan(1.1 * hypervolume(run(randomSampler(), box, 4, sphere, 300), reference));
});

test('differential evolution converges on a rotated bowl', () => {
  const f = (u: Float64Array): number[] => {
    let sum = 0;
    for (let d = 0; d < u.length; d++)
      sum += (u[d]! + u[(d + 1) % u.length]! - 0.8) ** 2 + 0.1 * (u[d]! - 0.4) ** 2;
    return [sum];
  };
  expect(Math.min(...run(deSampler(), box, 1, f, 2000))).toBeLessThan(1e-5);
});

test('children are configurations of the space, also between branches', () => {
  for (const { space } of randomSpaces(60, 5)) {
    const random = stream(1, 'children');
    const unit = new Float64Array(space.dimensions.length);
    const draw = (): Float64Array => space.fromUnit(unit.map(() => random.uniform()));
    for (let i = 0; i < 30; i++) {
      const row = child(space, random, draw(), draw(), 0.5);
      // Hard constraints are for the caller to check.
      expect(space.contains(row)).toBe(space.satisfies(row));
    }
  }
});

test('crowding is the size of the gap around a member', () => {
  const values = Float64Array.of(0, 4, 1, 3, 2, 1, 4, 0);
  expect([...crowding(2)(values, new Float64Array(0))]).toEqual([
    Infinity,
    0.5 + 0.75,
    0.75 + 0.75,
    Infinity,
  ]);
});

test('niches that are taken rank last', () => {
  // Directions (0, 1), (½, ½), (1, 0); the better front has taken the middle.
  const spreads = niching(2, 3)(Float64Array.of(0, 1, 0.5, 0.5, 1, 0, 0.05, 0.9), Float64Array.of(0.4, 0.4));
  expect([...spreads].map(Math.abs)).toEqual([0, 1, 0, 1]);
});
