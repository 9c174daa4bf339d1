import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { memoryStorage, openStudy, type StudyInput } from '../../src/index.ts';
import { version } from '../../src/study/version.ts';
import { encodeSnapshot } from '../../src/trial/snapshot.ts';

const input = {
  name: 'opened',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 4 },
  seed: 1,
} as const satisfies StudyInput;

describe('openStudy', () => {
  it('knows its version', () => {
    expect(version).toBe(packageJson.version);
  });

  it('joins the study of that name', async () => {
    const storage = memoryStorage();
    const first = await openStudy(input, { storage });
    await first.optimize(({ params }) => params.x);
    const again = await openStudy({ ...input, space: { x: { log: false, float: [0, 1] } } }, { storage });
    expect(again.id).toBe(first.id);
    expect(again.trials()).toEqual(first.trials());
    expect(await storage.list()).toHaveLength(1);
  });

  it('refuses one that differs, and says in what', async () => {
    const storage = memoryStorage();
    await openStudy(input, { storage });
    const other = openStudy({ ...input, space: { x: { float: [0, 2] } }, seed: 9 }, { storage });
    await expect(other).rejects.toMatchObject({ code: 'TW_STUDY_DIFFERS' });
    await expect(other).rejects.toThrow(/- space: .*\[0,1\].*\[0,2\][\s\S]*- seed: was 1, is now 9/);
  });

  it('takes another budget as an edit, which every process heeds', async () => {
    const storage = memoryStorage();
    const first = await openStudy(input, { storage });
    await first.optimize(({ params }) => params.x);
    const more = await openStudy({ ...input, budget: { trials: 6 } }, { storage });
    await first.refresh();
    expect(first.definition.budget).toEqual({ trials: 6 });
    const end = await first.optimize(({ params }) => params.x);
    expect(end.reason).toBe('all 6 trials of the budget were created');
    await more.refresh();
    expect(more.state.trialCount).toBe(6);
    expect((await more.replay()).exact).toBe(true);
  });

  it('does nothing more when nothing is left', async () => {
    const storage = memoryStorage();
    const first = await openStudy(input, { storage });
    const end = await first.optimize(({ params }) => params.x);
    const { position } = first.state;
    expect(await first.optimize(() => 1)).toEqual(end);
    expect(first.state.position).toBe(position);
  });

  it('refuses an unknown sampler before it writes anything', async () => {
    const storage = memoryStorage();
    const open = openStudy({ ...input, sampler: 'sobel' }, { storage });
    await expect(open).rejects.toMatchObject({ code: 'TW_SAMPLER_UNKNOWN' });
    await expect(open).rejects.toThrow(/sobol/);
    expect(await storage.list()).toEqual([]);
  });

  it('goes on by a snapshot as without one, and discards a damaged or impossible one', async () => {
    const storage = memoryStorage();
    const long = { ...input, budget: { trials: 3000 }, sampler: 'random' } as const;
    const first = await openStudy(long, { storage });
    for (let trials = await first.ask(100); trials.length > 0 && first.state.trialCount <= 2600; ) {
      await Promise.all(trials.map((trial) => first.tell(trial, trial.params.x)));
      trials = await first.ask(100);
    }
    await first.close();
    const kept = (await storage.loadSnapshot(first.id))!;
    expect(kept.position).toBeGreaterThan(10_000);
    const bytesOf = async (): Promise<Uint8Array> => {
      const study = await openStudy(long, { storage });
      return encodeSnapshot(study.state);
    };
    const good = await bytesOf();
    const damages = [
      { ...kept, bytes: kept.bytes.map((byte, i) => (i === 500 ? byte ^ 1 : byte)) },
      { ...kept, bytes: kept.bytes.slice(0, 100) },
      { ...kept, position: kept.position + 1_000_000 },
      { ...kept, reducer: kept.reducer + 1 },
    ];
    for (const damaged of damages) {
      await storage.saveSnapshot(first.id, {
        ...damaged,
        position: Math.max(damaged.position, kept.position),
      });
      expect(Buffer.compare(await bytesOf(), good)).toBe(0);
    }
    const looking = await openStudy(long, { storage });
    await looking.close();
    expect((await storage.loadSnapshot(first.id))?.reducer).toBe(kept.reducer);
    const last = await openStudy(long, { storage });
    await last.optimize(({ params }) => params.x, { parallel: 16 });
    expect(last.state.trialCount).toBe(3000);
    expect(await last.replay()).toEqual({ exact: true, suggestions: 2999, verdicts: 0 });
  });
});
