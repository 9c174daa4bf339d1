import { describe, expect, it } from 'vitest';
import { memoryStorage, openStudy } from '../../src/index.ts';

const samplers = ['auto', 'gp', 'tpe', 'forest', 'cma', 'de', 'nsga2', 'random'];
const schedulers = [
  'asha',
  { name: 'asha', mode: 'promote' },
  'hyperband',
  { name: 'halving', cohort: 9 },
  'median',
  { name: 'pbt', population: 4, generations: 3 },
];

async function search(sampler: string, scheduler: (typeof schedulers)[number], objectives: number) {
  const study = await openStudy(
    {
      name: 'composed',
      space: {
        rate: { float: [1e-3, 1], log: true },
        depth: { int: [1, 6] },
        kind: { oneOf: { plain: {}, bent: { by: { float: [0, 1] } } } },
      },
      constraints: ['depth * rate <= 4'],
      objective: [{ minimize: 'loss' }, { minimize: 'size' }].slice(0, objectives) as never,
      limits: ['loss < 50'],
      fidelity: { epochs: [1, 9] },
      budget: { trials: 14 },
      seed: 2,
      sampler,
      scheduler,
    },
    { storage: memoryStorage() },
  );
  await study.optimize(
    (async (trial: {
      params: { rate: number; depth: number; kind: { name: string; by?: number } };
      number: number;
      fidelity: { epochs: number };
      reached: { epochs?: number };
      report(step: number, metrics: object): Promise<void>;
    }) => {
      const { rate, depth, kind } = trial.params;
      if (trial.number % 7 === 5) throw new Error('diverged');
      const floor = (Math.log10(rate) + 1.5) ** 2 + Math.abs(depth - 3) + (kind.by ?? 0.2);
      for (let epoch = (trial.reached.epochs ?? 0) + 1; epoch <= trial.fidelity.epochs; epoch++) {
        await trial.report(epoch, { loss: floor + 3 / epoch, size: depth });
      }
      return { loss: floor + 3 / trial.fidelity.epochs, size: depth };
    }) as never,
    { parallel: 3 },
  );
  return study;
}

for (const scheduler of schedulers) {
  const name = typeof scheduler === 'string' ? scheduler : JSON.stringify(scheduler);
  describe(`${name} composes with`, () => {
    for (const sampler of samplers) {
      for (const objectives of sampler === 'nsga2' ? [2] : [1, 2]) {
        it(`${sampler}, ${objectives} objective${objectives > 1 ? 's' : ''}, conditions, constraints, limits, failures`, async () => {
          const study = await search(sampler, scheduler, objectives);
          const { state } = study;
          expect(state.data.anomalyCount).toBe(0);
          expect(state.open.size).toBe(0);
          expect(state.countTrials('paused') + state.countTrials('waiting')).toBe(0);
          expect(state.trialCount).toBeLessThanOrEqual(14);
          if (typeof scheduler === 'string' || scheduler.name !== 'pbt') expect(state.trialCount).toBe(14);
          expect(state.countTrials('completed')).toBeGreaterThan(0);
          const { row } = state.trial(state.trialCount - 1);
          expect(study.space.contains(row)).toBe(true);
          const replay = await study.replay();
          expect(replay).toMatchObject({ exact: true });
          await study.close();
        });
      }
    }
  });
}
