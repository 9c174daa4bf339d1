import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bowl, Folder } from './command.ts';

interface TrialJson {
  readonly trial: number;
  readonly status: string;
  readonly params: { readonly x: number; readonly kind: string };
  readonly metrics: { readonly loss: number };
  readonly command?: string;
  readonly evaluations: readonly unknown[];
  readonly attributes: { readonly [key: string]: unknown };
}

describe('a finished study', () => {
  const folder = new Folder();

  beforeAll(() => {
    folder.write('study.yaml', bowl);
    const { code, stdout, stderr } = folder.run(['run', 'study.yaml']);
    expect(stderr).toBe('');
    expect(stdout).toContain('bowl: 6 trials, 1 at once, kept in bowl.tunewright.db');
    expect(stdout.match(/^trial \d/gm)).toHaveLength(6);
    expect(stdout).toMatch(/bowl is done: 6 trials in [\d.]+m?s \(6 completed\)/);
    expect(stdout).toMatch(/default setting\s+0\.5\s+trial 0/);
    expect(stdout).toContain('tunewright best study.yaml');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colour into a pipe
    expect(stdout).not.toMatch(/\x1b/);
    expect(code).toBe(0);
  });

  afterAll(() => folder.remove());

  it('is listed, alone or with others', () => {
    expect(folder.run(['list']).stdout).toMatch(/^bowl\s+finished\s+6\/6\s+loss /m);
    expect(folder.json('list')).toMatchObject([{ name: 'bowl', state: 'finished', trials: 6, budget: 6 }]);
  });

  it('shows its best with the exact command line', () => {
    const best = folder.json<TrialJson>('best');
    const trials = folder.json<readonly TrialJson[]>('trials');
    expect(best.metrics.loss).toBe(Math.min(...trials.map((trial) => trial.metrics.loss)));
    const line = best.command ?? '';
    expect(line).toBe(`sh -c 'echo "loss=$TUNEWRIGHT_PARAM_X"' ${best.params.x} ${best.params.kind}`);
    const env = { ...process.env, TUNEWRIGHT_PARAM_X: String(best.params.x) };
    expect(execFileSync('sh', ['-c', line], { encoding: 'utf8', env })).toBe(`loss=${best.metrics.loss}\n`);
    const shown = folder.run(['best', 'study.yaml']).stdout;
    expect(shown).toContain(`trial ${best.trial} of 6`);
    expect(shown).toContain(line);
    expect(folder.json<readonly TrialJson[]>('best', '--top', '3').map(({ trial }) => trial)).toEqual(
      [...trials]
        .sort((a, b) => a.metrics.loss - b.metrics.loss)
        .slice(0, 3)
        .map(({ trial }) => trial),
    );
  });

  it('sorts and filters its trials', () => {
    const of = (...args: string[]): number[] =>
      folder.json<readonly TrialJson[]>('trials', ...args).map((trial) => trial.metrics.loss);
    const all = of();
    expect(all[0]).toBe(0.5);
    expect(of('--sort', 'loss')).toEqual([...all].sort((a, b) => a - b));
    expect(of('--sort', 'x', '--reverse')).toEqual([...all].sort((a, b) => b - a));
    expect(of('--limit', '2')).toEqual(all.slice(0, 2));
    expect(of('--where', 'loss < 0.5 and x >= 0')).toEqual(all.filter((loss) => loss < 0.5));
    expect(of('--status', 'failed,running')).toEqual([]);
    expect(folder.run(['trials', '--status', 'failed']).stdout).toBe('No such trials.\n');
  });

  it('shows one trial', () => {
    expect(folder.json<TrialJson>('show', '0')).toMatchObject({
      trial: 0,
      status: 'completed',
      params: { x: 0.5, kind: 'a' },
      evaluations: [{ purpose: 'search', status: 'completed', metrics: { loss: 0.5 } }],
    });
    expect(folder.run(['show', '0']).stdout).toMatch(/^trial 0 {2}completed/);
    expect(folder.json('show')).toMatchObject({ name: 'bowl', trials: { completed: 6 }, evaluations: 6 });
  });

  it('gives what a trial printed', () => {
    expect(folder.run(['logs', '0']).stdout).toBe('loss=0.5\n');
    expect(folder.run(['logs', '0', '--follow']).stdout).toBe('loss=0.5\n');
    const stderr = folder.run(['logs', '0', '--stderr']);
    expect([stderr.code, stderr.stdout]).toEqual([0, '']);
    const { stdout } = folder.json<{ stdout: string }>('logs', '0');
    expect(readFileSync(stdout, 'utf8')).toBe('loss=0.5\n');
  });

  it('exports CSV, JSON and Parquet', async () => {
    const trials = folder.json<readonly TrialJson[]>('trials');
    const [head, first] = folder.run(['export']).stdout.split('\n');
    expect(head).toBe('trial,status,origin,metrics.loss,params.x,params.kind,seconds,created,ended,reason');
    expect(first).toMatch(/^0,completed,default,0\.5,0\.5,a,/);
    expect(JSON.parse(folder.run(['export', '--format', 'json']).stdout)).toEqual(trials);
    expect(folder.run(['export', '-o', 'trials.parquet']).stdout).toBe('Wrote 6 trials to trials.parquet.\n');
    const bytes = readFileSync(join(folder.path, 'trials.parquet'));
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(rows.map((row) => row['params.x'])).toEqual(trials.map(({ params }) => params.x));
    expect(rows.map((row) => row['params.kind'])).toEqual(trials.map(({ params }) => params.kind));
  });

  it('replays exactly', () => {
    expect(folder.run(['replay']).stdout).toBe('exact: 5 suggestions made again, bit for bit.\n');
    expect(folder.json('replay')).toMatchObject({ exact: true, suggestions: 5 });
  });

  it('keeps notes beside itself and its trials', () => {
    expect(folder.run(['note', 'busy machine']).stdout).toBe('Noted beside bowl.\n');
    folder.run(['note', '-t', '2', 'seen=true', 'score=3', 'comment=$(rm -rf x)']);
    expect(folder.json('show')).toMatchObject({ attributes: { note: 'busy machine' } });
    expect(folder.json<TrialJson>('show', '2').attributes).toEqual({
      seen: true,
      score: 3,
      comment: '$(rm -rf x)',
    });
  });

  it('runs a trial once more without changing its result', () => {
    const before = folder.json<TrialJson>('show', '1').metrics;
    expect(folder.json('rerun', '1')).toMatchObject({ trial: 1, evaluation: 6, status: 'completed' });
    expect(folder.json<TrialJson>('show', '1')).toMatchObject({
      metrics: before,
      evaluations: [{ purpose: 'search' }, { purpose: 'rerun' }],
    });
    expect(folder.json<readonly TrialJson[]>('trials')).toHaveLength(6);
  });

  it('tries what is queued first when it goes on with more trials', () => {
    expect(folder.run(['enqueue', '-p', 'x=0.25']).stdout).toBe(
      'Queued x=0.25 (the sampler fills in the rest)\n',
    );
    expect(folder.json('enqueue', '[{ "x": 0.125, "kind": "b" }]')).toEqual([{ x: 0.125, kind: 'b' }]);
    expect(folder.run(['enqueue', '-'], { input: '{ "x": 0.75 }' }).code).toBe(0);
    const { stdout, code } = folder.run(['run', 'study.yaml', '--trials', '9']);
    expect(code).toBe(0);
    expect(stdout).toContain('6 of them done before');
    const queued = folder.json<readonly TrialJson[]>('trials').slice(6);
    expect(queued.map(({ params }) => params.x)).toEqual([0.25, 0.125, 0.75]);
    expect(queued[1]?.params.kind).toBe('b');
  });

  it('answers from elsewhere by its storage or its file', () => {
    const elsewhere = new Folder();
    const storage = join(folder.path, 'bowl.tunewright.db');
    expect(elsewhere.run(['best', '--storage', storage]).code).toBe(0);
    expect(elsewhere.run(['best', join(folder.path, 'study.yaml')]).code).toBe(0);
    expect(existsSync(join(elsewhere.path, 'bowl.tunewright.db'))).toBe(false);
    elsewhere.remove();
  });

  it('is no error when the reader goes away', () => {
    const command = `"${process.execPath}" "$BIN" trials --json | head -c 10; echo "\${PIPESTATUS[0]}"`;
    const env = { ...process.env, BIN: join(import.meta.dirname, '..', '..', 'bin', 'tunewright.js') };
    const output = execFileSync('bash', ['-c', command], { cwd: folder.path, encoding: 'utf8', env });
    expect(output.endsWith('0\n')).toBe(true);
  });
});

describe('a study with two objectives', () => {
  interface FrontOfTrials {
    readonly trials: number;
    readonly hypervolume: number;
    readonly reference: { readonly [metric: string]: number };
    readonly front: readonly TrialJson[];
  }

  it('shows its front', () => {
    const folder = new Folder();
    folder.write(
      'study.yaml',
      bowl
        .replace('loss=$TUNEWRIGHT_PARAM_X', 'loss=$TUNEWRIGHT_PARAM_X gain=$TUNEWRIGHT_PARAM_X')
        .replace('{ minimize: loss }', '[{ minimize: loss }, { maximize: gain }]'),
    );
    const { stdout } = folder.run(['run', 'study.yaml']);
    expect(stdout).toContain('6 trials that no other beats in all of loss, gain');
    expect(stdout).toMatch(/\nhypervolume [\d.]+ {2}from the corner loss [\d.]+, gain -[\d.]+\n/);
    expect(stdout).toMatch(/\ntrial +loss +gain +adds\n/);
    const text = folder.run(['best']).stdout.trim().split('\n');
    expect(text[3]).toMatch(/^trial +loss +gain +adds +parameters$/);
    expect(text.slice(4)).toHaveLength(6);
    const all = folder.json<FrontOfTrials>('best');
    expect(all.trials).toBe(6);
    const losses = all.front.map(({ metrics }) => metrics.loss);
    expect(losses).toEqual(losses.toSorted((a, b) => a - b));
    const { loss = 0, gain = 0 } = all.reference;
    // A straight front: what is under it is a staircase from its best loss to the corner.
    const steps = losses.map((x, i) => ((losses[i + 1] ?? loss) - x) * (x - gain));
    expect(all.hypervolume).toBeCloseTo(
      steps.reduce((sum, step) => sum + step, 0),
      12,
    );
    const few = folder.json<FrontOfTrials>('best', '--top', '2');
    expect([few.trials, few.front.length, few.hypervolume]).toEqual([6, 2, all.hypervolume]);
    expect(folder.json<{ readonly front: object }>('run', 'study.yaml').front).toEqual({
      trials: 6,
      hypervolume: all.hypervolume,
      reference: all.reference,
    });
    folder.remove();
  });
});
