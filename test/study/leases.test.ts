import { describe, expect, it } from 'vitest';
import { coreParts, memoryStorage, openStudy, type Storage, type StudyInput } from '../../src/index.ts';
import { openStudyWith } from '../../src/study/open.ts';
import type { StudyParts } from '../../src/study/parts.ts';
import { leaseMs } from '../../src/study/tenure.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';

const input = {
  name: 'shared',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 10 },
  seed: 1,
} as const satisfies StudyInput;

const parts = (storage: Storage, change: Partial<StudyParts> = {}): StudyParts => ({
  ...coreParts({ storage }),
  ...change,
});

/** Two coordinators of one study, as two processes would be. */
async function two(change: Partial<StudyParts> = {}, other: Partial<StudyParts> = change) {
  const storage = memoryStorage();
  const a = await openStudyWith(parts(storage, { worker: { host: 'box', pid: 1 }, ...change }), input);
  const b = await openStudyWith(parts(storage, { worker: { host: 'box', pid: 2 }, ...other }), input);
  return { storage, a, b };
}

describe('leases', () => {
  it('run out when nobody renews them; the same evaluation then runs again', async () => {
    // The first one's clock stands still, as if its process were gone.
    const clock = new VirtualClock();
    const { a, b } = await two({ clock: new VirtualClock() }, { clock });
    const lost = (await a.ask())!;
    const watch = b.watch(() => {});
    await clock.advance(leaseMs - 1000);
    expect(b.state.evaluation(0).status).toBe('running');
    await clock.advance(2000);
    expect(b.state.evaluation(0)).toMatchObject({ status: 'waiting', expiries: 1, crashes: 0 });
    const again = (await b.ask())!;
    expect(again).toMatchObject({ number: lost.number, evaluation: lost.evaluation, params: lost.params });
    await expect(a.tell(lost, 1)).rejects.toMatchObject({ code: 'TW_LEASE_LOST' });
    await b.tell(again, 2);
    expect(b.trial(0).metrics).toEqual({ loss: 2 });
    watch();
  });

  it('of a live process are renewed as long as it runs', async () => {
    const clock = new VirtualClock();
    const { a, b } = await two({ clock });
    const trial = (await a.ask())!;
    const watch = b.watch(() => {});
    await clock.advance(20 * leaseMs);
    expect(b.state.evaluation(0)).toMatchObject({ status: 'running', expiries: 0 });
    await a.tell(trial, 1);
    await b.refresh();
    expect(b.trial(0).status).toBe('completed');
    watch();
  });

  it('of a dead process of this machine end at once, after what its programs left', async () => {
    const clock = new VirtualClock();
    const dead = new Set<number>();
    const cleaned: boolean[] = [];
    const isAlive = ({ pid }: { pid: number }): Promise<boolean> => Promise.resolve(!dead.has(pid));
    const { a, b } = await two(
      { clock: new VirtualClock(), isAlive },
      {
        clock,
        isAlive,
        endLeftovers: async (_, isLive) => {
          cleaned.push(isLive(0, a.state.evaluation(0).token));
          expect(b.state.evaluation(0).status).toBe('running');
        },
      },
    );
    await a.ask();
    const watch = b.watch(() => {});
    await clock.advance(500);
    expect(b.state.evaluation(0).status).toBe('running');
    dead.add(1);
    await clock.advance(500);
    expect(cleaned[0]).toBe(false);
    expect(b.state.evaluation(0)).toMatchObject({ status: 'waiting', expiries: 1 });
    expect(b.state.evaluation(0).reason).toContain('process 1 on box) is gone');
    watch();
  });

  it('of a process that lives are not taken away, however late it renews', async () => {
    const clock = new VirtualClock();
    const isAlive = (): Promise<boolean> => Promise.resolve(true);
    const { a, b } = await two({ clock: new VirtualClock(), isAlive }, { clock, isAlive });
    await a.ask();
    const watch = b.watch(() => {});
    await clock.advance(100 * leaseMs);
    expect(b.state.evaluation(0).status).toBe('running');
    watch();
  });

  it('are given back when a study is closed', async () => {
    const { a, b } = await two();
    const [first, second] = await a.ask(2);
    await a.tell(first!, 1);
    await a.close();
    const again = (await b.ask())!;
    expect(again.evaluation).toBe(second!.evaluation);
    await b.close();
  });

  it('are told once', async () => {
    const study = await openStudy(input);
    const trial = (await study.ask())!;
    await study.tell(trial, 1);
    await expect(study.tell(trial, 2)).rejects.toMatchObject({ code: 'TW_LEASE_LOST' });
    expect(study.trial(0).metrics).toEqual({ loss: 1 });
    await study.close();
  });

  it('count crashes, and not expiries, towards the retries', async () => {
    let runs = 0;
    const study = await openStudyWith(
      parts(memoryStorage(), {
        functionExecutor: () => ({
          kind: 'crashing',
          capacity: 1,
          run: (job) => {
            runs++;
            const crashed = { status: 'failed', metrics: {}, seconds: 1, retryable: true } as const;
            return Promise.resolve(
              job.trial === 1 || (job.trial === 2 && job.attempt < 2)
                ? { ...crashed, reason: { code: 'TW_PROGRAM_KILLED', message: 'by the machine' } }
                : { status: 'completed', metrics: { loss: 1 }, seconds: 1 },
            );
          },
          close: () => Promise.resolve(),
        }),
      }),
      { ...input, budget: { trials: 4 }, retries: 2 },
    );
    await study.optimize(() => 0);
    expect(study.trials().map(({ status }) => status)).toEqual([
      'completed',
      'failed',
      'completed',
      'completed',
    ]);
    expect(runs).toBe(1 + 3 + 3 + 1);
    expect(study.state.evaluation(1)).toMatchObject({ crashes: 2, seconds: 3, cost: 3 });
    await study.close();
  });
});

describe('several processes on one study', () => {
  it('share its budget exactly and see one another', async () => {
    const { a, b, storage } = await two();
    const c = await openStudyWith(parts(storage, { worker: { host: 'box', pid: 3 } }), input);
    const objective = async ({ params }: { params: { x: number } }): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 5 * params.x));
      return params.x;
    };
    const ends = await Promise.all(
      [a, b, c].map((study) => study.optimize(objective as never, { parallel: 3 })),
    );
    expect(new Set(ends.map(({ reason }) => reason))).toEqual(
      new Set(['all 10 trials of the budget were created']),
    );
    for (const study of [a, b, c]) {
      await study.refresh();
      expect(study.state.trialCount).toBe(10);
      expect(study.state.countTrials('completed')).toBe(10);
      expect(study.state.data.anomalyCount).toBe(0);
    }
    expect(await a.replay()).toEqual({ exact: true, suggestions: 9, verdicts: 0 });
  });

  it('ask and tell at full speed without a number twice, and replay exactly', async () => {
    const storage = memoryStorage();
    const wide = { ...input, budget: { trials: 300 }, sampler: 'tpe' } as const;
    const studies = await Promise.all(
      [1, 2, 3].map((pid) => openStudyWith(parts(storage, { worker: { host: 'box', pid } }), wide)),
    );
    const numbers: number[] = [];
    await Promise.all(
      studies.flatMap((study) =>
        [0, 1].map(async () => {
          for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
            numbers.push(trial.number);
            await study.tell(trial, (trial.params as { x: number }).x);
          }
        }),
      ),
    );
    expect(numbers.sort((x, y) => x - y)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const [first] = studies as [(typeof studies)[number]];
    await first.refresh();
    expect(first.state.data.anomalyCount).toBe(0);
    expect(await first.replay()).toMatchObject({ exact: true, suggestions: 299 });
  });

  it('heed pause, resume and stop of another one', async () => {
    const { a, b } = await two();
    let started = 0;
    const run = a.optimize(
      async ({ signal }) => {
        started++;
        for (let i = 0; i < 20 && !signal.aborted; i++)
          await new Promise((resolve) => setTimeout(resolve, 10));
        return 1;
      },
      { parallel: 1 },
    );
    const until = async (condition: () => boolean): Promise<void> => {
      for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
      expect(condition()).toBe(true);
    };
    await until(() => started >= 1);
    await b.pause('lunch');
    await until(() => a.state.control.state === 'paused' && a.state.running === 0);
    const before = started;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(started).toBe(before);
    await b.resume();
    await until(() => started > before);
    await b.stop('enough');
    expect(await run).toEqual({ status: 'stopped', reason: 'enough' });
    expect(a.state.running).toBe(0);
    expect(a.state.trialCount).toBeLessThan(10);
    await a.optimize(() => 1);
    expect(a.state.countTrials('completed')).toBe(10);
    await a.close();
    await b.close();
  });
});
