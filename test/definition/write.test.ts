import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../src/study/definition/definition.ts';
import { durationMs, durationText } from '../../src/study/definition/duration.ts';
import { readStudyFile } from '../../src/study/definition/file.ts';
import { parseDefinition } from '../../src/study/definition/parse.ts';
import { toStudyFile } from '../../src/study/definition/write.ts';

const definition: Definition = parseDefinition({
  name: 'digits',
  command: ['python', 'train.py', '--lr', '{lr}', ['--m', '{optimizer.momentum}'], 'a: b', '007', '{{x}}'],
  space: {
    lr: { float: [1e-5, 0.1], log: true, default: 1e-3, prior: { mean: 1e-3, sd: 0.5 } },
    layers: { int: [1, 4] },
    units: { repeat: 'layers', int: [16, 512], log: true },
    kind: { categorical: ['a', 1, true, null, 'yes', '1', '~', ' x '] },
    optimizer: { oneOf: { sgd: { momentum: { float: [0, 0.99] } }, adam: {} } },
  },
  constraints: ['sum(units) <= 1024'],
  objective: [{ maximize: 'acc', target: 0.99 }, { minimize: 'ms' }],
  limits: ['ms <= 50'],
  fidelity: { epochs: [1, 30] },
  budget: { trials: 60, time: '10m', cost: 5 },
  cost: 'joules',
  parallel: 3,
  gpus: [0, 'GPU-1'],
  seed: 7,
  sampler: { name: 'grid', resolution: 4 },
  noisy: true,
  retries: 2,
  timeout: '1.5s',
  grace: '1h',
  metrics: { pattern: '(?<name>\\w+) is (?<value>\\S+)', resultFile: 'out.json', step: 'epoch' },
  env: { A: '1.10', B: 'x: y' },
});

describe('toStudyFile', () => {
  it('reads back as the same definition', () => {
    expect(readStudyFile(toStudyFile(definition), 'digits.yaml')).toEqual(definition);
  });

  it('leaves out what is the default', () => {
    const text = toStudyFile(
      parseDefinition({ name: 's', space: { x: { float: [0, 1] } }, objective: { minimize: 'loss' } }),
    );
    expect(text).toBe('name: s\nspace:\n  x: { float: [ 0, 1 ] }\nobjective: { minimize: loss }\n');
  });

  it('keeps any argument as it is', () => {
    const argument = fc.string({ unit: 'binary' }).map((text) => text.replace(/[\0{}]/g, ''));
    fc.assert(
      fc.property(fc.array(argument), (args) => {
        const one = { ...definition, command: ['program', ...args] };
        expect(readStudyFile(toStudyFile(one), 'digits.yaml')).toEqual(one);
      }),
    );
  });
});

describe('a duration', () => {
  it('reads back as the same milliseconds', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e12 }), (ms) => durationMs(durationText(ms)) === ms));
  });

  it.each([
    [90, 90_000],
    ['90s', 90_000],
    [' 1.5 h ', 5_400_000],
    ['.5m', 30_000],
    ['250ms', 250],
    ['2d', 172_800_000],
    ['10', Number.NaN],
    ['1h30m', Number.NaN],
    [true, Number.NaN],
  ])('%j is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms));
});
