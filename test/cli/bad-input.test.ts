import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkStrategies } from '../../src/cli/check-strategies.ts';
import { describe as paragraphs } from '../../src/cli/fail.ts';
import { styleFor } from '../../src/cli/text/style.ts';
import { TunewrightError } from '../../src/errors.ts';
import { readStudyFile } from '../../src/study/definition/file.ts';
import { bowl, Folder, type Result } from './command.ts';

const study = `name: bad
command: [sh, -c, 'echo loss={x}', '{kind}']
space:
  x: { float: [0.1, 1] }
  n: { int: [1, 4] }
  kind: { categorical: [a, b] }
objective: { minimize: loss }
budget: { trials: 6 }
`;

const n = '{ int: [1, 4] }';

/** What is wrong, from what to what in the file above, and the code and line it is to be told with. */
const files: readonly (readonly [what: string, from: string, to: string, code: string, line: number])[] = [
  ['an open bracket', '[0.1, 1]', '[0.1, 1', 'TW_STUDY_FILE_SYNTAX', 4],
  ['an open quote', "'{kind}'", "'{kind}", 'TW_STUDY_FILE_SYNTAX', 2],
  ['a tab', '  n:', '\tn:', 'TW_STUDY_FILE_SYNTAX', 5],
  ['a parameter twice', '  n:', '  x:', 'TW_STUDY_FILE_SYNTAX', 5],
  ['a key twice', 'budget:', 'name: again\nbudget:', 'TW_STUDY_FILE_SYNTAX', 8],
  ['an alias to nothing', 'loss }', '*loss }', 'TW_STUDY_FILE_SYNTAX', 7],
  ['two documents', 'budget:', '---\nbudget:', 'TW_STUDY_FILE_DOCUMENTS', 8],
  ['an unknown key', 'budget:', 'buget:', 'TW_DEFINITION_KEY_UNKNOWN', 8],
  ['an unknown key of the budget', 'trials:', 'trails:', 'TW_DEFINITION_KEY_UNKNOWN', 8],
  ['an unknown key of a parameter', '[0.1, 1]', '[0.1, 1], lgo: true', 'TW_SPACE_UNKNOWN_KEY', 4],
  ['a missing objective', 'objective: { minimize: loss }\n', '', 'TW_DEFINITION_KEY_MISSING', 1],
  ['a key that reaches prototypes', '  n:', '  __proto__:', 'TW_DEFINITION_KEY_FORBIDDEN', 3],
  ['a name that JavaScript reserves', '  n:', '  constructor:', 'TW_SPACE_NAME', 5],
  ['a name with braces', '  n:', "  'a{b}':", 'TW_SPACE_NAME', 5],
  ['a name with a newline', '  n:', '  "a\\nb":', 'TW_SPACE_NAME', 5],
  ['an empty name', '  n:', "  '':", 'TW_SPACE_NAME', 5],
  ['a study named like a path', 'name: bad', 'name: ../bad', 'TW_DEFINITION_NAME', 1],
  ['a reversed range', '[0.1, 1]', '[1, 0.1]', 'TW_SPACE_RANGE', 4],
  ['an empty range', '[0.1, 1]', '[1, 1]', 'TW_SPACE_RANGE', 4],
  ['half a range', '[0.1, 1]', '[0.1]', 'TW_SPACE_RANGE', 4],
  ['an endless range', '[0.1, 1]', '[0.1, .inf]', 'TW_SPACE_RANGE', 4],
  ['a range of text', '[0.1, 1]', '[low, high]', 'TW_SPACE_RANGE', 4],
  ['the log of zero', '[0.1, 1]', '[0, 1], log: true', 'TW_SPACE_LOG_NOT_POSITIVE', 4],
  ['the log of less than zero', '[1, 4]', '[-1, 4], log: true', 'TW_SPACE_LOG_NOT_POSITIVE', 5],
  ['steps on a log scale', '[0.1, 1]', '[0.1, 1], log: true, step: 0.1', 'TW_SPACE_LOG_STEP', 4],
  ['a step of nothing', '[0.1, 1]', '[0.1, 1], step: 0', 'TW_SPACE_STEP', 4],
  ['a step beyond the range', '[1, 4]', '[1, 4], step: 9', 'TW_SPACE_STEP', 5],
  ['half an integer', '[1, 4]', '[1.5, 4]', 'TW_SPACE_NOT_INTEGER', 5],
  ['a default outside its range', '[0.1, 1]', '[0.1, 1], default: 2', 'TW_SPACE_DEFAULT', 4],
  ['a default that is no choice', '[a, b]', '[a, b], default: c', 'TW_SPACE_DEFAULT', 6],
  ['no choices', '[a, b]', '[]', 'TW_SPACE_EMPTY_CHOICES', 6],
  ['a choice twice', '[a, b]', '[a, a]', 'TW_SPACE_DUPLICATE_CHOICE', 6],
  ['two kinds', '[1, 4]', '[1, 4], float: [1, 4]', 'TW_SPACE_KIND', 5],
  ['no kind', n, '{ log: true }', 'TW_SPACE_KIND', 5],
  ['a misspelt kind', 'int: [1, 4]', 'itn: [1, 4]', 'TW_SPACE_KIND', 5],
  ['a parameter that is a number', n, '4', 'TW_SPACE_TYPE', 5],
  ['a prior of no width', '[0.1, 1]', '[0.1, 1], prior: { mean: 0.5, sd: 0 }', 'TW_SPACE_PRIOR', 4],
  ['a prior outside the range', '[0.1, 1]', '[0.1, 1], prior: { mean: 5, sd: 1 }', 'TW_SPACE_PRIOR', 4],
  ['too few weights', '[a, b]', '[a, b], prior: { weights: [1] }', 'TW_SPACE_PRIOR', 6],
  ['a count that is no integer', '[0.1, 1]', '[0.1, 1], repeat: kind', 'TW_SPACE_REPEAT', 4],
  ['a count that is not there', '[0.1, 1]', '[0.1, 1], repeat: layers', 'TW_SPACE_REPEAT', 4],
  ['a condition on itself', '[1, 4]', '[1, 4], when: "n > 1"', 'TW_SPACE_CYCLE', 5],
  ['a condition on nothing', '[1, 4]', '[1, 4], when: "m > 1"', 'TW_EXPRESSION_NAME', 5],
  ['a condition that is no condition', '[1, 4]', '[1, 4], when: "x + 1"', 'TW_EXPRESSION_TYPE', 5],
  [
    'a condition that a text can never meet',
    '[1, 4]',
    `[1, 4], when: "kind == 'c'"`,
    'TW_EXPRESSION_VALUE',
    5,
  ],
  [
    'constraints that cannot be met',
    'budget:',
    'constraints: ["x < 0"]\nbudget:',
    'TW_SPACE_UNSATISFIABLE',
    8,
  ],
  [
    'a constraint that is always false',
    'budget:',
    'constraints: ["1 > 2"]\nbudget:',
    'TW_SPACE_CONSTRAINT',
    8,
  ],
  [
    'a constraint with an unknown function',
    'budget:',
    'constraints: ["eval(x) < 1"]\nbudget:',
    'TW_EXPRESSION_NAME',
    8,
  ],
  ['a constraint of half', 'budget:', 'constraints: ["x <"]\nbudget:', 'TW_EXPRESSION_SYNTAX', 8],
  ['a limit of half', 'budget:', 'limits: ["ms <="]\nbudget:', 'TW_EXPRESSION_SYNTAX', 8],
  ['no direction', 'minimize: loss', 'target: 1', 'TW_OBJECTIVE_DIRECTION', 7],
  [
    'a metric twice',
    '{ minimize: loss }',
    '[{ minimize: loss }, { maximize: loss }]',
    'TW_OBJECTIVE_TWICE',
    7,
  ],
  ['no trials', 'trials: 6', 'trials: 0', 'TW_DEFINITION_VALUE', 8],
  ['text for trials', 'trials: 6', 'trials: many', 'TW_DEFINITION_VALUE', 8],
  ['an unknown unit of time', 'trials: 6', 'time: 5 fortnights', 'TW_DEFINITION_VALUE', 8],
  ['an unknown sampler', 'budget:', 'sampler: baesian\nbudget:', 'TW_SAMPLER_UNKNOWN', 8],
  [
    'an unknown option of a sampler',
    'budget:',
    'sampler:\n  name: tpe\n  candidtes: 9\nbudget:',
    'TW_SAMPLER_OPTION_UNKNOWN',
    10,
  ],
  [
    'an option for a sampler without any',
    'budget:',
    'sampler: { name: auto, opening: 9 }\nbudget:',
    'TW_SAMPLER_OPTION_UNKNOWN',
    8,
  ],
  [
    'a wrong option of a sampler',
    'budget:',
    'sampler:\n  name: cma\n  sigma: 2\nbudget:',
    'TW_SAMPLER_OPTION_VALUE',
    10,
  ],
  [
    'a resolution that is none',
    'budget:',
    'sampler:\n  name: grid\n  resolutions:\n    n: half\nbudget:',
    'TW_SAMPLER_OPTION_VALUE',
    11,
  ],
  [
    'a resolution of no parameter',
    'budget:',
    'sampler:\n  name: grid\n  resolutions:\n    kinds: 2\nbudget:',
    'TW_GRID_RESOLUTION',
    11,
  ],
  [
    'a grid without end',
    'budget:',
    'sampler: { name: grid, resolution: 1000000 }\nbudget:',
    'TW_GRID_TOO_LARGE',
    8,
  ],
  ['a command of text', "[sh, -c, 'echo loss={x}', '{kind}']", 'sh run.sh {x}', 'TW_COMMAND_IS_TEXT', 2],
  ['an unquoted placeholder', "'{kind}'", '{kind}', 'TW_COMMAND_MAP', 2],
  ['an unquoted placeholder after a flag', "'{kind}'", '--kind={kind}', 'TW_STUDY_FILE_SYNTAX', 2],
  ['an unknown placeholder', '{x}', '{y}', 'TW_COMMAND_PLACEHOLDER', 2],
  ['no program', '[sh, -c', "['', -c", 'TW_COMMAND_PROGRAM', 2],
  ['a command and a module', 'budget:', 'module: ./a.ts\nbudget:', 'TW_DEFINITION_PROGRAM', 8],
  ['a pattern that is none', 'budget:', "metrics: { pattern: '(' }\nbudget:", 'TW_METRIC_PATTERN', 8],
  ['a variable with a blank', 'budget:', "env: { 'A B': 1 }\nbudget:", 'TW_DEFINITION_VARIABLE', 8],
];

function mistakeIn(text: string): TunewrightError | undefined {
  try {
    readStudyFile(text, 'study.yaml', checkStrategies);
  } catch (error) {
    if (error instanceof TunewrightError) return error;
    throw error;
  }
  return undefined;
}

describe('a study file with', () => {
  it.each(files)('%s', (_, from, to, code, line) => {
    expect(study).toContain(from);
    const error = mistakeIn(study.replace(from, to));
    expect(error).toBeDefined();
    if (error === undefined) return;
    const text = paragraphs(error, styleFor({})).join('\n');
    expect(text).toContain(`[${code}]`);
    expect(text).toContain(`study.yaml:${line}`);
    expect(text.split('\n\n')).toHaveLength(1);
    expect(error.mend).toMatch(/^[A-Z0-9].*[.)\]"}]$/s);
    expect(text).not.toMatch(/\bat .*:\d+:\d+|undefined|\[object/);
  });

  it('one parameter that some configurations lack, outside a group', () => {
    const text = study.replace('[1, 4]', '[1, 4], when: "x > 0.5"').replace("'{kind}'", "'{n}'");
    expect(mistakeIn(text)?.code).toBe('TW_COMMAND_INACTIVE');
  });
});

describe('the command with', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.remove());

  /** Checks that it ended with one paragraph of that code. */
  function refused({ code, stderr }: Result, exit: number, error: string): void {
    expect(stderr).toContain(`[${error}]`);
    expect(code).toBe(exit);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect(stderr.trim().split('\n\n')).toHaveLength(1);
  }

  it.each<[what: string, args: string[], exit: number, error: string]>([
    ['no such command', ['rnu'], 2, 'TW_USAGE'],
    ['a file for a command', ['study.yaml'], 2, 'TW_USAGE'],
    ['an unknown option', ['run', '--trails', '3'], 2, 'TW_USAGE'],
    ['an option without its value', ['run', '--trials'], 2, 'TW_USAGE'],
    ['a number that is none', ['run', '--trials', '3.5'], 2, 'TW_USAGE'],
    ['no study', ['run'], 2, 'TW_USAGE'],
    ['a missing file', ['run', 'missing.yaml'], 2, 'TW_FILE'],
    ['a folder for a file', ['run', '.'], 2, 'TW_FILE'],
    ['a flag that cannot be read', ['run', '-p', 'x=flot(0)', '--', 'true'], 2, 'TW_FLAG_PARAMETER'],
    ['flags without an objective', ['run', '-p', 'x=float(0,1)', '--', 'true'], 2, 'TW_USAGE'],
    ['no study here', ['best'], 2, 'TW_STUDY_NOT_FOUND'],
    ['no such storage', ['best', '--storage', 'no.db'], 2, 'TW_STUDY_NOT_FOUND'],
    ['no trial', ['logs'], 2, 'TW_USAGE'],
    ['a shell that is none', ['completion', 'cmd'], 2, 'TW_USAGE'],
    ['nothing to import', ['import', 'optuna:no.db'], 2, 'TW_IMPORT'],
    [
      'a storage in no folder',
      ['run', '-p', 'x=float(0,1)', '--minimize', 'l', '--storage', 'a/b.db', '--', 'true'],
      4,
      'TW_STORAGE_NO_FOLDER',
    ],
  ])('%s', (_, args, exit, error) => refused(folder.run(args), exit, error));

  it('several mistakes shows each, with its line', () => {
    folder.write('study.yaml', study.replace('[1, 4]', '[4, 1]').replace('trials', 'trails'));
    const { code, stderr } = folder.run(['run', 'study.yaml']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /study\.yaml:5:13: [\s\S]*\n {2}5 \| {3}n: \{ int: \[4, 1\] \}\n +\^\n[\s\S]*study\.yaml:8:11/,
    );
    expect(stderr.trim().split('\n\n')).toHaveLength(2);
  });

  it('a file that is no text', () => {
    folder.write('study.yaml', new Uint8Array([0xff, 0x00, 0x80, 0x81]));
    refused(folder.run(['run', 'study.yaml']), 2, 'TW_STUDY_FILE_ENCODING');
  });

  it('a file in UTF-16 works', () => {
    folder.write('study.yaml', Buffer.from(`\ufeff${bowl}`, 'utf16le'));
    expect(folder.run(['run', 'study.yaml', '-q']).code).toBe(0);
  });

  it('an unknown metric stops after three trials, with the names that were printed', () => {
    folder.write('study.yaml', bowl.replace('minimize: loss', 'minimize: los'));
    const result = folder.run(['run', 'study.yaml']);
    refused(result, 3, 'TW_STUDY_FAILING');
    expect(result.stderr.replaceAll('\n', ' ')).toContain('It gave loss');
    expect(folder.json<readonly unknown[]>('trials').length).toBeLessThanOrEqual(4);
  });

  it('a command that does not exist', () => {
    folder.write('study.yaml', bowl.replace('[sh, -c', '[no-such-program, -c'));
    const result = folder.run(['run', 'study.yaml']);
    refused(result, 3, 'TW_STUDY_FAILING');
    expect(result.stderr.replaceAll('\n', ' ')).toContain('There is no program "no-such-program"');
  });

  it('a command that never ends, at its time limit', () => {
    folder.write(
      'study.yaml',
      bowl.replace('echo "loss=', 'sleep 600; echo "loss=').concat('timeout: 300ms\n'),
    );
    const result = folder.run(['run', 'study.yaml']);
    refused(result, 3, 'TW_STUDY_FAILING');
    expect(result.stderr.replaceAll('\n', ' ')).toContain('time limit of 0.3 s');
  });

  it('a command that prints 1 GB, of which the beginning and the end are kept', () => {
    const text = bowl
      .replace(
        `'echo "loss=$TUNEWRIGHT_PARAM_X"'`,
        `'head -c 1000000000 /dev/zero | tr "\\0" a; echo; echo loss=1'`,
      )
      .replace('trials: 6', 'trials: 1');
    folder.write('study.yaml', text);
    const end = folder.json<{ best: { metrics: object } }>('run', 'study.yaml');
    expect(end.best.metrics).toEqual({ loss: 1 });
    const { stdout } = folder.json<{ stdout: string }>('logs', '0');
    expect(statSync(stdout).size).toBeLessThan(20e6);
  });

  it('binary output', () => {
    const text = bowl.replace(
      `'echo "loss=$TUNEWRIGHT_PARAM_X"'`,
      `'head -c 65536 /dev/urandom; echo; echo loss={x}'`,
    );
    folder.write('study.yaml', text);
    expect(folder.json('run', 'study.yaml')).toMatchObject({ status: 'finished', trials: 6 });
    expect(folder.run(['trials']).code).toBe(0);
  });

  it('names and values that a shell, a terminal or a query would obey', () => {
    mkdirSync(join(folder.path, 'x'));
    const value = '$(rm -rf x); `rm -rf x`';
    const names = ["it's", 'say "hi"', '😀 日本', "'; DROP TABLE events; --"];
    const space = Object.fromEntries(names.map((name) => [name, { float: [0, 1] }]));
    folder.write(
      'study.json',
      JSON.stringify({
        name: `${names[3]} 😀`,
        command: [
          'node',
          '-e',
          'console.log("loss=" + process.argv[1].length)',
          '{value}',
          ...names.map((name) => `{${name}}`),
        ],
        space: { ...space, value: { categorical: [value, '\x1b[31mred\nline'] } },
        objective: { minimize: 'loss' },
        budget: { trials: 4 },
      }),
    );
    const end = folder.json<{ best: { params: object } }>('run', 'study.json');
    expect(Object.keys(end.best.params)).toEqual([...names, 'value']);
    expect(existsSync(join(folder.path, 'x'))).toBe(true);
    for (const args of [['trials'], ['best'], ['show'], ['show', '1'], ['list'], ['export']]) {
      const { code, stdout } = folder.run(args);
      expect(code).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey
      if (args[0] !== 'export') expect(stdout).not.toMatch(/\x1b/);
    }
  });

  it('another space under the same name', () => {
    folder.write('study.yaml', bowl);
    folder.run(['run', 'study.yaml', '-q']);
    folder.write('study.yaml', bowl.replace('[0, 1]', '[0, 2]'));
    refused(folder.run(['run', 'study.yaml']), 5, 'TW_STUDY_DIFFERS');
    expect(folder.json<readonly unknown[]>('trials', '-s', 'bowl')).toHaveLength(6);
  });

  it('a configuration outside the space', () => {
    folder.write('study.yaml', bowl);
    folder.run(['run', 'study.yaml', '-q']);
    refused(folder.run(['enqueue', '-p', 'x=7']), 2, 'TW_CONFIGURATION_INVALID');
    refused(folder.run(['enqueue', '-p', 'y=7']), 2, 'TW_CONFIGURATION_INVALID');
    refused(folder.run(['enqueue', '{']), 2, 'TW_USAGE');
    refused(folder.run(['show', '99']), 2, 'TW_TRIAL_UNKNOWN');
    refused(folder.run(['trials', '--sort', 'los']), 2, 'TW_USAGE');
    refused(folder.run(['trials', '--where', 'loss <']), 2, 'TW_EXPRESSION_SYNTAX');
  });

  it('several studies where one is meant', () => {
    for (const name of ['one', 'two']) {
      folder.write(`${name}.yaml`, bowl.replace('name: bowl', `name: ${name}`));
      folder.run(['run', `${name}.yaml`, '-q', '-n', '1']);
    }
    refused(folder.run(['best']), 2, 'TW_STUDY_AMBIGUOUS');
    expect(folder.run(['best', 'two']).code).toBe(0);
    refused(folder.run(['best', 'tow']), 2, 'TW_STUDY_NOT_FOUND');
  });

  it.each<[what: string, file: string, code: string]>([
    ['a CommonJS package', 'enum.ts', 'TW_MODULE_NOT_LOADED'],
    ['an enum', 'enum.ts', 'TW_MODULE_NOT_LOADED'],
    ['an import without its extension', 'extension.ts', 'TW_MODULE_NOT_LOADED'],
    ['wrong syntax', 'syntax.ts', 'TW_MODULE_NOT_LOADED'],
    ['no default export', 'nothing.ts', 'TW_MODULE_NO_OBJECTIVE'],
    ['no such module', 'missing.ts', 'TW_MODULE_NOT_LOADED'],
  ])('a module with %s', (_, file, code) => {
    folder.write('package.json', '{ "type": "module" }');
    folder.write('enum.ts', 'enum Kind { A }\nexport default () => Kind.A;\n');
    folder.write('extension.ts', "import { f } from './nothing';\nexport default () => f;\n");
    folder.write('syntax.ts', 'export default () => {{;\n');
    folder.write('nothing.ts', 'export const f = 1;\n');
    folder.write('study.yaml', bowl.replace(/command: .*/, `module: ./${file}`));
    const { code: exit, stderr } = folder.run(['run', 'study.yaml']);
    expect(exit).toBe(3);
    expect(stderr).toContain(code);
  });

  it('a storage that is no database, and one that is damaged: both stay as they are', () => {
    const text = folder.write('text.db', 'hello, this is no database at all\n'.repeat(100));
    const before = readFileSync(text);
    folder.write('study.yaml', bowl);
    refused(folder.run(['run', 'study.yaml', '--storage', text]), 4, 'TW_STORAGE_NOT_A_DATABASE');
    expect(readFileSync(text)).toEqual(before);
    folder.run(['run', 'study.yaml', '-q']);
    const path = join(folder.path, 'bowl.tunewright.db');
    const file = openSync(path, 'r+');
    for (let page = 1; page < statSync(path).size / 4096; page++)
      writeSync(file, 'damage'.repeat(200), page * 4096);
    closeSync(file);
    const { code, stderr } = folder.run(['best']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/\[TW_(STORAGE_DAMAGED|LOG_DAMAGED)\]/);
  });
});

describe('a machine that', () => {
  const folder = new Folder();
  const isRoot = process.getuid?.() === 0;
  const small = join(folder.path, 'small');
  const fixed = join(folder.path, 'fixed');
  const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;
  let mounted = false;

  beforeAll(() => {
    mkdirSync(small);
    mkdirSync(fixed);
    folder.write('study.yaml', bowl);
    mounted =
      isRoot &&
      mount('-t', 'tmpfs', '-o', 'size=400k', 'none', small) &&
      mount('-t', 'tmpfs', '-o', 'size=400k', 'none', fixed);
  });
  afterAll(() => {
    if (mounted) for (const path of [small, fixed]) spawnSync('umount', ['-l', path]);
    folder.remove();
  });

  it('has no room left says so, and what was acknowledged is there when there is room again', () => {
    const storage = mounted ? join(small, 'bowl.db') : join(folder.path, 'bowl.db');
    const through = mounted ? [] : ['bash', '-c', 'ulimit -f 300; trap "" XFSZ; exec "$@"', 'bash'];
    const noise = bowl
      .replace('echo "loss', 'printf "note %s\\n" {trial}; echo "loss')
      .replace('trials: 6', 'trials: 4000');
    folder.write('full.yaml', noise);
    const { code, stderr, stdout } = folder.run(['run', 'full.yaml', '--storage', storage, '-j', '4'], {
      through,
    });
    expect(stderr).toMatch(/\[TW_(STORAGE_FULL|STORAGE_IO|TRIAL_FOLDER|STUDY_FAILING)\]/);
    expect([3, 4]).toContain(code);
    if (mounted) {
      spawnSync('find', [small, '-name', 'evaluation-*', '-exec', 'rm', '-rf', '{}', '+']);
      spawnSync('mount', ['-o', 'remount,size=40m', small]);
    }
    const trials = folder.json<readonly { trial: number; status: string }[]>('trials', '--storage', storage);
    const told = [...stdout.matchAll(/^trial (\d+) {2}loss/gm)].map(([, number]) => Number(number));
    for (const number of told) expect(trials[number]?.status).toBe('completed');
    const end = folder.json<{ trials: number }>(
      'run',
      'full.yaml',
      '--storage',
      storage,
      '-n',
      String(trials.length + 2),
    );
    expect(end.trials).toBe(trials.length + 2);
  });

  it.skipIf(!isRoot)('has a read-only folder refuses before anything runs', () => {
    if (!mounted) return;
    spawnSync('mount', ['-o', 'remount,ro', fixed]);
    const { code, stderr } = folder.run(['run', 'study.yaml', '--storage', join(fixed, 'bowl.db')]);
    expect(stderr).toMatch(/\[TW_STORAGE_(READ_ONLY|FAILED)\]/);
    expect(code).toBe(4);
    expect(readdirSync(fixed)).toEqual([]);
  });

  it('holds the lock of the database waits, then says who is in the way', async () => {
    folder.run(['run', 'study.yaml', '-q']);
    const database = new DatabaseSync(join(folder.path, 'bowl.tunewright.db'));
    database.exec('BEGIN EXCLUSIVE');
    const bin = join(import.meta.dirname, '..', '..', 'bin', 'tunewright.js');
    const child = spawn(process.execPath, [bin, 'note', 'hello'], { cwd: folder.path });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    database.exec('ROLLBACK');
    database.close();
    expect(stderr).toContain('[TW_STORAGE_LOCKED]');
    expect(code).toBe(4);
    expect(folder.run(['note', 'hello']).code).toBe(0);
  }, 90_000);
});
