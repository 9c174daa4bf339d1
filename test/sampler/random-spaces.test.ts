import { expect, test } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { cmaSampler } from '../../src/sampler/cma/cma.ts';
import { deSampler } from '../../src/sampler/evolution/de.ts';
import { nsga2Sampler } from '../../src/sampler/evolution/nsga.ts';
import type { Problem } from '../../src/sampler/port.ts';
import { randomSampler } from '../../src/sampler/random.ts';
import { sobolSampler } from '../../src/sampler/sobol.ts';
import { tpeSampler } from '../../src/sampler/tpe/tpe.ts';
import { checkExhausted } from '../../src/testing/sampler-contract.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';
import { randomSpaces } from '../../src/testing/sampler-spaces.ts';

const each = 1700;
const trials = 12;

/** Together more than 10,000 spaces, each with its own number of objectives, limits and running trials. */
test.each([
  [1, 'random', () => randomSampler()],
  [2, 'sobol', () => sobolSampler()],
  [3, 'tpe', () => tpeSampler({ opening: 4 })],
  [4, 'cma', () => cmaSampler({ population: 4 })],
  [5, 'nsga2', () => nsga2Sampler({ population: 4 })],
  [6, 'de', () => deSampler({ population: 4 })],
] as const)('%i: %s on random spaces', (family, _, make) => {
  for (const { name, space } of randomSpaces(each, family)) {
    const random = stream(family, name);
    const problem: Problem = {
      space,
      objectives: 1 + random.integer(3),
      limits: random.integer(3),
      seed: random.bits32(),
      parallel: 1 + random.integer(4),
      noisy: false,
    };
    const run = runSampler(make(), problem, {
      trials,
      outcome: (unit, trial) => {
        if (trial % 5 === 3) return { status: 'failed', fidelity: 1, cost: 1 };
        const sum = unit.reduce((total, u) => total + (Number.isNaN(u) ? 0.1 : u * u), 0);
        return {
          status: 'completed',
          values: Float64Array.from({ length: problem.objectives }, (_, m) => (m % 2 === 0 ? sum : -sum)),
          excess: Float64Array.from({ length: problem.limits }, (_, l) => sum - 0.5 * l),
          fidelity: 1,
          cost: 1,
        };
      },
    });
    const bad = run.rows.find((row) => !space.contains(row));
    if (bad !== undefined) expect.fail(`${name}: [${bad}] is not of the space`);
    expect(new Set(run.rows.map((row) => space.key(row))).size, name).toBe(run.rows.length);
    expect(run.exhausted || run.rows.length === trials, name).toBe(true);
    if (run.exhausted) checkExhausted(run, space);
  }
});
