import { describe, expect, it } from 'vitest';
import { openStudy } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';

const space = { x: { float: [0, 1] }, y: { float: [0, 1] } } as const;

describe('a study whose further trials are not worth while', () => {
  it('ends after so many trials without a better one', async () => {
    const study = await openStudy({
      name: 'patience',
      space,
      objective: { minimize: 'loss' },
      budget: { trials: 100, patience: 7 },
      sampler: 'sobol',
    });
    const end = await study.optimize(({ number }) => (number <= 4 ? -number : number % 3));
    expect(end).toEqual({ status: 'finished', reason: 'the last 7 trials brought nothing better' });
    expect(study.state.trialCount).toBe(12);
    expect(study.best()?.number).toBe(4);
  });

  it('counts what joins the front as better', async () => {
    const study = await openStudy({
      name: 'front',
      space,
      objective: [{ minimize: 'loss' }, { minimize: 'size' }],
      budget: { trials: 100, patience: 5 },
      sampler: 'sobol',
    });
    await study.optimize(({ number }) =>
      number < 20 ? { loss: number, size: 20 - number } : { loss: 5, size: 15 },
    );
    expect(study.state.trialCount).toBe(25);
  });

  it('ends when a model finds less to gain than asked for, and says so', async () => {
    const study = await openStudy({
      name: 'gain',
      space,
      objective: { maximize: 'score' },
      budget: { trials: 80, gain: 0.02 },
      sampler: 'gp',
    });
    const end = await study.optimize(({ params: { x, y } }) => 1 - (x - 0.3) ** 2 - (y - 0.7) ** 2);
    expect(end.reason).toMatch(/^stopped at \d+ of 80 trials: at most [\d.e-]+ to gain$/);
    expect(study.state.trialCount).toBeGreaterThanOrEqual(20);
    expect(study.state.trialCount).toBeLessThan(60);
    const found = Number(/at most (\S+) to gain/.exec(end.reason)?.[1]);
    expect(1 - study.best()!.metrics.score!).toBeLessThanOrEqual(found);
  }, 60_000);

  it('ends when that is less than the noise of the scores', async () => {
    const study = await openStudy({
      name: 'noise',
      space,
      objective: { minimize: 'loss' },
      budget: { trials: 150, gain: 'noise' },
      sampler: 'sobol',
      noisy: true,
    });
    const random = stream(3);
    const end = await study.optimize(
      ({ params: { x, y } }) => (x - 0.3) ** 2 + (y - 0.7) ** 2 + random.uniform(),
    );
    expect(end.reason).toMatch(/^stopped at \d+ of 150 trials: at most [\d.e-]+ to gain, noise 0\.[23]\d*$/);
  }, 60_000);

  it('goes on where there is much to gain', async () => {
    const study = await openStudy({
      name: 'rugged',
      space,
      objective: { minimize: 'loss' },
      budget: { trials: 40, gain: 0.001 },
      sampler: 'sobol',
    });
    await study.optimize(({ params: { x, y } }) => Math.sin(25 * x) * Math.cos(31 * y));
    expect(study.state.trialCount).toBe(40);
  }, 60_000);
});
