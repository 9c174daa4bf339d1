import { describe, expect, it } from 'vitest';
import { TunewrightError } from '../../src/errors.ts';
import { readStudyFile } from '../../src/study/definition/file.ts';
import { DefinitionError } from '../../src/study/definition/mistakes.ts';

const digits = `name: digits
command: [python, train.py, --lr, "{learning_rate}", --epochs, "{epochs}"]
space:
  learning_rate: { float: [1e-5, 1e-1], log: true, default: 1e-3 }
  layers:        { int: [1, 4] }
  units:         { repeat: layers, int: [16, 512], log: true }
  dropout:       { float: [0, 0.6] }
  optimizer:
    oneOf:
      sgd:  { momentum: { float: [0, 0.99] }, nesterov: { bool: true } }
      adam: { beta2: { float: [0.9, 0.9999] } }
  warmup:        { int: [0, 10], when: "layers > 2" }
constraints: [ "sum(units) <= 1024" ]
objective: { maximize: val_accuracy }
limits: [ "latency_ms <= 50" ]
fidelity: { epochs: 30 }
budget: { trials: 60, time: 10m }
cost: seconds
parallel: 2
seed: 7
sampler: auto
`;

/** Each mistake as `line:column code`. */
function placesIn(text: string): string[] {
  try {
    readStudyFile(text, 'study.yaml');
  } catch (error) {
    if (!(error instanceof TunewrightError)) throw error;
    const all = error instanceof DefinitionError ? error.mistakes : [error];
    return all.map(({ place, code }) => `${place.line}:${place.column} ${code}`);
  }
  return [];
}

function swap(from: string, to: string): string {
  expect(digits).toContain(from);
  return digits.replace(from, to);
}

describe('a study file', () => {
  it('reads as in the handbook', () => {
    expect(readStudyFile(digits, 'digits.yaml')).toMatchObject({
      name: 'digits',
      objectives: [{ metric: 'val_accuracy', direction: 'maximize' }],
      budget: { trials: 60, timeMs: 600_000 },
      seed: 7,
    });
  });

  it('may be JSON, indented with tabs', () => {
    const yaml =
      'command: [a, "{x}"]\nspace: { x: { float: [0, 1] } }\nobjective: { minimize: loss }\nseed: 3\n';
    const json = JSON.stringify(
      { command: ['a', '{x}'], space: { x: { float: [0, 1] } }, objective: { minimize: 'loss' }, seed: 3 },
      null,
      '\t',
    );
    expect(readStudyFile(json, 's.json')).toEqual(readStudyFile(yaml, 's.yaml'));
  });

  it('takes its name from the file, unless it has one', () => {
    const text = 'space: { x: { float: [0, 1] } }\nobjective: { minimize: loss }\n';
    expect(readStudyFile(text, '/a/b/resnet.tunewright.yaml').name).toBe('resnet');
    expect(readStudyFile(text, 'resnet.yml').name).toBe('resnet');
  });

  it('keeps the text of arguments and variables as written', () => {
    const text = `command: [a, 1.10, 007, 1e3, yes, null, "2", [-v, 0x10]]
env: { VERSION: 1.10, ON: true }
space: { x: { float: [0, 1] } }
objective: { minimize: loss }
`;
    const { command, env } = readStudyFile(text, 's.yaml');
    expect(command).toEqual(['a', '1.10', '007', '1e3', 'yes', 'null', '2', ['-v', '0x10']]);
    expect(env).toEqual({ VERSION: '1.10', ON: 'true' });
  });

  it('knows anchors and merged keys', () => {
    const text = `space:
  a: &unit { float: [0, 1] }
  b: { <<: *unit, default: 0.25 }
  c: *unit
objective: { minimize: loss }
`;
    expect(readStudyFile(text, 's.yaml').space).toMatchObject({ b: { float: [0, 1], default: 0.25 } });
  });

  it('reads past a byte order mark and Windows line ends', () => {
    const text = `\uFEFF${digits.replaceAll('\n', '\r\n')}`;
    expect(readStudyFile(text, 'digits.yaml')).toEqual(readStudyFile(digits, 'digits.yaml'));
  });

  it.each<[what: string, text: () => string, expected: string[]]>([
    ['an unknown key, at the key', () => swap('budget:', 'buget: '), ['17:1 TW_DEFINITION_KEY_UNKNOWN']],
    ['an unknown inner key', () => swap('trials:', 'trails:'), ['17:11 TW_DEFINITION_KEY_UNKNOWN']],
    [
      'an unknown key of a parameter',
      () => swap('log: true, default', 'lag: true, default'),
      ['4:41 TW_SPACE_UNKNOWN_KEY'],
    ],
    ['a value, at the value', () => swap('parallel: 2', 'parallel: two'), ['19:11 TW_DEFINITION_VALUE']],
    ['a reversed range', () => swap('[1e-5, 1e-1]', '[1, 0.1]'), ['4:27 TW_SPACE_RANGE']],
    ['a range deep in a choice', () => swap('[0, 0.99]', '[1, 0]'), ['10:34 TW_SPACE_RANGE']],
    ['a condition', () => swap('layers > 2', 'layer > 2'), ['12:40 TW_EXPRESSION_NAME']],
    ['a constraint', () => swap('sum(units) <= 1024', 'sum(units) <='), ['13:16 TW_EXPRESSION_SYNTAX']],
    ['an unquoted placeholder', () => swap('"{learning_rate}"', '{learning_rate}'), ['2:35 TW_COMMAND_MAP']],
    [
      'an unquoted placeholder after a flag',
      () => swap('--lr, "{learning_rate}"', '--lr={learning_rate}'),
      ['2:34 TW_STUDY_FILE_SYNTAX'],
    ],
    ['an unknown placeholder', () => swap('{learning_rate}', '{lr}'), ['2:35 TW_COMMAND_PLACEHOLDER']],
    ['a key twice', () => `${digits}seed: 8\n`, ['22:1 TW_STUDY_FILE_SYNTAX']],
    ['a parameter twice', () => swap('  layers:  ', '  dropout: '), ['7:3 TW_STUDY_FILE_SYNTAX']],
    ['a tab', () => swap('  layers:', '\tlayers:'), ['5:1 TW_STUDY_FILE_SYNTAX']],
    ['an open bracket', () => swap('[0, 0.6]', '[0, 0.6'), ['7:35 TW_STUDY_FILE_SYNTAX']],
    ['an open quote', () => swap('"layers > 2"', '"layers > 2'), ['12:40 TW_STUDY_FILE_SYNTAX']],
    ['two colons', () => swap('cost: seconds', 'cost: a: b'), ['18:7 TW_STUDY_FILE_SYNTAX']],
    ['two documents', () => `${digits}---\n${digits}`, ['22:1 TW_STUDY_FILE_DOCUMENTS']],
    ['nothing', () => '', ['1:1 TW_STUDY_FILE_EMPTY']],
    ['comments only', () => '# to do\n', ['1:1 TW_STUDY_FILE_EMPTY']],
    ['a list', () => '- a\n- b\n', ['1:1 TW_DEFINITION_VALUE']],
    ['plain text', () => 'hello', ['1:1 TW_DEFINITION_VALUE']],
    ['an unknown anchor', () => swap('seconds', '*unknown'), ['18:7 TW_STUDY_FILE_SYNTAX']],
    ['__proto__', () => swap('  dropout:', '  __proto__:'), ['3:1 TW_DEFINITION_KEY_FORBIDDEN']],
    ['infinity', () => swap('seed: 7', 'seed: .inf'), ['20:7 TW_DEFINITION_VALUE']],
    ['binary', () => swap('seconds', '!!binary aGk='), ['18:16 TW_DEFINITION_VALUE']],
    [
      'several mistakes, in the order of the lines',
      () => swap('parallel: 2', 'parallel: 0').replace('budget:', 'buget: ').replace('0.6]', '-1]'),
      ['7:27 TW_SPACE_RANGE', '17:1 TW_DEFINITION_KEY_UNKNOWN', '19:11 TW_DEFINITION_VALUE'],
    ],
  ])('shows the place of %s', (_, text, expected) => {
    expect(placesIn(text())).toEqual(expected);
  });

  it('cannot be blown up by size, depth or aliases', () => {
    const levels = [...'abcdefgh'].map((name, i, all) => {
      const inner = i === 0 ? '1' : `*${all[i - 1]}`;
      return `${name}: &${name} [${Array(9).fill(inner).join(', ')}]`;
    });
    expect(placesIn(`# ${'x'.repeat(1_000_000)}`)[0]).toContain('TW_STUDY_FILE_SIZE');
    expect(placesIn('['.repeat(20_000))[0]).toContain('TW_STUDY_FILE_SYNTAX');
    expect(placesIn(levels.join('\n'))[0]).toContain('TW_STUDY_FILE_SYNTAX');
  });

  it('says how to quote an argument with braces', () => {
    const text = swap('--lr, "{learning_rate}"', '--lr={learning_rate}');
    expect(() => readStudyFile(text, 's.yaml')).toThrow(/--lr=\{learning_rate\} begins a map/);
  });
});
