import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './command.ts';

const study = `
name: halved
command: [sh, -c, 'echo "loss=$TUNEWRIGHT_PARAM_X"', "{epochs}"]
space: { x: { float: [0, 1] } }
objective: { minimize: loss }
fidelity: { epochs: [1, 9] }
budget: { trials: 10 }
sampler: sobol
`;

describe('a study with a scheduler', () => {
  const folder = new Folder();
  let printed = '';

  beforeAll(() => {
    folder.write('study.yaml', study);
    const { code, stdout, stderr } = folder.run([
      'run',
      'study.yaml',
      '--set',
      'scheduler={"name":"asha","mode":"promote"}',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    printed = stdout;
  });

  afterAll(() => folder.remove());

  it('counts what was stopped and what was saved', () => {
    expect(printed).toMatch(/halved is done: 10 trials in \S+ \(2 completed, 8 stopped\)/);
    expect(printed).toMatch(/effort +32 epochs of 90 for every trial in full/);
  });

  it('tells how far each trial came, and why no further', () => {
    const { stdout } = folder.run(['trials']);
    expect(stdout).toMatch(/^ +0 +completed +0\.5 +9 epochs /m);
    expect(stdout).toMatch(/^ +\d +stopped +\S+ +1 of 9 epochs /m);
    const stopped = folder.run(['trials', '--status', 'stopped']).stdout;
    expect(stopped).toMatch(/is above the top third \(\S+\) of 9 trials at epoch 1$/m);
  });

  it('tells what each evaluation of a trial was for', () => {
    const best = folder.json<{ readonly trial: number }>('best');
    const { stdout } = folder.run(['show', String(best.trial)]);
    expect(stdout).toMatch(
      /evaluation \d+ +search, seed \d+, completed, 3 of 9 epochs {2}loss=\S+ {2}\(it is number 1 of \d trials at epoch 1\)/,
    );
    expect(stdout).toMatch(/evaluation \d+ +search, seed \d+, completed, 9 epochs /);
    const shown = folder.json<{ readonly reached: unknown; readonly evaluations: readonly unknown[] }>(
      'show',
      String(best.trial),
    );
    expect(shown.reached).toEqual({ epochs: 9 });
    expect(shown.evaluations).toHaveLength(3);
  });

  it('is planned and shown with its name; a name that is none is told at its place', () => {
    expect(folder.run(['plan', 'study.yaml']).stdout).toMatch(/^scheduler +auto: /m);
    expect(folder.run(['plan', 'study.yaml', '--scheduler', 'median']).stdout).toMatch(
      /^scheduler +median$/m,
    );
    expect(folder.run(['show']).stdout).toMatch(/^scheduler +asha$/m);
    const { code, stderr } = folder.run(['run', 'study.yaml', '--name', 'other', '--scheduler', 'ahsa']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no scheduler "ahsa". Did you mean "asha"?');
    folder.write('wrong.yaml', `${study}scheduler: { name: asha, eta: 1 }\n`);
    const wrong = folder.run(['plan', 'wrong.yaml']).stderr;
    expect(wrong).toContain('must be a whole number from 2 to 100, not 1');
    expect(wrong).toContain('wrong.yaml:9');
  });
});
