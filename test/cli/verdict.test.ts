import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './command.ts';

// 0.25 at the default; folds differ by 0.05 and every score by up to 0.02.
const study = `name: verdict
command: [node, score.js, "{x}", "{seed}", "{fold}", "{split}"]
space:
  x: { float: [0, 1], default: 0.8 }
objective: { minimize: loss }
evaluation: { folds: 3, race: false }
holdout: test
confirm: { share: 0.2, top: 1 }
budget: { trials: 12 }
parallel: 2
sampler: sobol
`;
const program = `
const [x, seed, fold, split] = process.argv.slice(2);
const luck = 0.02 * Math.sin(1e4 * x + Number(seed) + 7 * fold);
console.log('loss=' + ((x - 0.3) ** 2 + (split === 'test' ? 5 : 0.05 * Number(fold)) + luck));
`;

describe('tunewright verdict, confirm and best', () => {
  const folder = new Folder();
  let end = '';

  beforeAll(() => {
    folder.write('study.yaml', study);
    folder.write('score.js', program);
    const { code, stdout, stderr } = folder.run(['run', 'study.yaml']);
    expect(code, stderr).toBe(0);
    end = stdout;
  }, 120_000);

  afterAll(() => folder.remove());

  const headline =
    /Trial \d+ is really better than the default: the gain is 0\.\d+ ± 0\.\d+\s+on fresh splits/;

  it('a run ends with it', () => {
    expect(end).toContain('The search is over: the best and the default run again on fresh splits.\n');
    expect(end).toContain('All is decided: the locked data "test" is read.\n');
    expect(end).toMatch(headline);
    expect(end).toMatch(
      /- On the locked data \(read once, after everything else was decided\) it has\s+(4|5)\.\d+, the\s+default\s+5\.\d+/,
    );
    for (const line of end.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('verdict says it again, with numbers as JSON', () => {
    expect(folder.run(['verdict', 'study.yaml']).stdout).toMatch(headline);
    const { real, report } = folder.json<{
      readonly real: string;
      readonly report: {
        readonly fresh: { readonly gain: { readonly value: number; readonly low: number } };
        readonly search: object;
      };
    }>('verdict', 'study.yaml');
    expect(real).toBe('yes');
    expect(report.fresh.gain.low).toBeGreaterThan(0);
    expect(Math.abs(report.fresh.gain.value - 0.25)).toBeLessThan(0.1);
  });

  it('confirm runs the best again, and once is enough', () => {
    const first = folder.run(['confirm', 'study.yaml', '--top', '2', '--runs', '6', '-j', '2']);
    expect(first.stdout).toMatch(
      /^\d+ runs on data that the search has not seen: all that was asked for has run\n/,
    );
    expect(first.stdout).toMatch(headline);
    const again = folder.json('confirm', 'study.yaml', '--top', '2', '--runs', '6');
    expect(again).toMatchObject({ evaluations: 0, status: 'finished', reason: 'nothing was left to run' });
  });

  it('confirm reads the locked data again only when told, and says so ever after', () => {
    const { stdout } = folder.run(['confirm', 'study.yaml', '--holdout']);
    expect(stdout).toContain('! The locked data was read 2 times: its numbers are no longer untouched.');
  });

  it('is in what is exported', () => {
    const [head = '', ...rows] = folder.run(['export', 'study.yaml']).stdout.trimEnd().split('\n');
    const columns = head.split(',');
    for (const name of ['metrics.loss', 'errors.loss', 'fresh.loss', 'holdout.loss'])
      expect(columns).toContain(name);
    const fresh = rows.map((row) => row.split(',')[columns.indexOf('fresh.loss')]);
    expect(fresh.filter((cell) => cell !== '')).toHaveLength(3);
    const trials = folder.json<readonly { readonly fresh?: { readonly runs: number } }[]>(
      'trials',
      'study.yaml',
    );
    expect(trials[0]!.fresh!.runs).toBe(6);
  });

  it('draws it', () => {
    folder.run(['verdict', 'study.yaml', '--svg', 'verdict.svg']);
    const picture = readFileSync(join(folder.path, 'verdict.svg'), 'utf8');
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 640 \d+"/);
    expect(picture).toContain('(winner)</text>');
    expect(picture).toContain('>default</text>');
    expect(picture).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('best shows the score as believed, the observed one and how sure it is', () => {
    const { stdout } = folder.run(['best', 'study.yaml']);
    expect(stdout).toMatch(
      /^loss [\d.]+ ± [\d.]+ {2}observed [\d.]+, trial \d+ of 12\nbetter than the default with probability [01]\.\d\d/,
    );
    const { estimate } = folder.json<{ readonly estimate: object }>('best', 'study.yaml');
    expect(Object.keys(estimate)).toEqual([
      'value',
      'low',
      'high',
      'raw',
      'betterThanDefault',
      'betterThanRunnerUp',
    ]);
  });
});
