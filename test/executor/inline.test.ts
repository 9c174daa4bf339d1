import { describe, expect, it } from 'vitest';
import { isTrialEnding, StopTrial } from '../../src/executor/ending.ts';
import { inlineExecutor } from '../../src/executor/inline.ts';
import type { ObjectiveFunction } from '../../src/executor/objective.ts';
import type { Hooks, Outcome } from '../../src/executor/port.ts';
import { jobOf, quiet } from './job.ts';

function run(objective: ObjectiveFunction, hooks: Partial<Hooks> = {}, graceMs = 50): Promise<Outcome> {
  const executor = inlineExecutor(objective, { objectives: ['loss', 'size'], graceMs });
  return executor.run(jobOf(), { ...quiet, ...hooks });
}

const told: Partial<Hooks> = { onReport: () => Promise.resolve('stop') };

describe('an objective function', () => {
  it('gives the first objective by a number, and needs the others', async () => {
    expect((await run(() => 0.5)).reason?.message).toContain('size');
    expect(await run(() => ({ loss: 1, size: 2 }))).toMatchObject({ status: 'completed' });
  });

  it.each([undefined, null, 'text', [1], { loss: 'low' }, () => 1, 1n])(
    'may not return %s',
    async (value) => {
      const outcome = await run(() => value as never);
      expect(outcome).toMatchObject({ status: 'failed', reason: { code: 'TW_PROGRAM_RESULT' } });
    },
  );

  it('keeps the stack of what it throws', async () => {
    const outcome = await run(() => {
      throw new RangeError('no room');
    });
    expect(outcome.reason).toMatchObject({ code: 'TW_PROGRAM_THREW', message: 'no room' });
    expect(outcome.reason?.details).toContain('inline.test.ts');
  });

  it('may throw anything', async () => {
    const outcome = await run(() => {
      throw 'a text';
    });
    expect(outcome.reason?.message).toBe('a text');
  });

  it('is stopped also when it swallows the exception, or asks', async () => {
    const swallows = await run(async (trial) => {
      const thrown = await trial.report(1, { loss: 3, size: 1 }).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(StopTrial);
      expect(isTrialEnding(thrown)).toBe(true);
      return { loss: 2, size: 1 };
    }, told);
    expect(swallows).toMatchObject({ status: 'stopped', metrics: { loss: 2, size: 1 } });
    const asks = await run(async (trial) => ((await trial.shouldStop(1, 3)) ? 2 : 1), told);
    expect(asks).toMatchObject({ status: 'stopped', metrics: { loss: 2 } });
  });

  it('learns at the report that a step is no number', async () => {
    const outcome = await run(async (trial) => {
      await trial.report('one' as never, 1);
      return 1;
    });
    expect(outcome.reason?.message).toContain('one');
  });

  it('is left behind after the grace, and what it does later is ignored', async () => {
    const controller = new AbortController();
    let late: Promise<unknown> = Promise.resolve();
    const notes: string[] = [];
    const reports: number[] = [];
    let letGo: () => void = () => {};
    const outcome = run(
      (trial) => {
        const work = async (): Promise<number> => {
          await new Promise<void>((resolve) => {
            letGo = resolve;
          });
          trial.note('late', true);
          await trial.report(1, 1);
          return 1;
        };
        late = work();
        return late as Promise<number>;
      },
      {
        signal: controller.signal,
        onNote: (key) => notes.push(key),
        async onReport(step) {
          reports.push(step);
          return 'continue';
        },
      },
    );
    controller.abort('Ctrl-C.');
    expect(await outcome).toMatchObject({ status: 'cancelled', metrics: {} });
    letGo();
    await expect(late).rejects.toBeInstanceOf(StopTrial);
    expect([notes, reports]).toEqual([[], []]);
  });
});
