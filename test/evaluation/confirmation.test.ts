import { describe, expect, it } from 'vitest';
import { openStudy, type Study, type StudyInput } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';

const input = {
  name: 'confirm',
  space: { x: { float: [0, 1], default: 0.8 } },
  objective: { minimize: 'loss' },
  evaluation: { folds: 4 },
  holdout: 'test',
  budget: { trials: 30 },
  sampler: 'random',
  seed: 3,
} as const satisfies StudyInput;

interface Seen {
  readonly trial: number;
  readonly split: string;
  readonly seed: number;
  readonly fold: number;
}

const loss = (x: number, seed: number, fold: number): number =>
  (x - 0.3) ** 2 + fold + 0.05 * stream(seed, fold, Math.round(1e6 * x)).normal();

async function run(more: Partial<StudyInput> = {}, parallel = 1): Promise<{ study: Study; seen: Seen[] }> {
  const seen: Seen[] = [];
  const study = await openStudy({ ...input, ...more, parallel });
  await study.optimize(async ({ params, number, seed, fold, split }) => {
    seen.push({ trial: number, split, seed, fold });
    await Promise.resolve();
    return loss(params.x as number, seed, fold);
  });
  return { study, seen };
}

const of = (seen: readonly Seen[], split: string): Seen[] => seen.filter((one) => one.split === split);

describe('confirmation and holdout', () => {
  it('wait for a trial that begins in the same moment', async () => {
    const { evaluation: _, holdout: __, ...plain } = input;
    const study = await openStudy({ ...plain, budget: { trials: 3 }, confirm: { share: 0.5, top: 1 } });
    for (const value of [2, 1]) await study.tell((await study.ask())!, value);
    const asked = await study.ask(2);
    expect(asked.map(({ number, split }) => [number, split])).toEqual([[2, 'search']]);
    await study.tell(asked[0]!, 3);
    expect((await study.ask())!.split).toBe('confirm');
    await study.close();
  });

  it.each([1, 3])('come after the search, on splits of their own, %i at once', async (parallel) => {
    const { study, seen } = await run({}, parallel);
    const order = seen.map(({ split }) => split);
    expect(order.lastIndexOf('search')).toBeLessThan(order.indexOf('confirm'));
    expect(order.lastIndexOf('confirm')).toBeLessThan(order.indexOf('test'));
    const searched = new Set(of(seen, 'search').map(({ seed }) => seed));
    const confirmed = of(seen, 'confirm');
    for (const { seed } of confirmed) expect(searched.has(seed)).toBe(false);
    // The same splits for all, and a tenth of all evaluations.
    const trials = new Set(confirmed.map(({ trial }) => trial));
    expect(trials.has(0)).toBe(true);
    const splits = (trial: number): string[] =>
      confirmed.filter((one) => one.trial === trial).map(({ seed, fold }) => `${seed} ${fold}`);
    for (const trial of trials) expect(splits(trial)).toEqual(splits(0));
    const all = of(seen, 'search').length + confirmed.length;
    expect(confirmed.length / all).toBeGreaterThan(0.07);
    expect(confirmed.length / all).toBeLessThan(0.16);
    // The holdout is read once, for what is recommended and for the default.
    const best = study.recommend()!.best.trial;
    expect(
      of(seen, 'test')
        .map(({ trial }) => trial)
        .sort(),
    ).toEqual([best, 0].sort());
    for (const { fold } of of(seen, 'test')) expect(fold).toBe(-1);
    expect(trials.has(best)).toBe(true);
    expect(study.state.trialCount).toBe(30);
    expect(study.state.data.anomalyCount).toBe(0);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('never change a result of the search', async () => {
    const plain = await run({ confirm: false, holdout: { split: 'test', seeds: 1 } });
    const { study } = await run();
    expect(study.trials().map(({ metrics, status }) => [metrics, status])).toEqual(
      plain.study.trials().map(({ metrics, status }) => [metrics, status]),
    );
    await study.close();
    await plain.study.close();
  });

  it('take part of a budget in evaluations, and begin when a target is reached', async () => {
    const { study, seen } = await run({ budget: { evaluations: 80 } });
    expect(of(seen, 'search').length).toBe(72);
    expect(of(seen, 'confirm').length).toBeLessThanOrEqual(9);
    expect(of(seen, 'confirm').length).toBeGreaterThanOrEqual(6);
    expect(of(seen, 'test').length).toBe(2);
    await study.close();
    const reached = await run({ budget: { trials: 30 }, objective: { minimize: 'loss', target: 1.55 } });
    expect(of(reached.seen, 'confirm').length).toBeGreaterThanOrEqual(4);
    expect(reached.study.state.trialCount).toBeLessThan(30);
    expect(reached.study.state.control.reason).toMatch(/^trial \d+ reached the target$/);
    await reached.study.close();
  });

  it('follow when the space is exhausted', async () => {
    const { study, seen } = await run({
      evaluation: { folds: 4, race: false },
      space: { x: { ordinal: [0.1, 0.3, 0.5] } },
      budget: { trials: 30 },
    });
    expect(study.state.trialCount).toBe(3);
    expect(of(seen, 'confirm').length).toBeGreaterThanOrEqual(4);
    expect(study.state.control).toEqual({ state: 'finished', reason: 'all 3 configurations were tried' });
    await study.close();
  });

  it('go on where they were interrupted, wherever that was', async () => {
    const whole = await run();
    const study = await openStudy(input);
    let runs = 0;
    for (; runs < 400; runs++) {
      const controller = new AbortController();
      let count = 0;
      const end = await study.optimize(
        async ({ params, seed, fold }) => {
          if (++count > (runs % 3) + 1) controller.abort();
          await Promise.resolve();
          return loss(params.x, seed, fold);
        },
        { signal: controller.signal },
      );
      if (end.status === 'finished') break;
    }
    expect(runs).toBeGreaterThan(20);
    const evaluated = ({ state }: typeof study | Study): object[] =>
      Array.from({ length: state.evaluationCount }, (_, e) => {
        const { trial, purpose, target, metrics } = state.evaluation(e);
        return { trial, purpose, target, metrics };
      });
    expect(evaluated(study)).toEqual(evaluated(whole.study));
    await study.close();
    await whole.study.close();
  });

  it('are not repeated when a larger budget goes on, and the holdout stays closed', async () => {
    const { study, seen } = await run();
    const before = of(seen, 'test').length;
    await study.edit({ ...study.definition, budget: { trials: 60 } }, 'more');
    await study.optimize(({ params, number, seed, fold, split }) => {
      seen.push({ trial: number, split, seed, fold });
      return loss(params.x as number, seed, fold);
    });
    expect(study.state.trialCount).toBe(60);
    expect(of(seen, 'test').length).toBe(before);
    const keys = of(seen, 'confirm').map(({ trial, seed, fold }) => `${trial} ${seed} ${fold}`);
    expect(new Set(keys).size).toBe(keys.length);
    await study.close();
  });

  it('do nothing where there is nothing to confirm', async () => {
    const study = await openStudy({ ...input, budget: { trials: 5, failures: 100 } });
    await expect(study.optimize(() => Promise.reject(new Error('broken')))).rejects.toMatchObject({
      code: 'TW_STUDY_FAILING',
    });
    await study.close();
    const mixed = await openStudy({
      ...input,
      name: 'mixed',
      evaluation: { seeds: 1 },
      budget: { trials: 5 },
    });
    await mixed.optimize(({ number }) =>
      number % 2 === 0 ? Promise.reject(new Error(`broken ${'x'.repeat(number + 1)}`)) : 1,
    );
    const purposes = Array.from(
      { length: mixed.state.evaluationCount },
      (_, e) => mixed.state.evaluation(e).purpose,
    );
    // The default failed: only the best is run again.
    expect(purposes.filter((purpose) => purpose === 'confirm').length).toBeGreaterThanOrEqual(2);
    expect(purposes.filter((purpose) => purpose === 'holdout').length).toBe(1);
    await mixed.close();
  });
});

it.each(['asha', 'hyperband', 'median'])(
  'confirmation and holdout stand around %s too, with the full fidelity',
  async (scheduler) => {
    const { evaluation: _, ...rest } = input;
    const seen: [string, number, number][] = [];
    const study = await openStudy({
      ...rest,
      scheduler,
      fidelity: { epochs: [1, 9] },
      confirm: { share: 0.2, top: 2 },
      parallel: 2,
    });
    await study.optimize(async ({ params, seed, fidelity, split, reached, shouldStop }) => {
      seen.push([split, fidelity.epochs!, reached.epochs ?? 0]);
      const value = (epoch: number): number => loss(params.x, seed, 0) + 1 / epoch;
      for (let epoch = (reached.epochs ?? 0) + 1; epoch < fidelity.epochs!; epoch++)
        if (await shouldStop(epoch, value(epoch))) return value(epoch);
      return value(fidelity.epochs!);
    });
    const fresh = seen.filter(([split]) => split !== 'search');
    expect(fresh.length).toBeGreaterThanOrEqual(6);
    for (const one of fresh) expect(one.slice(1)).toEqual([9, 0]);
    expect(fresh.filter(([split]) => split === 'test').length).toBeGreaterThanOrEqual(1);
    expect(study.state.countTrials('completed') + study.state.countTrials('stopped')).toBe(30);
    expect(study.verdict()!.report!.holdout!.openings).toBe(1);
    await study.close();
  },
);
