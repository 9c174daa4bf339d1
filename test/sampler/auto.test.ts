import { describe, expect, it } from 'vitest';
import { openStudy } from '../../src/index.ts';
import { autoSampler } from '../../src/sampler/auto/auto.ts';
import { modelTrials, planOf } from '../../src/sampler/auto/plan.ts';
import type { Change, Problem } from '../../src/sampler/port.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { contractSpaces } from '../../src/testing/sampler-spaces.ts';

// The algorithms are held to the whole contract themselves.
const spaces = contractSpaces().filter(({ name }) => ['finite', 'two floats'].includes(name));
samplerContract(() => autoSampler(), { describe, it, spaces });

const floats = (count: number): Problem['space'] =>
  compileSpace(
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`x${i}`, { float: [0, 1] as const }])),
  );

const problem = (changes: Partial<Problem>): Problem => ({
  space: floats(3),
  objectives: 1,
  limits: 0,
  seed: 1,
  parallel: 1,
  noisy: false,
  ...changes,
});

const members = (changes: Partial<Problem>): string[] =>
  planOf(problem(changes)).map(({ turns }) => turns[0]!);

describe('what auto chooses', () => {
  it('models few trials, and hands over when there are many', () => {
    expect(members({ trials: 60 })).toEqual(['gp']);
    expect(members({ trials: 5000 })).toEqual(['gp', 'cma']);
    expect(members({})).toEqual(['gp', 'cma']);
    expect(
      members({ space: compileSpace({ x: { float: [0, 1] }, k: { categorical: ['a', 'b'] } }) }),
    ).toEqual(['gp', 'tpe']);
  });

  it('does not model what is too wide, too parallel or has too many objectives', () => {
    expect(members({ space: floats(100) })).toEqual(['cma']);
    expect(members({ parallel: 200, limits: 1 })).toEqual(['tpe']);
    expect(members({ objectives: 5 })).toEqual(['nsga3']);
  });

  it('lets densities have half of the suggestions where there are choices, a quarter where there are none', () => {
    const kinds = compileSpace({ x: { float: [0, 1] }, k: { categorical: ['a', 'b'] } });
    expect(planOf(problem({ trials: 60, space: kinds }))[0]?.turns).toEqual(['gp', 'tpe']);
    expect(planOf(problem({ trials: 60 }))[0]?.turns).toEqual(['gp', 'gp', 'gp', 'tpe']);
    expect(planOf(problem({ trials: 60, space: kinds, leastFidelity: 0.1 }))[0]?.turns).toEqual(['gp']);
  });

  it('takes turns as it is told', () => {
    const told = autoSampler({ turns: ['tpe', 'forest'] }).create(problem({ trials: 5000 }));
    expect(told.explain?.()).toMatch(/^tpe: .*; forest makes 1 of 2 suggestions/);
    expect(told.explain?.()).not.toMatch(/from trial/);
    expect(() => autoSampler({ turns: ['gp', 'magic' as 'gp'] })).toThrow(
      expect.objectContaining({ code: 'TW_SAMPLER_OPTION_VALUE' }),
    );
  });

  it('says so in one line', () => {
    const sampler = autoSampler().create(problem({ trials: 5000 }));
    expect(sampler.explain?.()).toMatch(/^gp: a Gaussian process learns most .*; cma from trial 500 on/);
  });

  it('puts its choice in the log, once', async () => {
    const study = await openStudy({
      name: 'chosen',
      space: { x: { float: [0, 1] } },
      objective: { minimize: 'loss' },
      budget: { trials: 8 },
    });
    await study.optimize(({ params }) => params.x);
    expect(study.state.sampler).toMatchObject({
      sampler: 'gp',
      reason: expect.stringContaining('1 parameter'),
    });
    expect(study.state.data.samplers).toHaveLength(1);
    expect((await study.replay()).exact).toBe(true);
  });

  it('lets the algorithm that takes over know what happened', () => {
    const sampler = autoSampler().create(problem({ trials: 5000 }));
    const changes: Change[] = [];
    for (let trial = 0; trial < modelTrials; trial++) {
      const row = Float64Array.of(0.5 + 0.01 * Math.sin(trial), 0.3, ((trial * 7919) % 997) / 997);
      changes.push({ type: 'started', trial, row, origin: 'sampler', ordinal: trial });
      changes.push({
        type: 'observed',
        trial,
        status: 'completed',
        values: Float64Array.of(row[2]!),
        fidelity: 1,
        cost: 1,
      });
    }
    sampler.update(changes);
    expect(sampler.explain?.()).toMatch(/^cma/);
    const given = sampler.suggest({ count: 4, ordinal: modelTrials });
    expect(given).toHaveLength(4);
  });
});
