import { describe, expect, it } from 'vitest';
import { openStudy } from '../../../src/index.ts';

const input = {
  name: 'bowl',
  space: {
    x: { float: [-5, 5], default: 4 },
    kind: { oneOf: { plain: {}, tilted: { slope: { float: [0, 1], default: 0.5 } } } },
    units: { repeat: 'layers', int: [1, 64], default: 8 },
    layers: { int: [1, 3], default: 2 },
  },
  constraints: ['x <= 4.5'],
  objective: { minimize: 'loss' },
  budget: { trials: 12 },
} as const;

describe('Study.import', () => {
  it('takes results as trials outside the budget, which teach the sampler and may be best', async () => {
    const study = await openStudy(input);
    const imported = await study.import([
      {
        params: { x: 0.125, kind: { name: 'tilted', slope: 0.25 }, units: [3, 4, 5] },
        metrics: { loss: 0.01 },
      },
      {
        params: { x: 1, 'kind.slope': 0.75 },
        metrics: { loss: 1, seconds: 3 },
        attributes: { from: 'a paper' },
      },
      { params: { x: 2 }, metrics: {} },
    ]);
    expect(imported).toEqual({ first: 0, trials: 3, outside: 0, unknown: [] });
    await study.optimize(({ params }) => params.x ** 2 + 1);
    const trials = study.trials();
    expect(trials.length).toBe(15);
    expect(trials.slice(0, 3).map(({ origin, status, params }) => ({ origin, status, params }))).toEqual([
      {
        origin: 'imported',
        status: 'completed',
        params: { x: 0.125, kind: { name: 'tilted', slope: 0.25 }, units: [3, 4, 5], layers: 3 },
      },
      {
        origin: 'imported',
        status: 'completed',
        params: { x: 1, kind: { name: 'tilted', slope: 0.75 }, units: [8, 8], layers: 2 },
      },
      {
        origin: 'imported',
        status: 'failed',
        params: { x: 2, kind: { name: 'plain' }, units: [8, 8], layers: 2 },
      },
    ]);
    expect(trials[1]!.attributes).toEqual({ from: 'a paper' });
    expect(study.best()).toMatchObject({ number: 0, metrics: { loss: 0.01 } });
    expect(await study.replay()).toMatchObject({ exact: true });
    expect(study.state.data.anomalyCount).toBe(0);
    await study.close();
  });

  it('keeps what lies outside the space, as it was given', async () => {
    const study = await openStudy(input);
    const results = [
      { params: { x: 7, kind: 'plain' }, metrics: { loss: 49 } },
      { params: { x: 4.75 }, metrics: { loss: 20 } },
      { params: { x: 1, kind: 'steep', dropout: 0.5 }, metrics: { loss: 3 }, status: 'stopped' },
    ] as const;
    expect(await study.import(results)).toEqual({ first: 0, trials: 3, outside: 3, unknown: ['dropout'] });
    const trials = study.trials();
    expect(trials.map(({ params }) => params.x)).toEqual([7, 4.75, 1]);
    expect(trials.map(({ attributes }) => attributes.imported)).toEqual(results.map(({ params }) => params));
    expect(trials.map(({ status }) => status)).toEqual(['completed', 'completed', 'stopped']);
    await study.optimize(({ params }) => params.x ** 2 + 1);
    expect(study.state.budgetedTrials).toBe(12);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('spends nothing of a budget of failures', async () => {
    const study = await openStudy({ ...input, budget: { trials: 12, failures: 2 } });
    await study.import([1, 2, 3].map((x) => ({ params: { x }, status: 'failed' }) as const));
    const end = await study.optimize(({ params: { x } }) => (x < 0 ? Number.NaN : x));
    expect(
      study.trials().filter(({ origin, status }) => origin !== 'imported' && status === 'failed').length,
    ).toBe(2);
    expect(end.reason).toBe('2 trials failed, which is as many as the budget allows');
    await study.close();
  });

  it('may come in the middle, and twice', async () => {
    const study = await openStudy(input);
    const asked = await study.ask();
    const one = { params: { x: 1 }, metrics: { loss: 1 } };
    const [a, b] = await Promise.all([study.import([one]), study.import([one, one])]);
    expect([a.first, b.first]).toEqual([1, 2]);
    await study.tell(asked!, 3);
    await study.optimize(({ params }) => params.x ** 2);
    expect(study.state.budgetedTrials).toBe(12);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });
});
