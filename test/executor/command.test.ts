import { describe, expect, it } from 'vitest';
import { compileCommand } from '../../src/executor/command.ts';
import { parameterEnvironment, parameterVariable } from '../../src/executor/environment.ts';
import type { CommandPart } from '../../src/executor/port.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { ParamValues } from '../../src/space/space.ts';

const space = compileSpace({
  lr: { float: [1e-5, 1e-1], log: true },
  layers: { int: [1, 3] },
  units: { repeat: 'layers', int: [16, 512] },
  fast: { bool: true },
  text: { categorical: ['$(rm -rf x)', 'a b', '"quoted"', "it's", 'two\nlines', '🙂', '', '{lr}'] },
  optimizer: { oneOf: { sgd: { momentum: { float: [0, 0.99] } }, adam: {} } },
});

const sgd: ParamValues = {
  lr: 0.001,
  layers: 2,
  units: [32, 64],
  fast: true,
  text: 'a b',
  optimizer: { name: 'sgd', momentum: 0.9 },
};
const adam: ParamValues = { ...sgd, layers: 1, units: [32], optimizer: { name: 'adam' } };

function render(command: readonly CommandPart[], params: ParamValues = sgd): string[] {
  return compileCommand(command, space, ['epochs']).render({
    params,
    flat: space.toFlat(space.fromParams(params).row),
    fidelity: { epochs: 30 },
    trial: 12,
    evaluation: 14,
    seed: 7,
    fold: -1,
    folds: 0,
    split: 'search',
    paramsFile: '/t/params.json',
    trialDir: '/t',
    checkpointDir: '/c',
  });
}

describe('a command', () => {
  it('takes every kind of placeholder', () => {
    const command = [
      'run',
      '--lr={lr}',
      '{units}',
      '{units[0]}',
      '{fast}',
      '{optimizer}',
      '{epochs}',
      '{trial}',
    ];
    const more = [
      '{evaluation}',
      '{seed}',
      '{fold}',
      '{split}',
      '{params_file}',
      '{trial_dir}/x',
      '{checkpoint_dir}',
    ];
    expect(render([...command, ...more])).toEqual([
      ...['run', '--lr=0.001', '[32,64]', '32', 'true', 'sgd', '30', '12'],
      ...['14', '7', '-1', 'search', '/t/params.json', '/t/x', '/c'],
    ]);
    expect(JSON.parse(render(['run', '{params}'])[1]!)).toEqual(sgd);
  });

  it('drops a group whole when a parameter in it is inactive', () => {
    const command = ['run', ['--momentum', '{optimizer.momentum}'], ['--second', '{units[1]}'], 'end'];
    expect(render(command)).toEqual(['run', '--momentum', '0.9', '--second', '64', 'end']);
    expect(render(command, adam)).toEqual(['run', 'end']);
  });

  it.each(['$(rm -rf x)', 'a b', '"quoted"', "it's", 'two\nlines', '🙂', '', '{lr}'])(
    'hands %j over as one argument',
    (text) => {
      expect(render(['run', '{text}', '--text={text}'], { ...sgd, text })).toEqual([
        'run',
        text,
        `--text=${text}`,
      ]);
    },
  );

  it('writes braces for double ones, and leaves those around other things', () => {
    const command = ['awk', '{print $1}', '{"a":{"b":1}}', '{{lr}}', '{{{lr}}}', 'x{}'];
    expect(render(command)).toEqual(['awk', '{print $1}', '{"a":{"b":1}}', '{lr}', '{0.001}', 'x{}']);
  });

  it.each([
    [[], 'TW_COMMAND_PROGRAM'],
    [['run', '{lrr}'], 'TW_COMMAND_PLACEHOLDER'],
    [['run', '{optimizer.momentum}'], 'TW_COMMAND_INACTIVE'],
  ] as const)('refuses %j', (command, code) => {
    expect(() => render(command)).toThrow(expect.objectContaining({ code }));
  });
});

describe('the environment', () => {
  it('has all parameters as JSON and one variable each', () => {
    const row = space.fromParams(sgd).row;
    const environment = Object.fromEntries(parameterEnvironment(sgd, space.toFlat(row)));
    expect(JSON.parse(environment.TUNEWRIGHT_PARAMS!)).toEqual(sgd);
    expect(environment).toMatchObject({
      TUNEWRIGHT_PARAM_LR: '0.001',
      TUNEWRIGHT_PARAM_UNITS: '[32,64]',
      TUNEWRIGHT_PARAM_UNITS_1: '64',
      TUNEWRIGHT_PARAM_OPTIMIZER: 'sgd',
      TUNEWRIGHT_PARAM_OPTIMIZER_MOMENTUM: '0.9',
    });
  });

  it('names variables by capitals, digits and _', () => {
    expect(parameterVariable('a.b-c[0]')).toBe('TUNEWRIGHT_PARAM_A_B_C_0');
    expect(parameterVariable('größe 🙂=\n')).toMatch(/^[A-Z0-9_]+$/);
  });

  it('leaves out what two paths share, what has a NUL, and what is too long', () => {
    const flat = new Map<string, string | number>([
      ['a.b', 1],
      ['a_b', 2],
      ['nul', 'x\0y'],
      ['long', 'x'.repeat(200_000)],
      ['ok', 3],
    ]);
    const environment = parameterEnvironment(Object.fromEntries(flat), flat);
    expect([...environment.keys()]).toEqual(['TUNEWRIGHT_PARAM_OK']);
  });
});
