import { describe, expect, it } from 'vitest';
import { fatal, infeasible, openStudy, type StudyInput, skip } from '../../src/index.ts';

const space = {
  x: { float: [-5, 5], default: 4 },
  kind: { oneOf: { plain: {}, tilted: { slope: { float: [0, 1] } } } },
} as const;

const bowl = {
  name: 'bowl',
  space,
  objective: { minimize: 'loss' },
  budget: { trials: 20 },
  seed: 3,
} as const;

describe('optimize', () => {
  it('spends the budget exactly, the default configuration first', async () => {
    const study = await openStudy(bowl);
    const end = await study.optimize(
      ({ params: { x, kind } }) => x ** 2 + (kind.name === 'tilted' ? kind.slope : 0),
    );
    expect(end).toEqual({ status: 'finished', reason: 'all 20 trials of the budget were created' });
    const trials = study.trials();
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(trials[0]).toMatchObject({ origin: 'default', status: 'completed', metrics: { loss: 16 } });
    expect(trials.slice(1).every(({ origin }) => origin === 'sampler')).toBe(true);
    const best = study.best()!;
    expect(best.metrics.loss).toBe(Math.min(...trials.map(({ metrics }) => metrics.loss!)));
    expect(best.default?.number).toBe(0);
    expect(study.state.control).toEqual({ state: 'finished', reason: end.reason });
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('runs as many at once as it is told, and replays exactly', async () => {
    const study = await openStudy({ ...bowl, parallel: 4 });
    let running = 0;
    let most = 0;
    await study.optimize(async ({ params, number }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, (number * 7) % 5));
      running--;
      return params.x ** 2;
    });
    expect(most).toBe(4);
    expect(study.state.trialCount).toBe(20);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 19, verdicts: 0 });
    await study.close();
  });

  it('gives the same suggestions for the same seed, other ones for another', async () => {
    const runs = [];
    for (const seed of [3, 3, 4]) {
      const study = await openStudy({ ...bowl, seed });
      await study.optimize(({ params }) => params.x ** 2);
      runs.push(study.trials().map(({ params }) => params));
      await study.close();
    }
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
  });

  it('ends when every configuration was tried', async () => {
    const study = await openStudy({
      name: 'small',
      space: { a: { int: [1, 4] }, b: { categorical: ['u', 'v', 'w'] } },
      objective: { maximize: 'score' },
      budget: { trials: 100 },
      parallel: 3,
    });
    const end = await study.optimize(({ params }) => params.a);
    expect(end.reason).toBe('all 12 configurations were tried');
    expect(new Set(study.trials().map(({ params }) => JSON.stringify(params))).size).toBe(12);
    expect(study.best()?.params.a).toBe(4);
    await study.close();
  });

  it('fails what gives no finite objective, and goes on', async () => {
    const study = await openStudy(bowl);
    const values = [Number.NaN, Number.POSITIVE_INFINITY, undefined, 'text', { other: 1 }, { loss: 'no' }];
    await study.optimize(({ number, params }) =>
      number > 0 && number <= values.length ? (values[number - 1] as number) : params.x ** 2,
    );
    const trials = study.trials();
    expect(trials).toHaveLength(20);
    expect(trials.slice(1, 7).map(({ status }) => status)).toEqual(Array(6).fill('failed'));
    expect(trials[1]!.reason).toBe('TW_METRIC_NOT_FINITE: loss is NaN, not a finite number');
    expect(trials.filter(({ status }) => status === 'completed')).toHaveLength(14);
    await study.close();
  });

  it('keeps how a program says that it ends', async () => {
    const study = await openStudy({ ...bowl, budget: { trials: 6 } });
    await study.optimize(({ number, params }) => {
      if (number === 1) throw new Error('broken pipe');
      if (number === 2) throw infeasible('too large');
      if (number === 3) return skip('no data');
      return params.x ** 2;
    });
    expect(study.trials().map(({ status }) => status)).toEqual([
      'completed',
      'failed',
      'infeasible',
      'skipped',
      'completed',
      'completed',
    ]);
    expect(study.trial(1).reason).toBe('TW_PROGRAM_THREW: broken pipe');
    expect(study.trial(2).reason).toContain('too large');
    await study.close();
  });

  it('stops early when the first trials all fail the same way, and goes on when mended', async () => {
    const study = await openStudy(bowl);
    const broken = study.optimize(({ params }) => {
      throw new Error(`no file at step ${params.x}`);
    });
    await expect(broken).rejects.toMatchObject({ code: 'TW_STUDY_FAILING' });
    await expect(broken).rejects.toThrow('no file at step');
    expect(study.state.trialCount).toBeLessThan(6);
    expect(study.state.control.state).toBe('finished');
    await study.optimize(({ params }) => params.x ** 2);
    expect(study.state.trialCount).toBe(20);
    expect(study.state.countTrials('completed')).toBeGreaterThan(14);
    await study.close();
  });

  it('does not stop when they fail in different ways', async () => {
    const study = await openStudy({ ...bowl, budget: { trials: 8 } });
    const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
    await study.optimize(({ number }) => {
      throw new Error(words[number]!);
    });
    expect(study.state.countTrials('failed')).toBe(8);
    expect(study.best()).toBeUndefined();
    await study.close();
  });

  it('stops at once when a program says fatal', async () => {
    const study = await openStudy({ ...bowl, parallel: 2 });
    const run = study.optimize(({ number, params }) => {
      if (number === 5) throw fatal('the disk is full');
      return params.x ** 2;
    });
    await expect(run).rejects.toMatchObject({ code: 'TW_STUDY_FATAL' });
    expect(study.state.trialCount).toBeLessThan(10);
    expect(study.state.control.state).toBe('finished');
    await study.close();
  });

  it('takes no trial beyond a limit for the best, and ends at the target', async () => {
    const study = await openStudy({
      ...bowl,
      objective: { minimize: 'loss', target: 1 },
      limits: ['loss + weight <= 10'],
      budget: { trials: 200 },
    });
    const end = await study.optimize(({ params: { x }, number }) => ({
      loss: x ** 2,
      weight: number % 2 === 0 ? 100 : 0,
    }));
    const best = study.best()!;
    expect(best.metrics.loss).toBeLessThanOrEqual(1);
    expect(best.number % 2).toBe(1);
    expect(end.reason).toBe(`trial ${best.number} reached the target`);
    expect(study.trials().filter((trial) => !trial.withinLimits).length).toBeGreaterThan(0);
    await study.close();
  });

  const budgets: readonly [string, Partial<StudyInput<typeof space>>, RegExp, number][] = [
    ['evaluations', { budget: { evaluations: 7 } }, /all 7 evaluations/, 7],
    ['failures', { budget: { failures: 3, trials: 50 } }, /3 trials failed/, 7],
    ['cost', { budget: { cost: 10, trials: 50 }, cost: 'price' }, /cost of 10 of price/, 5],
  ];
  it.each(budgets)('heeds a budget of %s', async (_, change, reason, trials) => {
    const study = await openStudy({ ...bowl, ...change });
    const end = await study.optimize(({ number, params }) => {
      if (change.budget?.failures !== undefined && number % 2 === 1 && number < 6)
        throw new Error(`no ${'x'.repeat(number)}`);
      return { loss: params.x, price: 2 };
    });
    expect(end.reason).toMatch(reason);
    expect(study.state.trialCount).toBe(change.budget?.failures === undefined ? trials : 6);
    await study.close();
  });

  it('several objectives have a front', async () => {
    const study = await openStudy({
      ...bowl,
      objective: [{ minimize: 'loss' }, { maximize: 'speed' }],
    });
    await study.optimize(({ params: { x } }) => ({ loss: x ** 2, speed: x }));
    const front = study.front();
    for (const a of front) {
      for (const b of study.trials()) {
        const better = b.metrics.loss! <= a.metrics.loss! && b.metrics.speed! >= a.metrics.speed!;
        expect(better && (b.metrics.loss! < a.metrics.loss! || b.metrics.speed! > a.metrics.speed!)).toBe(
          false,
        );
      }
    }
    expect(front.length).toBeGreaterThan(1);
    await study.close();
  });
});
