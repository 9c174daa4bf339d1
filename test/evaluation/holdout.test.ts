import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openStudy } from '../../src/node.ts';

const folder = mkdtempSync(join(tmpdir(), 'tunewright-holdout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a holdout may have a command of its own, which nothing else runs', async () => {
  const study = await openStudy(
    {
      name: 'command',
      command: ['bash', '-c', 'echo "loss=$0 fold=$TUNEWRIGHT_FOLD of=$1 test=0"', '{x}', '{folds}'],
      space: { x: { float: [0, 1] } },
      objective: { minimize: 'loss' },
      evaluation: { folds: 2, race: false },
      confirm: { top: 1 },
      holdout: { command: ['bash', '-c', 'echo "loss=$0 test=1"', '{x}'], seeds: 2 },
      budget: { trials: 4 },
      parallel: 2,
    },
    { folder },
  );
  await study.optimize();
  const { state } = study;
  const all = Array.from({ length: state.evaluationCount }, (_, e) => state.evaluation(e));
  expect(all.map(({ purpose }) => purpose)).toEqual([
    ...Array.from({ length: 8 }, () => 'search'),
    ...Array.from({ length: 4 }, () => 'confirm'),
    ...Array.from({ length: 4 }, () => 'holdout'),
  ]);
  for (const { purpose, target, metrics } of all) {
    expect(metrics.test).toBe(purpose === 'holdout' ? 1 : 0);
    expect(target.split).toBe(purpose);
    if (purpose !== 'holdout') expect(metrics).toMatchObject({ fold: target.fold, of: 2 });
  }
  await study.close();
});
