import { describe, expect, it } from 'vitest';
import {
  memoryStorage,
  openStudy,
  populationBanditScheduler,
  populationScheduler,
  type SchedulerAlgorithm,
  singleScheduler,
  type TrialHandle,
} from '../../src/index.ts';

const input = {
  name: 'population',
  space: {
    rate: { float: [0, 1], default: 0.1 },
    size: { int: [1, 9] },
  },
  objective: { maximize: 'score' },
  fidelity: { epochs: [1, 20] },
  budget: { trials: 200 },
  sampler: 'random',
  seed: 11,
} as const;

/** Each epoch gains what the rate in force gives; the best rate falls while training goes on. */
class Training {
  readonly checkpoints = new Map<number, { epochs: number; score: number }>();
  readonly parents = new Map<number, number>();
  readonly seen: { number: number; from: number; to: number; reached: number }[] = [];

  run = ({ params, number, fidelity, reached }: TrialHandle<{ rate: number; size: number }>): number => {
    const parent = this.parents.get(number);
    const before = parent === undefined ? { epochs: 0, score: 0 } : this.checkpoints.get(parent)!;
    const to = fidelity.epochs!;
    let { score } = before;
    for (let epoch = before.epochs; epoch < to; epoch++) {
      score += 1 - Math.abs(params.rate - (0.9 - 0.04 * epoch));
    }
    this.checkpoints.set(number, { epochs: to, score });
    this.seen.push({ number, from: before.epochs, to, reached: reached.epochs ?? 0 });
    return score;
  };
}

/** Eight full trials cost as much as eight members. */
const atFull: SchedulerAlgorithm = {
  ...singleScheduler(),
  create: (problem) => {
    const inner = singleScheduler().create(problem);
    return {
      ...inner,
      next: (view) => (view.trials < 8 ? inner.next(view) : { type: 'finished', reason: 'eight' }),
    };
  },
};

async function train(scheduler: SchedulerAlgorithm, seed: number, parallel = 1) {
  const training = new Training();
  const study = await openStudy({ ...input, seed }, { scheduler, storage: memoryStorage() });
  study.watch((event) => {
    if (event.type === 'trial-created' && event.parent !== undefined)
      training.parents.set(event.trial, event.parent);
  });
  const end = await study.optimize(training.run as never, { parallel });
  return { study, training, end };
}

for (const make of [populationScheduler, populationBanditScheduler]) {
  const { name } = make();
  describe(name, () => {
    it('trains every member to the full fidelity in chains of trials', async () => {
      const { study, training, end } = await train(make({ population: 8, generations: 10 }), 3, 4);
      expect(end.reason).toBe('the population has reached its full fidelity');
      expect(study.state.trialCount).toBe(80);
      expect(study.state.countTrials('completed')).toBe(8);
      expect(study.state.data.anomalyCount).toBe(0);
      for (const { from, to, reached } of training.seen) {
        expect(reached).toBe(from);
        expect(to - from).toBe(2);
      }
      const takeovers = study.trials().filter((trial) => /takes over/.test(String(trial.attributes.reason)));
      expect(takeovers.length).toBeGreaterThan(4);
      for (const { number, params } of takeovers) {
        const { parent } = study.state.trial(number);
        // Only floats change while a member trains.
        expect(params.size).toBe(study.trial(parent).params.size);
      }
      expect((await study.replay()).exact).toBe(true);
      await study.close();
    });

    it('tells the schedule that leads to the best trial, and it gives that score again', async () => {
      const { study } = await train(make({ population: 6, generations: 10 }), 5);
      const best = study.best()!;
      const steps = study.schedule(best.number);
      expect(steps).toHaveLength(10);
      let score = 0;
      for (const { params, from, to } of steps) {
        for (let epoch = from.epochs ?? 0; epoch < to.epochs!; epoch++) {
          score += 1 - Math.abs((params.rate as number) - (0.9 - 0.04 * epoch));
        }
      }
      expect(score).toBe(best.metrics.score);
      await study.close();
    });

    it('is better than as many full trials of a random search', async () => {
      let wins = 0;
      for (let seed = 0; seed < 5; seed++) {
        const { study } = await train(make({ population: 8 }), seed);
        const alone = await train(atFull, seed);
        if (study.best()!.metrics.score! > alone.study.best()!.metrics.score!) wins++;
        await study.close();
        await alone.study.close();
      }
      expect(wins).toBeGreaterThanOrEqual(4);
    });

    it('replaces members that fail, and ends when all do', async () => {
      const training = new Training();
      const study = await openStudy(input, { scheduler: make({ population: 5, generations: 4 }) });
      study.watch((event) => {
        if (event.type === 'trial-created' && event.parent !== undefined)
          training.parents.set(event.trial, event.parent);
      });
      await study.optimize(((trial: TrialHandle<{ rate: number; size: number }>) => {
        if (trial.number === 2) throw new Error('diverged');
        return training.run(trial);
      }) as never);
      expect(study.state.countTrials('completed')).toBe(5);
      const heir = study.trials().find((trial) => /it failed/.test(String(trial.attributes.reason)))!;
      expect(study.state.trial(heir.number).parent).not.toBe(2);
      await study.close();

      const doomed = await openStudy({ ...input, name: 'doomed' }, { scheduler: make({ population: 2 }) });
      let calls = 0;
      const end = await doomed.optimize(() => {
        throw new Error(`diverged ${'x'.repeat(calls++)}`);
      });
      expect(end.reason).toBe('every member failed');
      await doomed.close();
    });

    it('creates no more trials than the budget has', async () => {
      const training = new Training();
      const study = await openStudy(
        { ...input, budget: { trials: 13 } },
        { scheduler: make({ population: 5, generations: 5 }) },
      );
      study.watch((event) => {
        if (event.type === 'trial-created' && event.parent !== undefined)
          training.parents.set(event.trial, event.parent);
      });
      await study.optimize(training.run as never, { parallel: 3 });
      expect(study.state.trialCount).toBe(13);
      await study.close();
    });
  });
}

describe('a population', () => {
  it('tells what is wrong with its options', async () => {
    const wrong = (scheduler: unknown, more: object = {}) =>
      openStudy({ ...input, ...more, scheduler } as never);
    await expect(wrong({ name: 'pbt', members: 3 })).rejects.toMatchObject({
      code: 'TW_SCHEDULER_OPTION_UNKNOWN',
      place: { path: 'scheduler.members' },
    });
    await expect(wrong({ name: 'pbt', population: 1 })).rejects.toMatchObject({
      code: 'TW_SCHEDULER_OPTION_VALUE',
    });
    await expect(wrong({ name: 'pb2', explore: ['rates'] })).rejects.toThrow(/rate/);
    await expect(wrong('pbt', { fidelity: { epochs: 20 } })).rejects.toMatchObject({
      code: 'TW_SCHEDULER_FIDELITY',
    });
  });
});
