import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './command.ts';

const study = `name: slope
command: [node, -e, "console.log('loss=' + ({big} + 0.1 * {small}))"]
space:
  big: { float: [0, 1] }
  small: { float: [0, 1] }
objective: { minimize: loss }
budget: { trials: 24 }
sampler: sobol
seed: 1
`;

describe('tunewright explain', () => {
  const folder = new Folder();

  beforeAll(() => {
    folder.write('study.yaml', study);
    expect(folder.run(['run', 'study.yaml']).code).toBe(0);
  });

  afterAll(() => folder.remove());

  it('says which trial to use and what mattered, in 80 columns', () => {
    const { code, stdout } = folder.run(['explain', 'study.yaml']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^trial \d+ {2}loss [\d.]+\n/);
    expect(stdout).toMatch(/default {2}0\.55; worse with probability 1\.00/);
    expect(stdout).toMatch(/What mattered for loss {2}24 trials\n.*\nbig +█+ +\d+% \[/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('has it all as JSON', () => {
    const { importance, recommendation } = folder.json<{
      readonly importance: readonly [
        { readonly overall: { readonly dependence: readonly { readonly points: unknown[] }[] } },
      ];
      readonly recommendation: { readonly noise: string };
    }>('explain', 'study.yaml');
    expect(recommendation.noise).toBe('none');
    expect(importance[0].overall.dependence[0]!.points).toHaveLength(16);
  });

  it('gives the reason where the trials carry no numbers', () => {
    folder.write('few.yaml', study.replace('slope', 'few').replace('trials: 24', 'trials: 3'));
    folder.run(['run', 'few.yaml']);
    const { code, stdout } = folder.run(['explain', 'few.yaml']);
    expect(code).toBe(0);
    expect(stdout).toContain('overall: too few trials: 3 of at least 20');
  });
});
