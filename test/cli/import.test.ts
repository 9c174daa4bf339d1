import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../support/machine.ts';
import { Folder } from './command.ts';

interface Trial {
  readonly trial: number;
  readonly status: string;
  readonly origin: string;
  readonly params: { readonly [name: string]: unknown };
  readonly metrics: { readonly [name: string]: unknown };
  readonly attributes: { readonly [name: string]: unknown };
  readonly evaluations: readonly { readonly reports: readonly { step: number; metrics: object }[] }[];
}

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  for (const version of [4, 5])
    cpSync(
      join(root, 'test', 'fixtures', 'optuna', `optuna-${version}.db`),
      join(folder.path, `optuna-${version}.db`),
    );
});
afterEach(() => folder.remove());

describe.each([4, 5])('an Optuna %i study', (version) => {
  const source = `optuna:sqlite:///optuna-${version}.db`;

  it('comes over whole: states, values, conditions, attributes', () => {
    const imported = folder.json('import', source, '--study-name', 'digits');
    expect(imported).toMatchObject({
      name: 'digits',
      trials: 14,
      queued: 1,
      names: { 'opt.rate': 'opt_rate' },
    });
    const trials = folder.json<readonly Trial[]>('trials');
    expect(trials.map(({ status }) => status)).toEqual([
      ...['completed', 'completed', 'completed', 'failed', 'completed', 'stopped'],
      ...['completed', 'completed', 'completed', 'completed', 'completed', 'completed'],
      ...['skipped', 'failed'],
    ]);
    expect(trials.every(({ origin }) => origin === 'imported')).toBe(true);
    expect(trials[0]).toMatchObject({
      params: { layers: 3, dropout: 0, kind: 'sgd', warmup: 3 },
      attributes: { host: 'here', optuna_number: 0 },
    });
    expect(trials[0]?.params.opt_rate).toBeCloseTo(0.00046568046379195655, 15);
    expect(trials[0]?.metrics.value).toBeCloseTo(3.000465680463, 9);
    const pruned = folder.json<Trial>('show', '5');
    expect(pruned.evaluations[0]?.reports.map(({ step }) => step)).toEqual([0, 1]);
    const show = folder.json<{ attributes: object; queued: number; definition: { space: object } }>('show');
    expect(show).toMatchObject({ attributes: { dataset: 'digits' }, queued: 1 });
    expect(show.definition.space).toEqual({
      opt_rate: { float: [1e-6, 1], log: true },
      layers: { int: [1, 4] },
      dropout: { float: [0, 0.6], step: 0.1 },
      kind: { categorical: ['sgd', 'adam', null] },
      momentum: { float: [0, 0.99], when: 'kind == "sgd"' },
      warmup: { int: [0, 10], when: expect.stringMatching(/^layers (in \[|==)/) },
    });
  });

  it('comes over with several objectives, under their names', () => {
    folder.json('import', source, '--study-name', 'two', '--name', 'mine');
    const trials = folder.json<readonly Trial[]>('trials', 'mine');
    expect(trials).toHaveLength(4);
    expect(Object.keys(trials[0]?.metrics ?? {})).toEqual(['seconds', 'score']);
    expect(folder.run(['best', 'mine']).code).toBe(0);
  });
});

describe('an imported study', () => {
  it('goes on with the command of a study file, outside the budget', () => {
    folder.write(
      'study.yaml',
      `name: goes-on
command: [echo, "value={layers}"]
space:
  opt_rate: { float: [1.0e-6, 1], log: true }
  layers: { int: [1, 4] }
  kind: { categorical: [sgd, adam, null] }
objective: { maximize: value }
budget: { trials: 3 }
`,
    );
    folder.json('import', 'optuna:optuna-5.db', 'study.yaml', '--study-name', 'digits');
    const end = folder.json<{ trials: number }>('run', 'study.yaml');
    expect(end.trials).toBe(17);
    const added = folder.json<readonly Trial[]>('trials').slice(14);
    expect(added.map(({ origin }) => origin)).toEqual(['default', 'enqueued', 'sampler']);
    expect(added[1]?.params).toMatchObject({ opt_rate: 0.01, kind: 'adam' });
  });

  it('is refused twice, and with a wrong name', () => {
    expect(folder.run(['import', 'optuna:optuna-5.db']).stderr).toContain('holds 2 studies');
    expect(folder.run(['import', 'optuna:optuna-5.db', '--study-name', 'digit']).stderr).toContain(
      'Did you mean "digits"?',
    );
    expect(folder.run(['import', 'optuna:optuna-5.db', '--study-name', 'two']).code).toBe(0);
    const again = folder.run(['import', 'optuna:optuna-5.db', '--study-name', 'two']);
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('TW_STORAGE_NAME_TAKEN')]);
    expect(folder.run(['import', 'optuna:mysql://host/db']).stderr).toContain('is not a SQLite file');
    expect(folder.run(['import', 'csv:x']).code).toBe(2);
  });
});
