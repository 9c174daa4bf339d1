import { describe, expect, it } from 'vitest';
import { coreParts, memoryStorage, openStudy, type StudyInput } from '../../src/index.ts';
import { openStudyWith } from '../../src/study/open.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

const input = {
  name: 'endings',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 10 },
  seed: 1,
} as const satisfies StudyInput;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a signal', () => {
  it('cancels what runs, which then runs again with the same configuration', async () => {
    const study = await openStudy(input);
    const controller = new AbortController();
    const run = study.optimize(
      async ({ signal, number }) => {
        if (number < 2) return 1;
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
        throw new Error('interrupted');
      },
      { signal: controller.signal, parallel: 2 },
    );
    while (study.state.running < 2 || study.state.trialCount < 4) await pause(1);
    controller.abort('Ctrl-C');
    expect(await run).toEqual({ status: 'aborted', reason: 'Ctrl-C' });
    expect(study.state.control.state).toBe('active');
    expect(study.state.countTrials('waiting')).toBe(2);
    const waiting = [study.trial(2).params, study.trial(3).params];
    const again: unknown[] = [];
    await study.optimize(({ params }) => {
      if (again.length < 2) again.push(params);
      return 1;
    });
    expect(again).toEqual(waiting);
    expect(study.state.countTrials('completed')).toBe(10);
    expect(study.state.evaluationCount).toBe(10);
    await study.close();
  });

  it('that was aborted before lets nothing begin', async () => {
    const study = await openStudy(input);
    const end = await study.optimize(() => 1, { signal: AbortSignal.abort('no') });
    expect(end).toEqual({ status: 'aborted', reason: 'no' });
    expect(study.state.trialCount).toBe(0);
    await study.close();
  });

  it('of force does not wait for what does not heed the first', async () => {
    const study = await openStudy(input);
    const [signal, force] = [new AbortController(), new AbortController()];
    let finish = (): void => {};
    const run = study.optimize(
      () =>
        new Promise<number>((resolve) => {
          finish = () => resolve(1);
        }),
      { signal: signal.signal, force: force.signal },
    );
    while (study.state.running < 1) await pause(1);
    signal.abort('once');
    await pause(20);
    expect(study.state.running).toBe(1);
    force.abort('twice');
    await expect(run).resolves.toMatchObject({ status: 'aborted' });
    expect(study.state.evaluation(0).status).toBe('waiting');
    finish();
    await pause(5);
    expect(study.state.evaluation(0).status).toBe('waiting');
    await study.close();
  });
});

describe('the deadline', () => {
  const timed = { ...input, budget: { time: '1m' } } as const;

  it('stops what runs, keeps what it reported, and says why', async () => {
    const clock = new VirtualClock();
    const study = await openStudyWith({ ...coreParts({ storage: memoryStorage() }), clock }, timed);
    const run = study.optimize(async (trial) => {
      await trial.report(1, 0.5);
      await new Promise<void>((resolve) =>
        trial.signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      throw new Error('interrupted');
    });
    while (study.state.reportCount < 1) await pause(1);
    await clock.advance(59_000);
    expect(study.state.running).toBe(1);
    await clock.advance(2000);
    await clock.advance(10_000);
    expect(await run).toEqual({ status: 'finished', reason: 'the time of 60 s is used up' });
    expect(study.trial(0)).toMatchObject({
      status: 'stopped',
      metrics: { loss: 0.5 },
      reason: 'TW_STUDY_ENDED: the time of 60 s is used up',
    });
    expect(study.state.control).toMatchObject({ state: 'finished', reason: 'the time of 60 s is used up' });
    // Time is used up for good; more of it is an edit.
    expect((await study.optimize(() => 1)).reason).toBe('the time of 60 s is used up');
    expect(study.state.trialCount).toBe(1);
    await study.close();
  });

  it('gives what runs its grace', async () => {
    const clock = new VirtualClock();
    const study = await openStudyWith(
      { ...coreParts({ storage: memoryStorage() }), clock },
      { ...timed, grace: '30s' },
    );
    let end = (): void => {};
    const run = study.optimize(
      () =>
        new Promise<number>((resolve) => {
          end = () => resolve(3);
        }),
    );
    while (study.state.running < 1) await pause(1);
    await clock.advance(80_000);
    expect(study.state.running).toBe(1);
    end();
    expect((await run).status).toBe('finished');
    expect(study.trials()).toMatchObject([{ status: 'completed', metrics: { loss: 3 } }]);
    await study.close();
  });
});
