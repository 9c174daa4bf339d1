import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { version } from '../../src/study/version.ts';
import { bowl, Folder } from './command.ts';

interface End {
  readonly status: string;
  readonly trials: number;
  readonly best: {
    readonly params: { readonly [name: string]: unknown };
    readonly metrics: { readonly loss: number };
  };
  readonly storage: string;
}

/** Ten trials of 0.3 s each, two at once. */
const slow = bowl
  .replace(
    `[sh, -c, 'echo "loss=$TUNEWRIGHT_PARAM_X"', '{x}', '{kind}']`,
    `[sh, -c, 'sleep 0.3; echo loss={x}', '{kind}']`,
  )
  .replace('trials: 6', 'trials: 10')
  .concat('parallel: 2\n');

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe('tunewright run', () => {
  it('takes a study from flags, and everything after -- untouched', () => {
    const { code, stdout, stderr } = folder.run([
      ...['run', '-p', 'x=float(0, 1)', '--minimize', 'loss', '--trials', '3', '--json'],
      ...['--', 'sh', '-c', 'echo "$0 $1"; echo loss={x}', '--json', '--trials=9'],
    ]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const end = JSON.parse(stdout) as End;
    expect(end).toMatchObject({
      status: 'finished',
      trials: 3,
      storage: join(folder.path, 'sh.tunewright.db'),
    });
    expect(folder.run(['logs', '1']).stdout).toMatch(/^--json --trials=9\nloss=/);
  });

  it('lets flags go before what the file says', () => {
    folder.write('study.yaml', bowl);
    const end = folder.json<End>(
      'run',
      'study.yaml',
      '--trials',
      '2',
      '--name',
      'other',
      '-p',
      'kind=constant(z)',
    );
    expect(end.trials).toBe(2);
    expect(end.best.params).toMatchObject({ kind: 'z' });
    expect(existsSync(join(folder.path, 'other.tunewright.db'))).toBe(true);
  });

  it('runs programs in the folder of the study file, and keeps the study there', () => {
    const elsewhere = new Folder();
    folder.write('study.yaml', bowl.replace(/command: .*/, 'command: [sh, where.sh]'));
    folder.write('where.sh', 'pwd; echo loss=1\n');
    expect(elsewhere.run(['run', join(folder.path, 'study.yaml'), '-q']).code).toBe(0);
    expect(folder.run(['logs', '0']).stdout).toBe(`${folder.path}\nloss=1\n`);
    elsewhere.remove();
  });

  it('runs a TypeScript module without a build', () => {
    folder.write('package.json', '{ "type": "module" }');
    folder.write(
      'objective.ts',
      `interface Trial { readonly params: { readonly x: number } }
export default ({ params }: Trial): { loss: number } => ({ loss: params.x * 2 });
`,
    );
    folder.write('study.yaml', bowl.replace(/command: .*/, 'module: ./objective.ts'));
    const end = folder.json<End>('run', 'study.yaml');
    expect(end.trials).toBe(6);
    expect(end.best.metrics.loss).toBe(2 * Number(end.best.params.x));
  });

  it('goes on where it stopped, and says that there is nothing left', () => {
    folder.write('study.yaml', bowl);
    folder.run(['run', 'study.yaml', '--trials', '3']);
    expect(folder.run(['run', 'study.yaml']).stdout).toContain('3 of them done before');
    const again = folder.run(['run', 'study.yaml']);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('All 6 trials of the budget were created.');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends cleanly on %s with %i, loses nothing and goes on', async (signal, code) => {
    folder.write('study.yaml', slow);
    const child = folder.start('run', 'study.yaml');
    await child.printed(/trial 1/);
    child.kill(signal);
    expect(await child.ended()).toBe(code);
    const before = folder.json<readonly { status: string }[]>('trials');
    expect(before.length).toBeLessThan(10);
    expect(before.filter(({ status }) => status === 'completed').length).toBeGreaterThanOrEqual(2);
    expect(before.some(({ status }) => status === 'running')).toBe(false);
    const end = folder.json<End>('run', 'study.yaml');
    expect(end).toMatchObject({ status: 'finished', trials: 10 });
    const after = folder.json<readonly { status: string; trial: number }[]>('trials');
    expect(after.map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(after.every(({ status }) => status === 'completed')).toBe(true);
  });

  it('ends at once on a second signal, even when its program will not', async () => {
    folder.write(
      'study.yaml',
      slow.replace('sleep 0.3; echo loss={x}', 'trap "" TERM; while :; do sleep 0.1; done'),
    );
    const child = folder.start('run', 'study.yaml');
    await child.printed(/bowl: 10 trials/);
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGINT');
    await child.printed(/stopping/);
    const since = performance.now();
    child.kill('SIGINT');
    expect(await child.ended()).toBe(130);
    expect(performance.now() - since).toBeLessThan(3_000);
  });

  it('lets a second run join and share the budget', async () => {
    folder.write('study.yaml', slow);
    const children = [folder.start('run', 'study.yaml', '-q'), folder.start('run', 'study.yaml', '-q')];
    expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0]);
    expect(folder.json<readonly unknown[]>('trials')).toHaveLength(10);
  });

  it('obeys pause, resume and stop from another terminal', async () => {
    folder.write('study.yaml', slow);
    const child = folder.start('run', 'study.yaml');
    await child.printed(/trial 1/);
    expect(folder.run(['pause', '--reason', 'lunch']).stdout).toMatch(/^bowl is paused/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const paused = folder.json<{ state: string; reason: string; trials: object }>('show');
    expect(paused).toMatchObject({ state: 'paused', reason: 'lunch' });
    expect(paused.trials).not.toHaveProperty('running');
    expect(folder.run(['resume']).code).toBe(0);
    await child.printed(/trial 4/);
    expect(folder.run(['stop', '--reason', 'good enough']).stdout).toMatch(/^bowl is stopped/);
    expect(await child.ended()).toBe(0);
    expect(folder.json('show')).toMatchObject({ state: 'stopped', reason: 'good enough' });
  });
});

describe('tunewright plan', () => {
  it('shows exactly what run then does, and writes nothing', () => {
    folder.write('study.yaml', bowl);
    const plan = folder.json<{ first: { params: object; command: string }[]; trials: number }>(
      'plan',
      'study.yaml',
    );
    expect(plan.trials).toBe(6);
    expect(existsSync(join(folder.path, 'bowl.tunewright.db'))).toBe(false);
    folder.run(['run', 'study.yaml', '--trials', '3']);
    const trials = folder.json<{ params: object }[]>('trials');
    expect(plan.first.map(({ params }) => params)).toEqual(trials.map(({ params }) => params));
    expect(folder.run(['plan', 'study.yaml']).stdout).toContain('trial 0, the default setting');
  });

  it.each<[string, RegExp]>([
    [bowl.replace('[sh, -c', '[no-such-program, -c'), /there is no program no-such-program/],
    [bowl.replace(/command: .*/, 'command: [sh, missing.sh]'), /there is no file missing.sh/],
    [bowl.replace(/command: .*/, 'module: ./missing.ts'), /there is no module \.\/missing\.ts/],
    [bowl.replace(/command: .*\n/, ''), /neither a command nor a module/],
    [bowl.replace(/budget: .*\n/, ''), /runs until somebody stops it/],
    [bowl.replace('x: { float: [0, 1], default: 0.5 }', 'x: { int: [0, 1] }'), /has 4 configurations only/],
    [bowl.concat('parallel: 7\n'), /7 at once are more than there are trials/],
    [bowl.replace(", '{kind}'", ''), /does not name kind/],
  ])('warns of what is seldom meant', (text, warning) => {
    folder.write('study.yaml', text);
    const { code, stdout } = folder.run(['plan', 'study.yaml']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warning: /m);
    expect(stdout).toMatch(warning);
  });
});

describe('the command as a whole', () => {
  const commands =
    'init plan run list show best trials logs export replay enqueue rerun note pause resume stop import completion';

  it('lists its commands', () => {
    const { stdout, code } = folder.run(['--help']);
    for (const name of commands.split(' ')) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(code).toBe(0);
    expect(folder.run([]).code).toBe(2);
    expect(folder.run(['help', 'run']).stdout).toContain('tunewright run [file]');
  });

  it.each(commands.split(' '))('explains %s, with examples', (name) => {
    const { stdout, code } = folder.run([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Examples?:\n {2}\S/m);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('knows its version', () => {
    expect(folder.run(['--version']).stdout).toBe(`${version}\n`);
  });

  it('colours when asked, and not when forbidden', () => {
    expect(folder.run(['--help'], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\x1b[');
    expect(folder.run(['--help'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain(
      '\x1b[',
    );
    expect(folder.run(['--help', '--no-color'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\x1b[');
  });
});
