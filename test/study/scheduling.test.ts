import { describe, expect, it } from 'vitest';
import {
  memoryStorage,
  openStudy,
  type SchedulerAlgorithm,
  singleScheduler,
  type TrialHandle,
} from '../../src/index.ts';
import { targetOf } from '../../src/scheduler/target.ts';

/** Gives every trial a third of the epochs first, and the best of three all of them. */
const promoting: SchedulerAlgorithm = {
  name: 'promoting',
  version: 1,
  create: (problem) => ({
    blind: false,
    next(view) {
      const low: { trial: number; value: number }[] = [];
      let promoted = 0;
      for (let e = 0; e < view.evaluations; e++) {
        const { trial, share, values, status } = view.evaluation(e);
        if (share === 1) promoted++;
        else if (values !== undefined && status === 'completed') low.push({ trial, value: values[0]! });
      }
      if (low.length === 3 && promoted === 0) {
        const { trial } = low.toSorted((a, b) => a.value - b.value)[0]!;
        const target = targetOf(problem, trial, 1);
        return { type: 'evaluate', trial, purpose: 'search', target, reason: 'the best of 3' };
      }
      if (view.trialsLeft > 0) return { type: 'new-trial', target: targetOf(problem, view.trials, 1 / 3) };
      return [...view.open].length > 0 ? { type: 'wait' } : { type: 'finished', reason: 'all is done' };
    },
    onReport: () => ({ type: 'continue' }),
    onEnd: (_, { share, status }) => (status === 'completed' && share < 1 ? 'open' : 'freeze'),
  }),
};

const input = {
  name: 'rungs',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  fidelity: { epochs: [3, 9] },
  budget: { trials: 3 },
  seed: 5,
} as const;

describe('scheduling', () => {
  it('pauses trials and promotes them later, with what they had reached', async () => {
    const seen: [number, number, number][] = [];
    const study = await openStudy(input, { scheduler: promoting, storage: memoryStorage() });
    const end = await study.optimize(({ params, number, fidelity, reached }) => {
      seen.push([number, fidelity.epochs!, reached.epochs ?? 0]);
      return (params.x - 0.3) ** 2 + 1 / fidelity.epochs!;
    });
    expect(end).toEqual({ status: 'finished', reason: 'all 3 trials of the budget were created' });
    expect(seen.slice(0, 3)).toEqual([
      [0, 3, 0],
      [1, 3, 0],
      [2, 3, 0],
    ]);
    expect(seen).toHaveLength(4);
    const [winner, epochs, reached] = seen[3]!;
    expect([epochs, reached]).toEqual([9, 3]);
    expect(study.best()?.number).toBe(winner);
    expect(study.state.startReason(3)).toBe('the best of 3');
    for (const trial of study.trials()) {
      expect(trial.status).toBe(trial.number === winner ? 'completed' : 'stopped');
      if (trial.number !== winner) expect(trial.reason).toBe('it was paused when the study ended');
      expect(trial.metrics.loss).toBeGreaterThan(0);
    }
    expect(study.state.data.anomalyCount).toBe(0);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 2, verdicts: 0 });
    await study.close();
  });

  it('ends what it stops with its reason, and what was reached', async () => {
    const stopping: SchedulerAlgorithm = {
      ...singleScheduler(),
      create: (problem) => ({
        ...singleScheduler().create(problem),
        blind: false,
        onReport: (view, { evaluation, step, values }) =>
          step === 4 && view.curve(evaluation).length === 4 && values[0]! > 0.5
            ? { type: 'stop', reason: `${values[0]} is over 0.5 after 4 epochs` }
            : { type: 'continue' },
      }),
    };
    const study = await openStudy(input, { scheduler: stopping });
    await study.optimize(async ({ number, report }) => {
      for (let epoch = 1; epoch <= 9; epoch++) await report(epoch, number === 1 ? 0.75 : 0.25);
      return number === 1 ? 0.75 : 0.25;
    });
    expect(study.trial(1)).toMatchObject({
      status: 'stopped',
      metrics: { loss: 0.75 },
      reason: '0.75 is over 0.5 after 4 epochs',
    });
    expect(study.state.evaluation(1)).toMatchObject({ status: 'stopped', reached: { epochs: 4 } });
    expect(study.state.verdict(1)).toMatchObject({ verdict: 'stop', step: 4 });
    expect(study.trial(2).status).toBe('completed');
    await study.close();
  });

  it('counts the fidelity that was spent, without what a checkpoint brought', async () => {
    const resumes = async (trial: TrialHandle, from: number): Promise<number> => {
      for (let epoch = from + 1; epoch <= trial.fidelity.epochs!; epoch++) await trial.report(epoch, 1);
      return trial.number / 10;
    };
    const costs = async (begins: (trial: TrialHandle) => number): Promise<readonly number[]> => {
      const study = await openStudy({ ...input, cost: 'epochs' }, { scheduler: promoting });
      await study.optimize((trial) =>
        resumes(trial as unknown as TrialHandle, begins(trial as unknown as TrialHandle)),
      );
      const spent = [0, 1, 2, 3].map((evaluation) => study.state.evaluation(evaluation).cost);
      await study.close();
      return spent;
    };
    expect(await costs(({ reached }) => reached.epochs ?? 0)).toEqual([3, 3, 3, 6]);
    // A program without checkpoints begins anew.
    expect(await costs(() => 0)).toEqual([3, 3, 3, 9]);
  });

  it.each([
    [{ type: 'wait' }, 'the scheduler "faulty" waits although nothing runs'],
    [
      { type: 'close', trial: 0, status: 'stopped', reason: 'no' },
      'the scheduler "faulty" closes trial 0, which is not paused',
    ],
  ] as const)('names a scheduler that says %j when it must not', async (next, message) => {
    const faulty: SchedulerAlgorithm = {
      name: 'faulty',
      version: 1,
      create: (problem) => {
        const inner = singleScheduler().create(problem);
        return { ...inner, blind: false, next: (view) => (view.trials === 0 ? inner.next(view) : next) };
      },
    };
    const study = await openStudy(input, { scheduler: faulty });
    await expect(study.optimize(() => 1)).rejects.toMatchObject({ code: 'TW_SCHEDULER_FAULTY', message });
    await study.close();
  });

  it('ends on that cost', async () => {
    const study = await openStudy(
      { ...input, cost: 'epochs', budget: { cost: 25 } },
      { scheduler: singleScheduler() },
    );
    const end = await study.optimize(({ fidelity }) => fidelity.epochs!);
    expect(end.reason).toBe('the cost of 25 of epochs is used up');
    expect(study.state.totals.cost).toBe(27);
  });

  it('promotes what there is when the space is exhausted', async () => {
    const study = await openStudy({
      ...input,
      space: { x: { int: [0, 6] } },
      fidelity: { epochs: [1, 9] },
      budget: {},
      sampler: 'grid',
      scheduler: { name: 'halving', cohort: 27 },
    });
    const end = await study.optimize(({ params, fidelity }) => params.x + 1 / fidelity.epochs!);
    expect(end.status).toBe('finished');
    const full = study.trials().filter(({ status }) => status === 'completed');
    expect(full.map(({ params }) => params.x).sort()).toEqual([0, 3]);
    expect(study.trials()).toHaveLength(7);
  });
});
