import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemaText } from '../../scripts/json-schema.ts';
import { parseDefinition } from '../../src/study/definition/parse.ts';
import { root } from '../support/machine.ts';

const kept = readFileSync(resolve(root, 'schema', 'study.json'), 'utf8');
const schema = z.fromJSONSchema(JSON.parse(kept));
const least = { name: 's', space: { x: { float: [0, 1] } }, objective: { minimize: 'loss' } };

function agrees(study: unknown): boolean {
  try {
    parseDefinition(study);
    return true;
  } catch {
    return false;
  }
}

describe('schema/study.json', () => {
  it('is what the code says: node scripts/study-schema.ts', () => {
    expect(kept).toBe(jsonSchemaText());
  });

  it.each(['python-sklearn', 'shell'])('knows the study file of examples/%s', (example) => {
    const study = parse(readFileSync(resolve(root, 'examples', example, 'study.yaml'), 'utf8'));
    expect(schema.safeParse(study).success).toBe(true);
  });

  it.each<[string, object]>([
    [
      'every kind',
      {
        space: {
          a: { float: [0, 1], step: 0.1, default: 0.5, prior: { mean: 0.5, sd: 0.1 } },
          b: { int: [1, 4], log: true },
          c: { categorical: ['x', 1, true, null], default: null },
          d: { ordinal: [1, 2, 4], prior: { weights: [1, 2, 1] } },
          e: { bool: true },
          f: { oneOf: { g: { h: { oneOf: { i: { j: { float: [0, 1] } } } } }, k: {} } },
          l: { constant: 3 },
          m: { int: [1, 8], repeat: 'b', default: [1, 2] },
          n: { float: [0, 1], when: 'b > 1' },
        },
      },
    ],
    ['groups', { command: ['a', 1, ['--x', '{x}']] }],
    ['objectives', { objective: [{ maximize: 'a', target: 3 }, { minimize: 'b' }] }],
    ['durations', { budget: { time: '10m' }, timeout: 90, grace: '1.5h' }],
    ['samplers', { sampler: { name: 'grid', resolution: 4 } }],
    ['fidelities', { fidelity: { epochs: [1, 30], rows: 100 } }],
  ])('takes %s, as the code does', (_, change) => {
    expect(agrees({ ...least, ...change })).toBe(true);
    expect(schema.safeParse({ ...least, ...change }).success).toBe(true);
  });

  it.each<[string, object]>([
    ['an unknown key', { buget: {} }],
    ['an unknown inner key', { budget: { trails: 1 } }],
    ['an unknown key of a parameter', { space: { x: { float: [0, 1], lag: true } } }],
    ['two kinds at once', { space: { x: { float: [0, 1], int: [0, 1] } } }],
    ['half a range', { space: { x: { float: [0] } } }],
    ['a parameter deep inside', { space: { f: { oneOf: { g: { h: { flot: [0, 1] } } } } } }],
    ['no trials', { budget: { trials: 0 } }],
    ['an unknown unit', { timeout: '3 parsecs' }],
    ['a command of text', { command: 'a b' }],
  ])('refuses %s, as the code does', (_, change) => {
    expect(agrees({ ...least, ...change })).toBe(false);
    expect(schema.safeParse({ ...least, ...change }).success).toBe(false);
  });
});
