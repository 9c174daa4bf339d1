import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryStorage, openStudy, type Storage, type StudyInput } from '../../../src/index.ts';
import { openStudy as openOnDisk } from '../../../src/node.ts';
import { parseDefinition } from '../../../src/study/definition/parse.ts';
import { toInput } from '../../../src/study/definition/write.ts';

const space = { x: { float: [0, 1] }, y: { float: [0, 1] } } as const;
const loss = (x: number, y: number): number => (x - 0.3) ** 2 + (y - 0.7) ** 2;

async function earlier(storage: Storage, name = 'earlier'): Promise<void> {
  const study = await openStudy(
    { name, space, objective: { minimize: 'loss' }, budget: { trials: 40 }, sampler: 'random' },
    { storage },
  );
  await study.optimize(({ params: { x, y } }) => {
    if (x > 0.9) throw new Error('too far');
    // Another level and scale: only the order carries over.
    return 1000 + 50 * loss(x, y);
  });
  await study.close();
}

const later = {
  name: 'later',
  space,
  objective: { minimize: 'loss' },
  budget: { trials: 30 },
  sampler: 'random',
  transfer: ['earlier'],
} as const satisfies StudyInput;

describe('a study with transfer', () => {
  it('opens with the best of the earlier study, keeps its knowledge in the log, and replays exactly', async () => {
    const storage = memoryStorage();
    await earlier(storage);
    const study = await openStudy(later, { storage });
    const [knowledge] = study.state.data.transfers;
    expect(knowledge).toMatchObject({ source: 'earlier', dropped: 0, known: Uint8Array.of(1, 1) });
    expect(knowledge!.ranks.length).toBe(40);
    expect([Math.min(...knowledge!.ranks), knowledge!.ranks.every((rank) => rank >= 0 && rank <= 1)]).toEqual(
      [0, true],
    );
    await study.optimize(({ params: { x, y } }) => loss(x, y));
    const trials = study.trials();
    expect(study.state.trial(1)).toMatchObject({
      sampler: ['transfer+random', 1001],
      tag: { transfer: 'opening' },
    });
    expect(Math.min(...trials.slice(1, 4).map(({ metrics }) => metrics.loss!))).toBeLessThan(0.05);
    expect(study.best()!.metrics.loss).toBeLessThan(0.01);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 29, verdicts: 0 });
    await study.close();
    // The earlier study is needed no more.
    await storage.remove((await storage.find('earlier'))!.id);
    const again = await openStudy(later, { storage });
    expect(again.state.trialCount).toBe(30);
    expect((await again.replay()).exact).toBe(true);
    await expect(openStudy({ ...later, transfer: [] }, { storage })).rejects.toMatchObject({
      code: 'TW_STUDY_DIFFERS',
    });
    await again.close();
  });

  it('takes what a space shares with another one: renamed, narrower, coarser and new parameters', async () => {
    const storage = memoryStorage();
    await earlier(storage);
    const study = await openStudy(
      {
        ...later,
        space: {
          horizontal: { float: [0, 0.5], step: 0.05 },
          kind: { oneOf: { plain: {}, deep: { y: { float: [0, 1] } } }, default: 'deep' },
          fresh: { int: [1, 9], default: 4 },
        },
        transfer: [{ study: 'earlier', names: { x: 'horizontal', y: 'kind.y' } }],
      },
      { storage },
    );
    const [{ known, rows, ranks, dropped } = undefined!] = study.state.data.transfers;
    expect(known).toEqual(
      Uint8Array.from(study.space.dimensions, ({ name }) => (/horizontal|y$/.test(name) ? 1 : 0)),
    );
    expect(ranks.length + dropped).toBe(40);
    expect(dropped).toBeGreaterThan(5);
    for (let i = 0; i < ranks.length; i++) {
      const row = rows.subarray(4 * i, 4 * i + 4);
      expect(study.space.contains(row)).toBe(true);
      expect(study.space.toFlat(row).get('fresh')).toBe(4);
    }
    await study.optimize(({ params }) => params.fresh + params.horizontal);
    expect((await study.replay()).exact).toBe(true);
    await study.close();
  });

  it('says what is wrong with a source', async () => {
    const storage = memoryStorage();
    await earlier(storage);
    const open = (input: Partial<StudyInput>): Promise<unknown> =>
      openStudy({ ...later, ...input }, { storage });
    await expect(open({ transfer: ['nobody'] })).rejects.toMatchObject({ code: 'TW_TRANSFER_SOURCE' });
    await expect(open({ transfer: ['old.db#it'] })).rejects.toMatchObject({ code: 'TW_TRANSFER_SOURCE' });
    await expect(open({ space: { z: { bool: true } } })).rejects.toMatchObject({ code: 'TW_TRANSFER_SPACE' });
    await expect(open({ sampler: 'grid' })).rejects.toMatchObject({ code: 'TW_TRANSFER_GRID' });
    await expect(open({ objective: [{ minimize: 'a' }, { maximize: 'b' }] })).rejects.toMatchObject({
      code: 'TW_TRANSFER_OBJECTIVE',
    });
    expect((await storage.list()).map(({ name }) => name)).toEqual(['earlier']);
  });

  it('reads a study of another file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tunewright-transfer-'));
    const first = await openOnDisk({ ...later, name: 'first', transfer: [] }, { folder });
    await first.optimize(({ params: { x, y } }) => loss(x, y));
    await first.close();
    const transfer = ['first.tunewright.db#first'];
    const second = await openOnDisk({ ...later, name: 'second', transfer }, { folder });
    expect(second.state.data.transfers[0]!.ranks.length).toBe(30);
    await second.close();
    await expect(
      openOnDisk({ ...later, name: 'third', transfer: ['none.db#x'] }, { folder }),
    ).rejects.toMatchObject({
      code: 'TW_TRANSFER_SOURCE',
    });
  });
});

describe('the key transfer', () => {
  it('is a list of names, files and maps, and is written as it was read', () => {
    const transfer = ['a', 'old runs.db#b', { study: 'c', names: { lr: 'rate' } }] as const;
    const definition = parseDefinition({ ...later, transfer });
    expect(definition.transfer).toEqual([
      { study: 'a' },
      { file: 'old runs.db', study: 'b' },
      { study: 'c', names: { lr: 'rate' } },
    ]);
    expect(parseDefinition(toInput(definition))).toEqual(definition);
    expect(parseDefinition({ ...later, transfer: [] }).transfer).toBeUndefined();
  });

  it('is checked', () => {
    expect(() => parseDefinition({ ...later, transfer: [{ studdy: 'c' }] })).toThrow(/unknown key "studdy"/);
  });
});
