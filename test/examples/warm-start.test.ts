import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Folder } from '../cli/command.ts';
import { root } from '../support/machine.ts';

const folder = new Folder();
afterAll(() => folder.remove());

interface Shown {
  readonly metrics: { readonly accuracy: number };
}

describe('the warm start from an Optuna file', () => {
  it('opens with what Optuna found on less data, within the other space', () => {
    for (const name of ['digits', 'warm-start']) {
      cpSync(join(root, 'examples', name), join(folder.path, name), { recursive: true });
    }
    const at = (...args: readonly string[]): string => {
      const { code, stdout, stderr } = folder.run(args, { through: ['env', '-C', 'warm-start'] });
      expect(stderr).toBe('');
      expect(code).toBe(0);
      return stdout;
    };
    expect(at('import', 'optuna:optuna.db')).toContain('Imported 40 trials as few-images');
    at('run', 'study.yaml', '--quiet');
    expect(at('replay', 'study.yaml')).toContain('exact: 19 suggestions');
    const trials = JSON.parse(at('trials', 'study.yaml', '--json')) as readonly Shown[];
    const [start, first, second] = trials.map(({ metrics }) => metrics.accuracy);
    // The default, then two configurations from Optuna: 10 % of 20.
    expect(start).toBeLessThan(0.5);
    expect(Math.min(first!, second!)).toBeGreaterThan(0.9);
  });
});
