import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onCI, root, testPython } from '../support/machine.ts';

/** A copy of the examples, with `tunewright` installed as it is built, so that no test leaves a study in the checkout. */
const folder = mkdtempSync(join(tmpdir(), 'tunewright-examples-'));
const examples = join(folder, 'examples');
const python = testPython();
/** Debian's packages of PyTorch and Fashion-MNIST. */
const hasTorch =
  existsSync('/usr/lib/python3/dist-packages/torch') && existsSync('/usr/share/datasets/fashion-mnist');

beforeAll(() => {
  cpSync(join(root, 'examples'), examples, {
    recursive: true,
    filter: (path) => !/\.tunewright(\.db.*)?$/.test(path),
  });
  cpSync(join(root, 'clients'), join(folder, 'clients'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  symlinkSync(join(root, 'bin', 'tunewright.js'), join(folder, 'node_modules', '.bin', 'tunewright'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(example: string, command: string, ...args: string[]): string {
  const path = [join(folder, 'node_modules', '.bin'), dirname(process.execPath)];
  if (python !== undefined) path.push(dirname(python));
  const result = spawnSync(command, args, {
    cwd: join(examples, example),
    env: { ...process.env, PATH: [...path, process.env.PATH].join(delimiter), NO_COLOR: '1' },
    encoding: 'utf8',
  });
  expect(result.status, result.stdout + result.stderr).toBe(0);
  return result.stdout;
}

describe('the examples', { timeout: 300_000 }, () => {
  it('digits: searches on folds, and reads the locked test images once at the end', () => {
    const searched = run('digits', 'tunewright', 'run', 'study.yaml', '--trials', '3');
    expect(searched).toContain('best val_accuracy');
    expect(searched).toContain('default setting');
    expect(searched).toMatch(/On\s+the\s+locked\s+data\s+\(read\s+once,/);
    const last = run('digits', 'node', 'compare.ts');
    const [, tuned, untuned] = /^test accuracy (0\.\d{3}) \(default setting (0\.\d{3})\)$/m.exec(last)!;
    expect(Number(tuned)).toBeGreaterThan(0.9);
    expect(Number(untuned)).toBeGreaterThan(0.93);
    expect(last).toContain(join(examples, 'digits', 'digits.tunewright.db'));
    const best = JSON.parse(run('digits', 'tunewright', 'best', '--json'));
    expect(best.params.units).toHaveLength(best.params.layers);
  });

  it('population: every member goes on from a checkpoint, its own or a better one', () => {
    run('population', 'tunewright', 'run', 'study.yaml');
    const trials = JSON.parse(run('population', 'tunewright', 'trials', '--json'));
    expect(trials).toHaveLength(100);
    expect(trials.filter(({ status }: { status: string }) => status === 'completed')).toHaveLength(10);
    const best = JSON.parse(run('population', 'tunewright', 'best', '--json'));
    // From scratch two epochs do not get that far.
    expect(best.metrics.val_accuracy).toBeGreaterThan(0.95);
    const steps = JSON.parse(run('population', 'tunewright', 'schedule', '--json'));
    expect(steps.map(({ to }: { to: { epochs: number } }) => to.epochs)).toEqual([
      2, 4, 6, 8, 10, 12, 14, 16, 18, 20,
    ]);
    expect(steps.at(-1).trial).toBe(best.trial);
    expect(run('population', 'tunewright', 'replay')).toContain('exact');
  });

  it.skipIf(python === undefined && !onCI)('early-stopped-cv: ends what is worse fold by fold', () => {
    run('early-stopped-cv', 'tunewright', 'run', 'study.yaml', '--trials', '6');
    const trials = JSON.parse(run('early-stopped-cv', 'tunewright', 'trials', '--json'));
    const ended = trials.filter(({ status }: { status: string }) => status === 'stopped');
    expect(trials[0].status).toBe('completed');
    expect(ended.length).toBeGreaterThan(0);
    for (const { reason } of ended) expect(reason).toMatch(/on average of \d+ steps is below/);
    expect(run('early-stopped-cv', 'tunewright', 'replay')).toContain('exact');
  });

  it.skipIf(!hasTorch && !onCI)('fashion-mnist: the best go on from their checkpoints', () => {
    run('fashion-mnist', 'tunewright', 'run', 'study.yaml', '--trials', '4', '--fidelity', 'epochs=[1,3]');
    const trials = JSON.parse(run('fashion-mnist', 'tunewright', 'trials', '--json'));
    expect(trials).toHaveLength(4);
    expect(trials[0].metrics.val_accuracy).toBeGreaterThan(0.65);
    const promoted = trials.filter(({ evaluations }: { evaluations: number[] }) => evaluations.length > 1);
    expect(promoted.length).toBeGreaterThan(0);
    // Who begins anew after one epoch would not know what the checkpoint knows.
    const { trial } = promoted[0];
    const { evaluations } = JSON.parse(run('fashion-mnist', 'tunewright', 'show', String(trial), '--json'));
    expect(evaluations[1].reports[0].step).toBe(2);
  });

  it.skipIf(python === undefined && !onCI)('python-sklearn: tunes the script as it is', () => {
    run('python-sklearn', 'tunewright', 'run', 'study.yaml', '--trials', '4');
    const trials = JSON.parse(run('python-sklearn', 'tunewright', 'trials', '--json'));
    expect(trials).toHaveLength(4);
    for (const { status, params, metrics } of trials) {
      expect(status).toBe('completed');
      expect(metrics.val_accuracy).toBeGreaterThan(0.6);
      expect(Object.keys(params.model)).toContain(params.model.name === 'svm' ? 'gamma' : 'trees');
    }
  });

  it.skipIf(python === undefined && !onCI)(
    'sklearn-pipeline: chooses among models and their parameters',
    () => {
      run('sklearn-pipeline', 'tunewright', 'run', 'study.yaml', '--trials', '3');
      const trials = JSON.parse(run('sklearn-pipeline', 'tunewright', 'trials', '--json'));
      expect(trials).toHaveLength(3);
      const own = { svm: 'kernel', forest: 'min_leaf', boosting: 'rounds', knn: 'neighbours' } as const;
      for (const { status, params, metrics } of trials) {
        expect(status).toBe('completed');
        expect(metrics.val_accuracy).toBeGreaterThan(0.08);
        expect(Object.keys(params.model)).toContain(own[params.model.name as keyof typeof own]);
        expect('components' in params).toBe(params.reduce);
      }
      const best = JSON.parse(run('sklearn-pipeline', 'tunewright', 'best', '--json'));
      const settings = join(examples, 'sklearn-pipeline', 'best.json');
      writeFileSync(settings, JSON.stringify(best.params));
      const judged = run('sklearn-pipeline', 'python3', 'pipeline.py', settings, 'test');
      expect(Number(/^test_accuracy: (0\.\d+)$/m.exec(judged)?.[1])).toBeGreaterThan(0.9);
    },
  );

  it.skipIf(python === undefined && !onCI)('sklearn-pipeline: every model takes its parameters', () => {
    const models = [
      { name: 'svm', C: 1, kernel: { name: 'linear' } },
      { name: 'svm', C: 1, kernel: { name: 'rbf', gamma: 0.02 } },
      { name: 'forest', trees: 20, max_features: 0.1, min_leaf: 1 },
      { name: 'boosting', learning_rate: 0.1, rounds: 20, leaves: 8 },
      { name: 'knn', neighbours: 5, weights: 'distance', p: 2 },
    ];
    const settings = join(examples, 'sklearn-pipeline', 'one.json');
    for (const model of models) {
      const steps = model.name === 'knn' ? { scale: 'none', reduce: true, components: 12 } : {};
      writeFileSync(settings, JSON.stringify({ scale: 'quantile', reduce: false, ...steps, model }));
      const judged = run('sklearn-pipeline', 'python3', 'pipeline.py', settings);
      expect(Number(/^val_accuracy: (0\.\d+)$/m.exec(judged)?.[1]), model.name).toBeGreaterThan(0.9);
    }
  });

  it('pareto: prints and draws the front of error against size', () => {
    run('pareto', 'tunewright', 'run', 'study.yaml', '--trials', '12');
    const printed = run('pareto', 'node', 'draw.ts');
    const count = Number(/^(\d+) of 12 networks are on the front:$/m.exec(printed)?.[1]);
    const points = [...printed.matchAll(/^ +\d+ +(0\.\d+) +(\d+) {2}\d/gm)];
    expect(points).toHaveLength(count);
    const errors = points.map((point) => Number(point[1]));
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    const weights = points.map((point) => Number(point[2]));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    const drawn = readFileSync(join(examples, 'pareto', 'front.svg'), 'utf8');
    expect(drawn.match(/r="4"/g)).toHaveLength(count);
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shell: weighs size against time', () => {
    run('shell', 'tunewright', 'run', 'study.yaml', '--trials', '5');
    const trials = JSON.parse(run('shell', 'tunewright', 'trials', '--json'));
    expect(trials).toHaveLength(5);
    const completed = trials.filter(({ status }: { status: string }) => status === 'completed');
    expect(completed.length).toBeGreaterThan(0);
    for (const { metrics } of completed) {
      expect(metrics.bytes).toBeGreaterThan(1000);
      expect(metrics.bytes).toBeLessThan(4_000_000);
    }
  });

  it('shell: a tool that is not there makes its settings infeasible', () => {
    const printed = run('shell', './compress.sh', 'no-such-tool', '1');
    expect(JSON.parse(printed)).toEqual({
      tunewright: { status: 'infeasible', reason: 'no-such-tool is not installed' },
    });
  });

  it('warm-start: begins with what an Optuna study found', () => {
    run('warm-start', 'tunewright', 'import', 'optuna:optuna.db');
    expect(run('warm-start', 'tunewright', 'run', 'study.yaml', '--trials', '2')).toContain('best accuracy');
  });

  it.each([
    ['optimize.ts', /^error 0\.0\d+ with/],
    ['ask-tell.ts', /^taste \d+\.\d+ with/],
  ])('typescript: %s finds something good', (file, expected) => {
    expect(run('typescript', 'node', file)).toMatch(expected);
  });

  it('are all tested and listed', () => {
    const folders = readdirSync(join(root, 'examples'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders).toEqual([
      'digits',
      'early-stopped-cv',
      'fashion-mnist',
      'pareto',
      'population',
      'python-sklearn',
      'shell',
      'sklearn-pipeline',
      'typescript',
      'warm-start',
    ]);
    const page = readFileSync(join(root, 'examples', 'README.md'), 'utf8');
    for (const name of folders) expect(page).toContain(`](${name}/)`);
  });
});
