import { describe, expect, it } from 'vitest';
import {
  memoryStorage,
  openStudy,
  randomSampler,
  type SamplerAlgorithm,
  type StudyInput,
  singleScheduler,
} from '../../src/index.ts';

const input = {
  name: 'asked',
  space: {
    x: { float: [0, 1] },
    kind: { oneOf: { plain: {}, tilted: { slope: { float: [0, 1] } } } },
  },
  objective: { minimize: 'loss' },
  budget: { trials: 12 },
  seed: 1,
} as const satisfies StudyInput;

describe('ask and tell', () => {
  it('spend the budget one by one and several at once', async () => {
    const study = await openStudy(input);
    const first = (await study.ask())!;
    expect(first).toMatchObject({ number: 0, evaluation: 0, fold: -1, split: 'search' });
    expect(await study.ask(4)).toHaveLength(4);
    expect(await study.ask(100)).toHaveLength(7);
    // What is out may not come back, but nothing new may begin.
    expect(await study.ask()).toBeUndefined();
    expect(await study.ask(3)).toEqual([]);
    await study.tell(first, 0.5);
    expect(study.trial(0)).toMatchObject({ status: 'completed', metrics: { loss: 0.5 } });
    await study.close();
  });

  it('take a number, metrics, or how it ended', async () => {
    const study = await openStudy(input);
    const [a, b, c, d] = await study.ask(4);
    await study.tell(a!, 1);
    await study.tell(b!, { loss: 2, size: 3 });
    await study.tell(c!, { status: 'failed', reason: 'no luck' });
    await study.tell(d!, { status: 'infeasible', reason: 'too hot', metrics: { heat: 9 } });
    expect(study.trials().map(({ status, metrics, reason }) => ({ status, metrics, reason }))).toEqual([
      { status: 'completed', metrics: { loss: 1 }, reason: undefined },
      { status: 'completed', metrics: { loss: 2, size: 3 }, reason: undefined },
      { status: 'failed', metrics: {}, reason: 'TW_PROGRAM_FAILED: no luck' },
      { status: 'infeasible', metrics: { heat: 9 }, reason: 'TW_PROGRAM_FAILED: too hot' },
    ]);
    await study.close();
  });

  it('keep reports, of which one that is not finite is no rank', async () => {
    const seen: number[] = [];
    const study = await openStudy(input, {
      scheduler: {
        ...singleScheduler(),
        create: (problem) => ({
          ...singleScheduler().create(problem),
          onReport: (_, { step }) => {
            seen.push(step);
            return step === 3 ? { type: 'stop', reason: 'enough' } : { type: 'continue' };
          },
        }),
      },
    });
    const trial = (await study.ask())!;
    expect(await trial.report(1, 0.5)).toBe('continue');
    expect(await trial.report(2, { loss: Number.NaN, other: 1 })).toBe('continue');
    expect(await trial.report(3, { loss: 0.25 })).toBe('stop');
    expect(seen).toEqual([1, 3]);
    expect(study.state.reportsOf(0).map(({ step, metrics }) => [step, metrics])).toEqual([
      [1, { loss: 0.5 }],
      [2, { loss: Number.NaN, other: 1 }],
      [3, { loss: 0.25 }],
    ]);
    await study.tell(trial, { status: 'stopped', reason: 'enough', metrics: { loss: 0.25 } });
    expect(await trial.report(4, 1)).toBe('stop');
    expect(study.state.reportCount).toBe(3);
    await study.close();
  });

  it('may be mixed with optimize', async () => {
    const study = await openStudy(input);
    await study.tell((await study.ask())!, 0.1);
    await study.optimize(() => 1);
    expect(study.best()?.number).toBe(0);
    expect(study.state.trialCount).toBe(12);
    await study.close();
  });
});

describe('enqueue', () => {
  it('is tried after the default, with the rest filled in, and counts in the budget', async () => {
    const study = await openStudy(input);
    await study.enqueue({ x: 0.125, kind: { name: 'tilted', slope: 0.5 } }, { note: 'a hunch' });
    await study.enqueue({ 'kind.slope': 0.75 });
    await study.optimize(({ params }) => params.x);
    const [start, whole, partial, ...rest] = study.trials();
    expect(start?.origin).toBe('default');
    expect(whole).toMatchObject({
      origin: 'enqueued',
      params: { x: 0.125, kind: { name: 'tilted', slope: 0.5 } },
      attributes: { note: 'a hunch' },
    });
    expect(partial).toMatchObject({ origin: 'enqueued', params: { kind: { name: 'tilted', slope: 0.75 } } });
    expect(rest.every(({ origin }) => origin === 'sampler')).toBe(true);
    expect(study.state.trialCount).toBe(12);
    expect(study.state.queue.size).toBe(0);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 10, verdicts: 0 });
    await study.close();
  });

  it('refuses what is no configuration', async () => {
    const study = await openStudy(input);
    expect(() => study.enqueue({ x: 2 })).toThrow(/x = 2 is not a number in \[0, 1\]/);
    expect(() => study.enqueue({ y: 2 })).toThrow(/no parameter/);
    await study.close();
  });
});

describe('a configuration that comes again', () => {
  const small = { ...input, space: { a: { int: [0, 9] } }, budget: { trials: 10 } } as const;

  /** Gives 0, 0, 1, 1, 2, 2, ... by the ordinal. */
  const stuttering: SamplerAlgorithm = {
    name: 'stuttering',
    version: 1,
    create: () => ({
      update: () => {},
      suggest: ({ count, ordinal }) =>
        Array.from({ length: count }, (_, i) => ({
          row: Float64Array.of(Math.floor((ordinal + i) / 2) % 10),
        })),
    }),
  };

  it('is drawn anew, and replay agrees', async () => {
    const study = await openStudy({ ...small, parallel: 3 }, { sampler: stuttering });
    const end = await study.optimize(({ params }) => params.a);
    expect(end.reason).toBe('all 10 trials of the budget were created');
    expect(new Set(study.trials().map(({ params }) => params.a)).size).toBe(10);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('ends the study when the sampler has nothing else', async () => {
    const study = await openStudy({ ...small, budget: { trials: 20 } }, { sampler: stuttering });
    const end = await study.optimize(({ params }) => params.a);
    expect(end.reason).toBe('all 10 configurations were tried');
    await study.close();
  });

  it('is another evaluation of a noisy trial, which counts in the budget; its result stays', async () => {
    const told: number[][] = [];
    const sampler: SamplerAlgorithm = {
      ...stuttering,
      create: (problem) => {
        const { suggest } = stuttering.create(problem);
        return {
          suggest,
          update: (changes) => {
            for (const change of changes) {
              if (change.type === 'observed')
                told.push([change.trial, change.values![0]!, change.errors?.[0] ?? -1]);
            }
          },
        };
      },
    };
    const study = await openStudy({ ...small, noisy: true, budget: { trials: 7 } }, { sampler });
    let run = 0;
    await study.optimize(() => run++);
    expect(run).toBe(7);
    expect(study.state.evaluationCount).toBe(7);
    expect(study.state.trialCount).toBeLessThan(7);
    const repeated = study.trials().find(({ evaluations }) => evaluations.length > 1)!;
    const [search, again] = repeated.evaluations.map((number) => study.state.evaluation(number));
    expect([search!.purpose, again!.purpose]).toEqual(['search', 'repeat']);
    expect(repeated.metrics).toEqual(search!.metrics);
    const [one, two] = [search!.metrics.loss!, again!.metrics.loss!];
    expect(told).toContainEqual([repeated.number, (one + two) / 2, Math.abs(one - two) / 2]);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });
});

describe('replay', () => {
  it('names the first suggestion that comes out otherwise, and a changed version as such', async () => {
    const storage = memoryStorage();
    const base = randomSampler();
    const study = await openStudy(input, { storage, sampler: base });
    await study.optimize(({ params }) => params.x);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 11, verdicts: 0 });
    const other = (version: number, wrong: number): SamplerAlgorithm => ({
      ...base,
      version,
      create: (problem) => {
        const sampler = base.create(problem);
        return {
          update: (changes) => sampler.update(changes),
          suggest: (request) =>
            request.ordinal === wrong
              ? [{ row: new Float64Array([0.5, 0, Number.NaN]) }]
              : sampler.suggest(request),
        };
      },
    });
    const wrong = await openStudy(input, { storage, sampler: other(1, 4) });
    expect(await wrong.replay()).toMatchObject({
      exact: false,
      suggestions: 4,
      difference: { trial: 5, ordinal: 4, replayed: new Float64Array([0.5, 0, Number.NaN]) },
    });
    const newer = await openStudy(input, { storage, sampler: other(2, 4) });
    expect(await newer.replay()).toEqual({
      exact: false,
      suggestions: 0,
      verdicts: 0,
      changed: { recorded: 'random 1', now: 'random 2' },
    });
  });
});

describe('rerun', () => {
  it('evaluates once more with another seed and leaves the result as it is', async () => {
    const study = await openStudy({ ...input, budget: { trials: 3 } });
    let value = 0;
    const seeds: number[] = [];
    const objective = ({ seed }: { seed: number }): number => {
      seeds.push(seed);
      return value++;
    };
    await study.optimize(objective);
    const evaluation = await study.rerun(1, objective);
    expect(study.state.evaluation(evaluation)).toMatchObject({
      trial: 1,
      purpose: 'rerun',
      status: 'completed',
      metrics: { loss: 3 },
    });
    expect(study.trial(1)).toMatchObject({ metrics: { loss: 1 }, evaluations: [1, 3] });
    expect(new Set(seeds).size).toBe(4);
    expect(study.state.trialCount).toBe(3);
    await study.close();
  });
});
