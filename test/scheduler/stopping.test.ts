import { describe, expect, it } from 'vitest';
import {
  ashaScheduler,
  autoScheduler,
  curveScheduler,
  halvingScheduler,
  hyperbandScheduler,
  medianScheduler,
  patienceScheduler,
  percentileScheduler,
  type SchedulerAlgorithm,
  thresholdScheduler,
  wilcoxonScheduler,
} from '../../src/index.ts';
import { type Act, type SimulatedProgram, simulate } from '../../src/testing/index.ts';

/** Reports at every epoch what a function of the trial's number and the epoch gives. */
function reporting(curve: (trial: number, epoch: number) => Record<string, number>): SimulatedProgram {
  return ({ number, reached, fidelity }) => {
    const acts: Act[] = [];
    for (let step = (reached.epochs ?? 0) + 1; step <= (fidelity.epochs ?? 9); step++)
      acts.push({ seconds: 0.1, step, metrics: curve(number, step) });
    return acts;
  };
}

const maximize = { objective: { maximize: 'accuracy' }, fidelity: { epochs: [1, 9] }, parallel: 1 } as const;
const run = (
  scheduler: SchedulerAlgorithm,
  trials: number,
  program: SimulatedProgram,
  input: object = {},
): ReturnType<typeof simulate> =>
  simulate({ scheduler, program, input: { ...maximize, budget: { trials }, ...input } });

/** Better with every trial but the default one, which is the best of all. */
const rising = reporting((trial) => ({ accuracy: trial === 0 ? 0.99 : 0.5 + trial / 100 }));
const falling = reporting((trial) => ({ accuracy: 0.9 - trial / 100 }));

describe('stopping at reports', () => {
  it('tells in the direction of the metric what a trial fell behind', async () => {
    const study = await run(ashaScheduler(), 9, falling);
    expect(study.trial(8).reason).toBe('0.82 is below the top third (0.88) of 9 trials at epoch 1');
    expect(study.trial(8).metrics.accuracy).toBeCloseTo(0.82);
    expect(study.state.evaluation(8).reached).toEqual({ epochs: 1 });
    const low = await run(
      ashaScheduler({ eta: 2 }),
      4,
      reporting((trial) => ({ loss: trial })),
      { objective: { minimize: 'loss' } },
    );
    expect(low.trial(3).reason).toBe('3 is above the top half (1) of 4 trials at epoch 1');
  });

  it('lets the best third go on from each level, and everything while there are fewer than three', async () => {
    const study = await run(ashaScheduler(), 12, rising);
    const reached = study
      .trials()
      .map(({ evaluations }) => study.state.evaluation(evaluations[0]!).reached.epochs);
    // Of three the default one is the best; from six on, the best two are the default one and the newest.
    expect(reached).toEqual([9, 9, 1, 1, 1, 3, 3, 3, 9, 9, 9, 9]);
  });

  it('puts trials within the limits before others', async () => {
    const program = reporting((trial) => ({ accuracy: trial === 0 ? 0.5 : 0.9, memory: trial > 2 ? 99 : 1 }));
    const study = await run(ashaScheduler(), 6, program, { limits: ['memory <= 10'] });
    for (const trial of [3, 4, 5])
      expect(study.trial(trial).reason).toMatch(
        /^it is over its limits, not in the top third of \d trials at epoch \d$/,
      );
  });

  it('keeps the first fronts of several objectives', async () => {
    // Every third trial lies on one front, the others behind it.
    const program = reporting((trial) => {
      const behind = trial % 3 === 0 ? 0 : 0.5;
      const place = ((trial * 7) % 12) / 100;
      return { accuracy: place - behind, size: place + behind };
    });
    const objective = [{ maximize: 'accuracy' }, { minimize: 'size' }];
    const study = await run(ashaScheduler({ eta: 2 }), 12, program, { objective });
    const further = study
      .trials()
      .filter(({ evaluations }) => study.state.evaluation(evaluations[0]!).reached.epochs! > 1)
      .map(({ number }) => number)
      .filter((trial) => trial > 2);
    expect(further).toEqual(expect.arrayContaining([3, 6, 9]));
    expect(further.length).toBeLessThan(6);
    expect(study.trial(11).reason).toMatch(
      /^accuracy -0\.45, size 0\.55 is not in the top half of \d+ trials at epoch \d$/,
    );
  });

  it('judges brackets of Hyperband apart', async () => {
    const study = await run(hyperbandScheduler(), 24, falling);
    const epochs = study.trials().map(({ reason }) => /epoch (\d)/.exec(reason ?? '')?.[1]);
    expect(new Set(epochs)).toEqual(new Set([undefined, '1', '3']));
    // Those that begin at the full amount are never stopped.
    expect(epochs.filter((epoch) => epoch === undefined).length).toBeGreaterThan(3);
  });

  it('compares with the median, and with another percentile', async () => {
    const study = await run(medianScheduler({ startup: 3 }), 8, falling);
    expect(study.trial(2).status).toBe('completed');
    expect(study.trial(7).reason).toBe('0.83 is below the median (0.87) of 7 trials at epoch 1');
    const mild = await run(percentileScheduler({ startup: 3, percentile: 90, warmup: 2 }), 8, falling);
    expect(mild.trial(7).reason).toMatch(/^0.83 is below the top 90 % \(0.8[34]\) of \d trials at epoch 3$/);
  });

  it('stops what no longer improves, and what is hopeless', async () => {
    const flat = reporting((_, epoch) => ({ accuracy: Math.min(epoch, 4) / 10 }));
    const patient = await run(patienceScheduler({ reports: 3 }), 2, flat);
    expect(patient.trial(1).reason).toBe('3 reports were no better than 0.4 at epoch 4');
    const last = await run(patienceScheduler({ reports: 5 }), 2, flat);
    expect(last.trial(1).status).toBe('completed');
    const bounded = await run(thresholdScheduler({ worst: { accuracy: 0.2 }, warmup: 1 }), 3, falling);
    expect(bounded.trials().map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    const sunk = await run(thresholdScheduler({ worst: { accuracy: 0.895 } }), 2, falling);
    expect(sunk.trial(1).reason).toBe('accuracy 0.89 is below 0.895, the worst that may go on, at epoch 1');
  });

  it('extrapolates curves', async () => {
    const program = reporting((trial, epoch) => ({
      accuracy: (trial === 1 ? 0.5 : 0.9) - 0.4 / epoch + (trial === 2 ? 0.05 : 0),
    }));
    const study = await run(curveScheduler(), 3, program);
    expect(study.trials().map(({ status }) => status)).toEqual(['completed', 'stopped', 'completed']);
    expect(study.trial(1).reason).toMatch(
      /^it would end at 0\.\d+ ± 0\.\d+, which is better than 0\.8556 of trial 0 with probability [\d.e-]+$/,
    );
  });

  it('tests folds against those of the best', async () => {
    const folds = reporting((trial, fold) => ({
      accuracy: 0.8 + (fold % 3) / 10 - (trial === 1 ? 0.01 : 0) + (trial === 2 ? 0.01 : 0),
    }));
    const input = { fidelity: { folds: 10 } };
    const study = await run(wilcoxonScheduler(), 4, folds, input);
    // Four folds of four worse come by chance with probability 1/16.
    expect(study.trial(1).reason).toBe(
      '0.89 on average of 4 steps is below 0.9 of trial 0 on the same (p = 0.063)',
    );
    expect(study.trial(2).status).toBe('completed');
    expect(study.trial(3).reason).toContain('of trial 2 on the same');
  });
});

describe('promotion', () => {
  it('goes on from what was reached, the best of each level first, and says why', async () => {
    const begun: [number, number, number][] = [];
    const program: SimulatedProgram = (trial) => {
      begun.push([trial.number, trial.reached.epochs ?? 0, trial.fidelity.epochs!]);
      return [{ seconds: 1, result: { accuracy: trial.number === 0 ? 0 : 1 - trial.number / 10 } }];
    };
    const study = await run(ashaScheduler({ mode: 'promote' }), 10, program);
    expect(begun[0]).toEqual([0, 0, 9]);
    const promoted = begun.filter(([, reached]) => reached > 0);
    expect(promoted).toEqual([
      [1, 1, 3],
      [2, 1, 3],
      [3, 1, 3],
      [1, 3, 9],
    ]);
    const again = study.trial(1).evaluations;
    expect(study.state.startReason(again[1]!)).toBe('it is number 1 of 3 trials at epoch 1');
    expect(study.trial(9).reason).toBe('0.1 is below the top third (0.7) of 9 trials at epoch 1');
    expect(study.trial(2).reason).toBe('0.8 is below the top third (0.9) of 3 trials at epoch 3');
    expect(study.best()?.number).toBe(1);
  });

  it('halves whole cohorts, the last one as it is', async () => {
    const program: SimulatedProgram = ({ number }) => [{ seconds: 1, result: { accuracy: number / 100 } }];
    const study = await run(halvingScheduler({ cohort: 9 }), 16, program, { parallel: 3 });
    const full = study.trials().filter(({ status }) => status === 'completed');
    // Of trials 1 to 8 the best, of trials 9 to 15 the best, and the default one.
    expect(full.map(({ number }) => number)).toEqual([0, 8, 15]);
  });
});

describe('the automatic choice', () => {
  it('stops nothing without a fidelity, and says nothing', async () => {
    const study = await run(autoScheduler(), 20, falling, { fidelity: {} });
    expect(study.state.countTrials('completed')).toBe(20);
    expect(study.state.scheduler).toBeUndefined();
  });

  it('stops by the median where the amount is full and the program reports', async () => {
    const study = await run(autoScheduler(), 20, falling, { fidelity: { epochs: 9 } });
    expect(study.state.scheduler).toMatchObject({ scheduler: 'median' });
    expect(study.state.countTrials('stopped')).toBeGreaterThan(8);
    expect(study.trial(19).reason).toContain('at epoch 3');
    expect(study.trial(0).status).toBe('completed');
  });
});
