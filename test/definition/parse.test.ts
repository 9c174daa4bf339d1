import { describe, expect, it } from 'vitest';
import { TunewrightError } from '../../src/errors.ts';
import type { Definition } from '../../src/study/definition/definition.ts';
import { DefinitionError } from '../../src/study/definition/mistakes.ts';
import { parseDefinition } from '../../src/study/definition/parse.ts';

const least = { name: 's', space: { x: { float: [0, 1] } }, objective: { minimize: 'loss' } };

function errorOf(input: unknown): TunewrightError | undefined {
  try {
    parseDefinition(input);
  } catch (error) {
    if (error instanceof TunewrightError) return error;
    throw error;
  }
  return undefined;
}

/** The mistakes in a study, as `code path`. */
function mistakesIn(input: unknown): string[] {
  const error = errorOf(input);
  const all = error instanceof DefinitionError ? error.mistakes : error === undefined ? [] : [error];
  return all.map(({ code, place }) => `${code} ${place.path}`);
}

describe('parseDefinition', () => {
  it('fills in every default', () => {
    expect(parseDefinition(least)).toEqual({
      name: 's',
      space: { x: { float: [0, 1] } },
      constraints: [],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      limits: [],
      fidelity: {},
      budget: {},
      cost: 'seconds',
      parallel: 1,
      gpus: [],
      seed: 0,
      sampler: { name: 'auto', options: {} },
      noisy: false,
      retries: 0,
      graceMs: 0,
      metrics: {},
      env: {},
    } satisfies Definition);
  });

  it('reads durations, options, targets, groups and numbers in commands', () => {
    const definition = parseDefinition({
      ...least,
      command: ['python', 'train.py', 3, ['--x', '{x}'], '{epochs}'],
      fidelity: { epochs: [1, 30] },
      budget: { trials: 60, time: '10m', target: 0.1 },
      timeout: 90,
      grace: '1.5h',
      gpus: [0, 'GPU-1'],
      sampler: { name: 'grid', resolution: 5 },
      env: { THREADS: 1 },
    });
    expect(definition).toMatchObject({
      command: ['python', 'train.py', '3', ['--x', '{x}'], '{epochs}'],
      objectives: [{ metric: 'loss', direction: 'minimize', target: 0.1 }],
      budget: { trials: 60, timeMs: 600_000 },
      timeLimitMs: 90_000,
      graceMs: 5_400_000,
      parallel: 2,
      sampler: { name: 'grid', options: { resolution: 5 } },
      env: { THREADS: '1' },
    });
    expect(definition.budget).not.toHaveProperty('target');
  });

  it('shares nothing with its input', () => {
    const input = structuredClone(least);
    const definition = parseDefinition(input);
    input.space.x.float[0] = -1;
    expect(definition.space).toEqual({ x: { float: [0, 1] } });
  });

  it.each<[what: string, change: object, expected: string]>([
    ['an unknown key', { buget: {} }, 'TW_DEFINITION_KEY_UNKNOWN buget'],
    ['an unknown inner key', { budget: { trails: 1 } }, 'TW_DEFINITION_KEY_UNKNOWN budget.trails'],
    [
      'an unknown key in a list',
      { objective: [{ minimise: 'a' }] },
      'TW_DEFINITION_KEY_UNKNOWN objective[0].minimise',
    ],
    ['no space', { space: undefined }, 'TW_DEFINITION_KEY_MISSING space'],
    ['no objective', { objective: undefined }, 'TW_DEFINITION_KEY_MISSING objective'],
    ['no name', { name: undefined }, 'TW_DEFINITION_KEY_MISSING name'],
    ['a list for a space', { space: [] }, 'TW_DEFINITION_VALUE space'],
    ['half a trial', { budget: { trials: 1.5 } }, 'TW_DEFINITION_VALUE budget.trials'],
    ['no trial', { budget: { trials: 0 } }, 'TW_DEFINITION_VALUE budget.trials'],
    ['text for a number', { parallel: 'two' }, 'TW_DEFINITION_VALUE parallel'],
    ['an unknown unit of time', { budget: { time: '10 parsecs' } }, 'TW_DEFINITION_VALUE budget.time'],
    ['a negative time', { timeout: -1 }, 'TW_DEFINITION_VALUE timeout'],
    ['no time at all', { timeout: '0s' }, 'TW_DEFINITION_VALUE timeout'],
    ['a NaN', { seed: Number.NaN }, 'TW_DEFINITION_VALUE seed'],
    ['a seed that is too large', { seed: 2 ** 32 }, 'TW_DEFINITION_VALUE seed'],
    ['a function', { sampler: { name: 'grid', f: () => 1 } }, 'TW_DEFINITION_VALUE sampler.f'],
    ['a date', { name: new Date(0) }, 'TW_DEFINITION_VALUE name'],
    ['a null', { command: null }, 'TW_DEFINITION_VALUE command'],
    ['a NUL character', { command: ['a\0b'] }, 'TW_DEFINITION_VALUE command[0]'],
    ['both directions', { objective: { minimize: 'a', maximize: 'b' } }, 'TW_OBJECTIVE_DIRECTION objective'],
    ['no direction', { objective: { target: 1 } }, 'TW_OBJECTIVE_DIRECTION objective'],
    [
      'a metric twice',
      { objective: [{ minimize: 'a' }, { maximize: 'a' }] },
      'TW_OBJECTIVE_TWICE objective[1]',
    ],
    ['no objectives', { objective: [] }, 'TW_DEFINITION_VALUE objective'],
    [
      'two targets',
      { objective: { minimize: 'a', target: 1 }, budget: { target: 2 } },
      'TW_OBJECTIVE_TARGET budget.target',
    ],
    ['a reversed fidelity', { fidelity: { epochs: [30, 1] } }, 'TW_DEFINITION_VALUE fidelity.epochs'],
    ['a fidelity that is a parameter', { fidelity: { x: 3 } }, 'TW_DEFINITION_FIDELITY fidelity.x'],
    ['command and module', { command: ['a'], module: './b.ts' }, 'TW_DEFINITION_PROGRAM module'],
    ['a slash in the name', { name: 'a/b' }, 'TW_DEFINITION_NAME name'],
    ['a newline in the name', { name: 'a\nb' }, 'TW_DEFINITION_NAME name'],
    ['a hidden name', { name: '..' }, 'TW_DEFINITION_NAME name'],
    ['a wrong pattern', { metrics: { pattern: '(' } }, 'TW_METRIC_PATTERN metrics.pattern'],
    ['a pattern without groups', { metrics: { pattern: 'acc (.*)' } }, 'TW_METRIC_PATTERN metrics.pattern'],
    ['a wrong variable', { env: { 'A B': '1' } }, 'TW_DEFINITION_VARIABLE env.A B'],
    ['our own variable', { env: { TUNEWRIGHT_PARAMS: '1' } }, 'TW_DEFINITION_VARIABLE env.TUNEWRIGHT_PARAMS'],
    ['a limit that is no bound', { limits: ['latency <='] }, 'TW_EXPRESSION_SYNTAX limits[0]'],
    ['a reversed range', { space: { x: { float: [1, 0] } } }, 'TW_SPACE_RANGE space.x.float'],
    ['a command of text', { command: 'python x.py --lr {x}' }, 'TW_COMMAND_IS_TEXT command'],
    ['an empty command', { command: [] }, 'TW_DEFINITION_VALUE command'],
    ['an empty program', { command: ['', 'a'] }, 'TW_COMMAND_PROGRAM command[0]'],
    ['a group as the program', { command: [['a']] }, 'TW_COMMAND_PROGRAM command[0]'],
    ['a group in a group', { command: ['a', ['b', ['c']]] }, 'TW_DEFINITION_VALUE command[1][1]'],
    ['an unknown placeholder', { command: ['a', '{y}'] }, 'TW_COMMAND_PLACEHOLDER command[1]'],
    ['a map in a command', { command: ['a', { x: null }] }, 'TW_COMMAND_MAP command[1]'],
  ])('refuses %s', (_, change, expected) => {
    expect(mistakesIn({ ...least, ...change })).toEqual([expected]);
  });

  it.each([undefined, null, 3, 'x', [], new Map()])('refuses %s as a whole', (input) => {
    expect(mistakesIn(input)).toHaveLength(1);
  });

  it('tells several mistakes at once', () => {
    const input = { ...least, buget: 1, parallel: 0, space: { x: { float: [1, 0] } } };
    expect(mistakesIn(input).sort()).toEqual([
      'TW_DEFINITION_KEY_UNKNOWN buget',
      'TW_DEFINITION_VALUE parallel',
      'TW_SPACE_RANGE space.x.float',
    ]);
    expect(errorOf(input)?.message).toContain('Did you mean "budget"?');
  });

  it('refuses __proto__ wherever it is, and what refers to itself', () => {
    const evil: unknown = JSON.parse('{"name":"s","env":{"__proto__":{"a":"b"}}}');
    expect(mistakesIn(evil)).toEqual(['TW_DEFINITION_KEY_FORBIDDEN env']);
    const loop: { [key: string]: unknown } = { ...least };
    loop.sampler = { name: 'grid', self: loop };
    expect(mistakesIn(loop)).toEqual(['TW_DEFINITION_TOO_DEEP sampler.self']);
  });

  it('shows how to mend a command', () => {
    expect(errorOf({ ...least, command: 'python a.py --lr {x}' })?.mend).toBe(
      'Write a list: [python, a.py, --lr, "{x}"].',
    );
    expect(errorOf({ ...least, command: ['a', { x: null }] })?.mend).toBe('Put it in quotes: "{x}".');
    expect(errorOf({ ...least, command: ['a', '{trail}'] })?.message).toContain('Did you mean "trial"?');
  });
});

describe('what a configuration may lack', () => {
  const space = {
    layers: { int: [1, 4] },
    units: { repeat: 'layers', int: [16, 64] },
    warmup: { int: [0, 10], when: 'layers > 2' },
    optimizer: {
      oneOf: {
        sgd: { momentum: { float: [0, 1] }, rate: { float: [0, 1] } },
        adam: { rate: { float: [0, 1] } },
      },
    },
  };
  const command = (...parts: unknown[]): string[] =>
    mistakesIn({ ...least, space, command: ['a', ...parts] });

  it('may stand alone when it is always there', () => {
    expect(
      command('{layers}', '{units}', '{units[0]}', '{optimizer}', '{optimizer.rate}', '{trial}', '{seed}'),
    ).toEqual([]);
  });

  it('may stand in a group when it is not', () => {
    expect(command(['--m', '{optimizer.momentum}'], ['{warmup}'], ['{units[3]}'])).toEqual([]);
  });

  it.each(['{optimizer.momentum}', '{warmup}', '{units[3]}'])('may not stand alone: %s', (text) => {
    expect(command(text)).toEqual(['TW_COMMAND_INACTIVE command[1]']);
  });
});
