import { describe, expect, it } from 'vitest';
import { TunewrightError } from '../../src/errors.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';

/** What is wrong, the space, its error's code, path, and a part of its message or mend. */
type Bad = readonly [
  what: string,
  space: unknown,
  code: string,
  path: string,
  says: string,
  constraints?: string[],
];

const inRange = { float: [0, 1] };
const nest = (depth: number): unknown =>
  depth === 0 ? {} : { choice: { oneOf: { only: nest(depth - 1) } } };

const table: readonly Bad[] = [
  ['no object', [], 'TW_SPACE_TYPE', 'space', 'not []'],
  ['null', null, 'TW_SPACE_TYPE', 'space', 'not null'],
  ['no parameters', {}, 'TW_SPACE_EMPTY', 'space', 'no parameters'],
  ['a parameter that is text', { x: 'float(0, 1)' }, 'TW_SPACE_TYPE', 'space.x', '"float(0, 1)"'],
  ['no kind', { x: { low: 0, high: 1 } }, 'TW_SPACE_KIND', 'space.x', 'float, int'],
  ['a misspelt kind', { x: { flaot: [0, 1] } }, 'TW_SPACE_KIND', 'space.x', 'Did you mean "float"?'],
  ['two kinds', { x: { float: [0, 1], int: [0, 1] } }, 'TW_SPACE_KIND', 'space.x', 'float and int'],
  [
    'an unknown key',
    { x: { ...inRange, defualt: 1 } },
    'TW_SPACE_UNKNOWN_KEY',
    'space.x.defualt',
    '"default"',
  ],
  [
    'a key of another kind',
    { x: { bool: true, log: true } },
    'TW_SPACE_UNKNOWN_KEY',
    'space.x.log',
    'bool, default',
  ],
  ['a reversed range', { x: { float: [1, 0] } }, 'TW_SPACE_RANGE', 'space.x.float', '[1, 0] is reversed'],
  ['an empty range', { x: { int: [3, 3] } }, 'TW_SPACE_RANGE', 'space.x.int', '{ constant: 3 }'],
  ['NaN in a range', { x: { float: [0, Number.NaN] } }, 'TW_SPACE_RANGE', 'space.x.float', 'NaN'],
  ['an infinite range', { x: { float: [0, Infinity] } }, 'TW_SPACE_RANGE', 'space.x.float', 'Infinity'],
  ['a range too wide', { x: { float: [-1.7e308, 1.7e308] } }, 'TW_SPACE_RANGE', 'space.x.float', 'wider'],
  ['one end', { x: { float: [1] } }, 'TW_SPACE_RANGE', 'space.x.float', 'two numbers'],
  ['text ends', { x: { float: ['1e-5', '1e-1'] } }, 'TW_SPACE_RANGE', 'space.x.float', '"1e-5"'],
  [
    'log of zero',
    { x: { float: [0, 1], log: true } },
    'TW_SPACE_LOG_NOT_POSITIVE',
    'space.x.float',
    'above 0',
  ],
  ['log of less', { x: { int: [-1, 9], log: true } }, 'TW_SPACE_LOG_NOT_POSITIVE', 'space.x.int', '-1'],
  ['log that is text', { x: { ...inRange, log: 'yes' } }, 'TW_SPACE_TYPE', 'space.x.log', 'true or false'],
  [
    'log with a step',
    { x: { float: [1, 9], log: true, step: 1 } },
    'TW_SPACE_LOG_STEP',
    'space.x.step',
    'ordinal',
  ],
  [
    'int log with a step',
    { x: { int: [1, 9], log: true, step: 2 } },
    'TW_SPACE_LOG_STEP',
    'space.x.step',
    'ordinal',
  ],
  ['a step of 0', { x: { ...inRange, step: 0 } }, 'TW_SPACE_STEP', 'space.x.step', '0 is not'],
  ['a negative step', { x: { int: [0, 9], step: -1 } }, 'TW_SPACE_STEP', 'space.x.step', '-1'],
  ['a step over the range', { x: { ...inRange, step: 2 } }, 'TW_SPACE_STEP', 'space.x.step', 'larger'],
  ['a broken int step', { x: { int: [0, 9], step: 1.5 } }, 'TW_SPACE_STEP', 'space.x.step', '1.5'],
  ['a step too fine', { x: { ...inRange, step: 1e-17 } }, 'TW_SPACE_TOO_FINE', 'space.x.float', '2^50'],
  ['a broken int', { x: { int: [0.5, 3] } }, 'TW_SPACE_NOT_INTEGER', 'space.x.int', '0.5 is not an integer'],
  ['an int beyond 2^53', { x: { int: [0, 2 ** 53] } }, 'TW_SPACE_NOT_INTEGER', 'space.x.int', 'too large'],
  [
    'a log int beyond 2^44',
    { x: { int: [1, 2 ** 45], log: true } },
    'TW_SPACE_NOT_INTEGER',
    'space.x.int',
    '2^44',
  ],
  ['a default outside', { x: { ...inRange, default: 2 } }, 'TW_SPACE_DEFAULT', 'space.x.default', '2 is not'],
  [
    'a default off the steps',
    { x: { ...inRange, step: 0.5, default: 0.3 } },
    'TW_SPACE_DEFAULT',
    'space.x.default',
    'step 0.5',
  ],
  ['a text default', { x: { int: [0, 9], default: '3' } }, 'TW_SPACE_DEFAULT', 'space.x.default', '"3"'],
  [
    'a default no choice',
    { x: { categorical: ['relu', 'tanh'], default: 'rleu' } },
    'TW_SPACE_DEFAULT',
    'space.x.default',
    'Did you mean "relu"?',
  ],
  [
    'a default no oneOf choice',
    { x: { oneOf: { a: {}, b: {} }, default: 'c' } },
    'TW_SPACE_DEFAULT',
    'space.x.default',
    '"a", "b"',
  ],
  [
    'a list of defaults without repeat',
    { x: { int: [0, 9], default: [1, 2] } },
    'TW_SPACE_DEFAULT',
    'space.x.default',
    'repeat',
  ],
  ['no choices', { x: { categorical: [] } }, 'TW_SPACE_EMPTY_CHOICES', 'space.x.categorical', 'no choices'],
  ['choices no list', { x: { ordinal: 'a' } }, 'TW_SPACE_TYPE', 'space.x.ordinal', 'list of choices'],
  [
    'a duplicate choice',
    { x: { categorical: ['a', 'b', 'a'] } },
    'TW_SPACE_DUPLICATE_CHOICE',
    'space.x.categorical',
    '"a"',
  ],
  ['NaN as a choice', { x: { categorical: [1, Number.NaN] } }, 'TW_SPACE_TYPE', 'space.x.categorical', 'NaN'],
  ['a list as a choice', { x: { categorical: [[1], [2]] } }, 'TW_SPACE_TYPE', 'space.x.categorical', '[1]'],
  ['bool that is false', { x: { bool: false } }, 'TW_SPACE_TYPE', 'space.x.bool', '{ constant: false }'],
  ['a constant list', { x: { constant: [1] } }, 'TW_SPACE_TYPE', 'space.x.constant', '[1]'],
  ['an infinite constant', { x: { constant: Infinity } }, 'TW_SPACE_TYPE', 'space.x.constant', 'Infinity'],
  ['oneOf as a list', { x: { oneOf: ['a', 'b'] } }, 'TW_SPACE_TYPE', 'space.x.oneOf', 'each choice'],
  ['oneOf without choices', { x: { oneOf: {} } }, 'TW_SPACE_EMPTY_CHOICES', 'space.x.oneOf', 'no choices'],
  [
    'a choice without parameters written empty',
    { x: { oneOf: { a: null } } },
    'TW_SPACE_TYPE',
    'space.x.oneOf.a',
    '{} for none',
  ],
  [
    'a mistake deep in oneOf',
    { x: { oneOf: { a: { y: { float: [2, 1] } } } } },
    'TW_SPACE_RANGE',
    'space.x.oneOf.a.y.float',
    'reversed',
  ],
  [
    'name under oneOf',
    { x: { oneOf: { a: { name: inRange } } } },
    'TW_SPACE_NAME',
    'space.x.oneOf.a.name',
    'reserved under oneOf',
  ],
  ['nesting without end', nest(40), 'TW_SPACE_TOO_LARGE', '', 'deep'],
  [
    '__proto__',
    JSON.parse('{"__proto__": {"float": [0, 1]}}'),
    'TW_SPACE_NAME',
    'space.__proto__',
    'reserved',
  ],
  ['a prototype', Object.create({ x: inRange }), 'TW_SPACE_TYPE', 'space', 'object from names'],
  ['constructor', { constructor: inRange }, 'TW_SPACE_NAME', 'space.constructor', 'reserved'],
  ['a point in a name', { 'a.b': inRange }, 'TW_SPACE_NAME', 'space.a.b', '. [ ] { } ='],
  ['an index as a name', { 'a[0]': inRange }, 'TW_SPACE_NAME', 'space.a[0]', '. [ ] { } ='],
  ['a brace in a name', { '{a}': inRange }, 'TW_SPACE_NAME', 'space.{a}', '. [ ] { } ='],
  ['a backtick in a name', { 'a`b': inRange }, 'TW_SPACE_NAME', 'space.a`b', '= `'],
  ['a newline in a name', { 'a\nb': inRange }, 'TW_SPACE_NAME', 'space.a\nb', '"a\\nb"'],
  ['a name that turns the text round', { 'a\u202eb': inRange }, 'TW_SPACE_NAME', 'space.a\u202eb', '\\u202e'],
  ['half an emoji', { '\ud83d': inRange }, 'TW_SPACE_NAME', 'space.\ud83d', 'cannot be shown'],
  ['an empty name', { '': inRange }, 'TW_SPACE_NAME', 'space.', 'is empty'],
  ['a blank at the end', { 'a ': inRange }, 'TW_SPACE_NAME', 'space.a ', 'blank'],
  ['a long name', { ['a'.repeat(101)]: inRange }, 'TW_SPACE_NAME', `space.${'a'.repeat(101)}`, '100'],
  ['a bad name of a choice', { x: { oneOf: { 'a.b': {} } } }, 'TW_SPACE_NAME', 'space.x.oneOf', '"a.b"'],
  [
    'sd of 0',
    { x: { ...inRange, prior: { mean: 0.5, sd: 0 } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.sd',
    '0 is not',
  ],
  [
    'a mean outside',
    { x: { ...inRange, prior: { mean: 5, sd: 1 } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.mean',
    '[0, 1]',
  ],
  [
    'a mean in decades',
    { x: { float: [1e-5, 1], log: true, prior: { mean: -3, sd: 1 } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.mean',
    'own units',
  ],
  ['no sd', { x: { ...inRange, prior: { mean: 0.5 } } }, 'TW_SPACE_PRIOR', 'space.x.prior.sd', 'undefined'],
  [
    'weights for a number',
    { x: { ...inRange, prior: { weights: [1] } } },
    'TW_SPACE_UNKNOWN_KEY',
    'space.x.prior.weights',
    'mean, sd',
  ],
  [
    'too few weights',
    { x: { bool: true, prior: { weights: [1] } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.weights',
    '1 weights for 2',
  ],
  [
    'a negative weight',
    { x: { bool: true, prior: { weights: [1, -1] } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.weights',
    '-1',
  ],
  [
    'weights all 0',
    { x: { bool: true, prior: { weights: [0, 0] } } },
    'TW_SPACE_PRIOR',
    'space.x.prior.weights',
    'all weights are 0',
  ],
  [
    'a condition that is no text',
    { x: inRange, y: { ...inRange, when: true } },
    'TW_SPACE_TYPE',
    'space.y.when',
    'must be text',
  ],
  [
    'a condition on nothing',
    { layers: { int: [1, 4] }, y: { ...inRange, when: 'layesr > 2' } },
    'TW_EXPRESSION_NAME',
    'space.y.when',
    'Did you mean "layers"? (column 1 of "layesr > 2")',
  ],
  [
    'a condition of a wrong value',
    { o: { oneOf: { sgd: {}, adam: {} } }, y: { ...inRange, when: "o == 'sdg'" } },
    'TW_EXPRESSION_VALUE',
    'space.y.when',
    'Did you mean "sgd"?',
  ],
  [
    'a condition that is a number',
    { x: inRange, y: { ...inRange, when: 'x + 1' } },
    'TW_EXPRESSION_TYPE',
    'space.y.when',
    'needs a boolean',
  ],
  ['a condition on itself', { x: { ...inRange, when: 'x > 0' } }, 'TW_SPACE_CYCLE', 'space.x', 'x needs x'],
  [
    'a cycle of conditions',
    { x: { ...inRange, when: 'y > 0' }, y: { ...inRange, when: 'x > 0' } },
    'TW_SPACE_CYCLE',
    'space.x',
    'x needs y needs x',
  ],
  [
    'a cycle of counts',
    { x: { int: [1, 2], repeat: 'y' }, y: { int: [1, 2], repeat: 'x' } },
    'TW_SPACE_CYCLE',
    'space.x',
    'x needs y needs x',
  ],
  [
    'a repeat of nothing',
    { layers: { int: [1, 4] }, units: { int: [1, 9], repeat: 'layer' } },
    'TW_SPACE_REPEAT',
    'space.units.repeat',
    'Did you mean "layers"?',
  ],
  [
    'a repeat of a float',
    { x: inRange, units: { int: [1, 9], repeat: 'x' } },
    'TW_SPACE_REPEAT',
    'space.units.repeat',
    'whole numbers',
  ],
  [
    'a negative count',
    { n: { int: [-1, 4] }, units: { int: [1, 9], repeat: 'n' } },
    'TW_SPACE_REPEAT',
    'space.units.repeat',
    'whole numbers',
  ],
  [
    'a huge count',
    { n: { int: [1, 1e6] }, units: { int: [1, 9], repeat: 'n' } },
    'TW_SPACE_REPEAT',
    'space.units.repeat',
    '1000',
  ],
  [
    'a count that is a list',
    { n: { int: [1, 2] }, m: { int: [1, 2], repeat: 'n' }, k: { int: [1, 2], repeat: 'm' } },
    'TW_SPACE_REPEAT',
    'space.k.repeat',
    'list itself',
  ],
  [
    'too many dimensions',
    { n: { int: [1, 1000] }, m: { oneOf: { a: { k: { repeat: 'n', int: [1, 2] } } }, repeat: 'n' } },
    'TW_SPACE_TOO_LARGE',
    'space.m.oneOf.a.k',
    '4096',
  ],
  [
    'a constraint that is no text',
    { x: inRange },
    'TW_SPACE_CONSTRAINT',
    'constraints[0]',
    '3 is not',
    [3 as unknown as string],
  ],
  ['an empty constraint', { x: inRange }, 'TW_SPACE_CONSTRAINT', 'constraints[0]', '" "', [' ']],
  [
    'a constraint of constants',
    { x: inRange },
    'TW_SPACE_CONSTRAINT',
    'constraints[0]',
    'always false',
    ['1 > 2'],
  ],
  [
    'a constraint that cannot be read',
    { x: inRange },
    'TW_EXPRESSION_SYNTAX',
    'constraints[1]',
    'column 5 of "x < <"',
    ['x < 1', 'x < <'],
  ],
  [
    'an always-false constraint',
    { x: { int: [1, 4] } },
    'TW_SPACE_UNSATISFIABLE',
    'constraints[0]',
    'all combinations were tried',
    ['x > 4'],
  ],
  [
    'a false one among others',
    { x: inRange, y: inRange },
    'TW_SPACE_UNSATISFIABLE',
    'constraints',
    '"x + y > 3": 20,000',
    ['x < 1', 'x + y > 3'],
  ],
  [
    'contradicting constraints',
    { x: inRange, y: inRange },
    'TW_SPACE_UNSATISFIABLE',
    'constraints',
    '"x < 0.2", "x > 0.8"',
    ['x < 0.2', 'x > 0.8'],
  ],
];

describe('a bad space is refused with its code, place and mend', () => {
  it.each(table.map((bad) => [bad[0], bad] as const))('%s', (_, bad) => {
    const [, space, code, path, says, constraints = []] = bad;
    let error: unknown;
    try {
      compileSpace(space as SpaceSpec, constraints);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TunewrightError);
    const { code: found, message, mend, place } = error as TunewrightError;
    expect({ found, message: `${message} ${mend}`, path: place.path ?? '' }).toEqual({
      found: code,
      message: expect.stringContaining(says),
      path: path === '' ? expect.any(String) : path,
    });
    expect(mend).toMatch(/^[A-Z].*\.$/s);
  });
});

it.each([
  "it's",
  '"quoted"',
  '🙂',
  '👩‍🔬',
  'größe',
  '学習率',
  '--rate',
  '$(rm -rf x)',
  'a b',
  'hasOwnProperty',
  'name',
])('the name %s is allowed and comes through', (name) => {
  const space = compileSpace({ [name]: { int: [1, 4] } }, [`\`${name}\` > 2`]);
  expect(space.toParams(space.defaultRow())).toEqual({ [name]: 3 });
  expect([...space.toFlat(space.defaultRow())]).toEqual([[name, 3]]);
});
