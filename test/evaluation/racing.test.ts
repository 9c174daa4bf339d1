import { describe, expect, it } from 'vitest';
import { openStudy, type Study, type StudyInput } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';

const input = {
  name: 'race',
  space: { x: { float: [0, 1], default: 0.8 } },
  objective: { minimize: 'loss' },
  budget: { trials: 40 },
  sampler: 'random',
  confirm: false,
  seed: 3,
} as const satisfies StudyInput;

const truth = (x: number): number => (x - 0.3) ** 2;
/** Folds differ by 1, trials within a fold by 0.05. */
const scored = (x: number, seed: number, fold: number): number =>
  truth(x) + fold + 0.05 * stream(seed, fold, Math.round(1e6 * x)).normal();

async function raced(more: Partial<StudyInput> = {}, parallel = 1): Promise<Study> {
  const study = await openStudy({ ...input, evaluation: { folds: 4 }, ...more, parallel });
  await study.optimize(async ({ params, seed, fold }) => {
    await Promise.resolve();
    return scored(params.x as number, seed, fold);
  });
  return study;
}

const spent = (study: Study): number => study.state.evaluationCount;

describe('racing', () => {
  it.each([1, 4])('gives losers less and every incumbent all, %i at once', async (parallel) => {
    const study = await raced({}, parallel);
    expect(study.state.trialCount).toBe(40);
    expect(study.trial(0)).toMatchObject({ status: 'completed', origin: 'default' });
    const stopped = study.trials().filter(({ status }) => status === 'stopped');
    expect(stopped.length).toBeGreaterThan(20);
    for (const { status, evaluations, reason, params } of study.trials()) {
      if (status === 'completed') expect(evaluations).toHaveLength(4);
      else {
        expect(evaluations.length).toBeLessThan(4);
        expect(reason).toMatch(
          /^after (one evaluation|[23] evaluations) it is worse than trial \d+ by 0\.\d+; that it is better in truth has a probability of 0\.([0-2]\d|30)$/,
        );
        expect(truth(params.x as number)).toBeGreaterThan(0.001);
      }
    }
    expect(spent(study)).toBeLessThan(0.5 * 160);
    expect(truth(study.best()!.params.x as number)).toBeLessThan(0.02);
    const reasons = [...study.state.data.startReasons.values()];
    expect(reasons.length).toBeGreaterThan(5);
    for (const reason of reasons)
      expect(reason).toMatch(/^it may beat trial \d+ \(probability (0\.[3-9]\d|1\.00)\)$/);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('finds better than all folds for all at equal cost', async () => {
    let racing = 0;
    let replicated = 0;
    for (let seed = 0; seed < 50; seed++) {
      const budget = { evaluations: 150 };
      for (const race of [true, false]) {
        const study = await raced({ seed, budget, evaluation: { folds: 4, race, strategy: 'paired' } });
        const regret = truth(study.best()!.params.x as number);
        if (race) racing += regret;
        else replicated += regret;
        await study.close();
      }
    }
    expect(racing).toBeLessThan(0.95 * replicated);
  });

  it('works without pairs', async () => {
    const study = await raced({ evaluation: { seeds: 5, strategy: 'reshuffled', race: true } });
    expect(spent(study)).toBeLessThan(0.7 * 200);
    expect(truth(study.best()!.params.x as number)).toBeLessThan(0.02);
    await study.close();
  });

  it('lets a trial with a failed fold fail, and races without a default that does', async () => {
    const study = await openStudy({ ...input, evaluation: { folds: 4 }, parallel: 3 });
    await study.optimize(async ({ params, number, seed, fold }) => {
      await Promise.resolve();
      if (number === 0 || (number % 5 === 1 && fold > 1)) throw new Error(`fold ${fold}`);
      return scored(params.x, seed, fold);
    });
    expect(study.trial(0).status).toBe('failed');
    const statuses = new Set(study.trials().map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['completed', 'failed', 'stopped']);
    expect(truth(study.best()!.params.x)).toBeLessThan(0.02);
    await study.close();
  });

  it('keeps what is best in any objective', async () => {
    const study = await openStudy({
      ...input,
      objective: [{ minimize: 'loss' }, { maximize: 'gain' }],
      evaluation: { folds: 3 },
    });
    await study.optimize(({ params: { x }, seed, fold }) => {
      const noise = 0.01 * stream(seed, fold, Math.round(1e6 * x)).normal();
      // Trade-off below 0.5, worse in both above.
      return x < 0.5 ? { loss: x + noise, gain: x } : { loss: x + noise, gain: 0.4 - x };
    });
    for (const { params, status } of study.trials())
      if (params.x > 0.55) expect(status === 'stopped' || params.x === 0.8).toBe(true);
    expect(study.front().length).toBeGreaterThan(8);
    await study.close();
  });

  it('stops what is over the limits', async () => {
    const study = await openStudy({ ...input, limits: ['weight <= 1'], evaluation: { folds: 3 } });
    await study.optimize(({ params: { x }, seed, fold }) => ({
      loss: -x + 0.001 * stream(seed, fold, Math.round(1e6 * x)).normal(),
      weight: x > 0.85 ? 2 : 1,
    }));
    expect(study.best()!.params.x).toBeLessThanOrEqual(0.85);
    const heavy = study.trials().filter(({ params }) => params.x > 0.85);
    expect(heavy.length).toBeGreaterThan(2);
    for (const { reason } of heavy)
      expect(reason).toMatch(/^after .* it is over the limits, which trial \d+ keeps$/);
    await study.close();
  });

  it('goes on where it was interrupted, as if nothing had been', async () => {
    const whole = await raced();
    const study = await openStudy({ ...input, evaluation: { folds: 4 } });
    for (let run = 0; run < 8; run++) {
      const controller = new AbortController();
      let count = 0;
      await study.optimize(
        ({ params, seed, fold }) => {
          if (++count === 9) controller.abort();
          return scored(params.x, seed, fold);
        },
        { signal: controller.signal },
      );
    }
    await study.optimize(({ params, seed, fold }) => scored(params.x, seed, fold));
    const told = ({
      status,
      metrics,
      reason,
    }: {
      status: string;
      metrics: object;
      reason: string | undefined;
    }): object => ({ status, metrics, reason });
    expect(study.trials().map(told)).toEqual(whole.trials().map(told));
    await study.close();
    await whole.close();
  });
});
