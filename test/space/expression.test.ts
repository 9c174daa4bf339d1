import { describe, expect, it } from 'vitest';
import type { TunewrightError } from '../../src/errors.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { compileCondition } from '../../src/space/expression/compile.ts';
import { metricScope } from '../../src/space/expression/metrics.ts';

const path = 'limits[0]';
const metrics = metricScope();

function over(text: string): (values?: { readonly [name: string]: number }) => number {
  const condition = compileCondition({ text, path }, metrics);
  return (values = {}) => condition.holds(values);
}

function codeOf(text: string): string {
  try {
    compileCondition({ text, path }, metrics);
  } catch (error) {
    return `${(error as TunewrightError).code}: ${(error as Error).message}`;
  }
  return 'compiles';
}

describe('the expression language', () => {
  it.each([
    '1 + 2 * 3 == 7',
    '(1 + 2) * 3 == 9',
    '2 ** 3 ** 2 == 512',
    '-2 ** 2 == -4',
    '2 ** -1 == 0.5',
    '10 - 4 - 3 == 3',
    '7 % 4 == 3',
    '1e3 == 1000 and .5 == 0.5',
    'true or false and false',
    'not true == false',
    '!false && !(1 > 2)',
    'not 1 > 2',
    '1 < 2 || 2 < 1',
    '2 in [1, 2, 3] and 4 not in [1, 2, 3]',
    "'it\\'s' == \"it's\" and 'a' != 'b'",
    "'\\n' != 'n'",
    'null == null',
    "1 in [1, 'a', null, true] and 'a' in [1, 'a', null, true] and not (2 in [1, 'a'])",
    "not (1.5 + 1 in [1.5 + 2, 'a']) and 1.5 + 2 in [1.5 + 2, true] and 1 not in [true, 'a'] and true not in [1, null]",
    'sum(1, 2, 3) == 6 and max([1, 5, 2]) == 5 and min(4, 3) == 3 and len([1, 2]) == 2',
    'abs(-2) == 2 and floor(1.5) == 1 and ceil(1.5) == 2 and round(1.6) == 2',
    'log10(1000) == 3 and log2(8) == 3 and log(exp(2)) == 2 and sqrt(9) == 3',
    'increasing(1, 1, 2) and not increasing(2, 1) and decreasing([3, 2, 2]) and not decreasing([1, 2])',
    'all(1 < 2, 2 < 3) and any(1 > 2, 2 < 3) and not all(1 < 2, 2 > 3) and not any([1 > 2])',
  ])('%s holds', (text) => expect(over(text)()).toBe(1));

  it('reads names, paths and backticks', () => {
    expect(over('latency_ms <= 50')({ latency_ms: 49 })).toBe(1);
    expect(over('latency_ms <= 50')({ latency_ms: 51 })).toBe(0);
    expect(over('`val loss/it’s` < 1 and größe.x > 2')({ 'val loss/it’s': 0, 'größe.x': 3 })).toBe(1);
    expect(over('`in`.and == 1 or x[0] == 1')({ 'x[0]': 1 })).toBe(1);
    expect(over('constructor < 1')({})).toBeNaN();
  });

  it('reasons with the unknown as people do', () => {
    const known = { a: 1 };
    expect(over('b < 1')(known)).toBeNaN();
    expect(over('a > 1 and b < 1')(known)).toBe(0);
    expect(over('b < 1 and a > 1')(known)).toBe(0);
    expect(over('b < 1 or a == 1')(known)).toBe(1);
    expect(over('a > 1 or b < 1')(known)).toBeNaN();
    expect(over('not (b < 1)')(known)).toBeNaN();
    expect(over('sum(a, b) > 0')(known)).toBeNaN();
    expect(over('b in [1, 2]')(known)).toBeNaN();
  });

  it.each([
    ['a = 1', 'TW_EXPRESSION_SYNTAX', 'column 3'],
    ['a < b < c', 'TW_EXPRESSION_SYNTAX', 'cannot be chained'],
    ['a <', 'TW_EXPRESSION_SYNTAX', 'found the end'],
    ['(a < 1', 'TW_EXPRESSION_SYNTAX', 'expected ")"'],
    ['a < 1)', 'TW_EXPRESSION_SYNTAX', 'column 6'],
    ['a < 1; b', 'TW_EXPRESSION_SYNTAX', '";"'],
    ["a == 'x", 'TW_EXPRESSION_SYNTAX', 'never closed'],
    ['a not b', 'TW_EXPRESSION_SYNTAX', 'expected "in"'],
    ['a[b] < 1', 'TW_EXPRESSION_SYNTAX', 'place in the list'],
    ['a. < 1', 'TW_EXPRESSION_SYNTAX', 'name after the point'],
    ['1e999 < a', 'TW_EXPRESSION_SYNTAX', 'too large'],
    ['', 'TW_EXPRESSION_SYNTAX', 'found the end'],
    ['a', 'TW_EXPRESSION_TYPE', 'needs a boolean here, found a number'],
    ['a + true > 1', 'TW_EXPRESSION_TYPE', 'needs a number here, found a boolean'],
    ["a == 'x'", 'TW_EXPRESSION_TYPE', 'a number never equals a string'],
    ["'a' < 'b'", 'TW_EXPRESSION_TYPE', 'needs a number here, found a string'],
    ['a and b', 'TW_EXPRESSION_TYPE', 'needs a boolean'],
    ['[1] == [1]', 'TW_EXPRESSION_TYPE', 'a list of numbers'],
    ['a in 3', 'TW_EXPRESSION_TYPE', 'needs a list after in'],
    ["a in ['x']", 'TW_EXPRESSION_TYPE', 'never in'],
    ['sqrt(1, 2) > 1', 'TW_EXPRESSION_TYPE', 'takes one number'],
    ['sum() > 1', 'TW_EXPRESSION_TYPE', 'needs a list or values'],
    ["sum('a') > 1", 'TW_EXPRESSION_TYPE', 'sum needs numbers'],
    ['summ(a) > 1', 'TW_EXPRESSION_NAME', 'Did you mean "sum"?'],
    ['constructor(a) > 1', 'TW_EXPRESSION_NAME', 'no function'],
    ['a[0](1) > 1', 'TW_EXPRESSION_SYNTAX', 'an operator or the end'],
    [`${'('.repeat(900)}a < 1${')'.repeat(900)}`, 'TW_EXPRESSION_TOO_LONG', '100 deep'],
    [`${'-'.repeat(1900)}a < 1`, 'TW_EXPRESSION_TOO_LONG', '100 deep'],
    [`${'not '.repeat(400)}a < 1`, 'TW_EXPRESSION_TOO_LONG', '100 deep'],
    [`${'2 ** '.repeat(300)}a < 1`, 'TW_EXPRESSION_TOO_LONG', '100 deep'],
    ['('.repeat(10_000), 'TW_EXPRESSION_TOO_LONG', '10000 characters'],
  ])('refuses %s', (text, code, says) => {
    const found = codeOf(text);
    expect(found).toMatch(new RegExp(`^${code}: limits\\[0\\]: `));
    expect(found).toContain(says);
  });

  it('computes long chains without recursion trouble', () => {
    expect(over(`${'1 + '.repeat(450)}1 == 451`)()).toBe(1);
  });

  it('names what it uses, once each', () => {
    const { names } = compileCondition({ text: 'a < 1 and b.c[2] in [a, d]', path }, metrics);
    expect(names).toEqual(['a', 'b.c[2]', 'd']);
  });
});

describe('the excess of a condition', () => {
  const excess = (text: string, values: { readonly [name: string]: number }): number =>
    compileCondition({ text, path }, metrics).excess(values);

  it.each([
    ['latency <= 50', { latency: 60 }, 10],
    ['latency <= 50', { latency: 50 }, 0],
    ['latency <= 50', { latency: 20 }, -30],
    ['accuracy >= 0.5', { accuracy: 0.25 }, 0.25],
    ['50 > latency', { latency: 40 }, -10],
    ['a == b', { a: 1, b: 3 }, 2],
    ['a <= 1 and b <= 1', { a: 3, b: 2 }, 2],
    ['a <= 1 or b <= 1', { a: 3, b: 2 }, 1],
    ['not (a <= 1)', { a: 3 }, 0],
    ['a != 3', { a: 3 }, 1],
    ['a <= 1', {}, Number.NaN],
    ['a <= 1 and b <= 1', { a: 3 }, 2],
    ['a <= 1 or b <= 1', { a: 0 }, -1],
  ])('%s of %o is %d', (text, values, expected) => expect(excess(text, values)).toBe(expected));

  it('is above 0 exactly where the condition fails, on open bounds too', () => {
    for (const text of ['a < 1', '1 > a', 'a <= 1', 'a == 1', 'a != 1', 'not a > 1', 'a < 1 or a > 2'])
      for (const a of [0, 1, 1.5, 2, 3])
        expect(excess(text, { a }) <= 0, `${text}, a = ${a}`).toBe(over(text)({ a }) === 1);
  });
});

describe('expressions over parameters', () => {
  const space = compileSpace({
    layers: { int: [0, 3] },
    units: { repeat: 'layers', int: [1, 9], default: [3, 1, 2] },
    kinds: { repeat: 'layers', categorical: ['relu', 'tanh'], default: ['relu', 'tanh'] },
    size: { ordinal: [16, 'large', null, true] },
    flag: { bool: true },
    optimizer: {
      oneOf: { sgd: { rate: { float: [0, 1] } }, adam: { rate: { float: [5, 9] } }, none: {} },
    },
    block: {
      repeat: 'layers',
      oneOf: { dense: {}, conv: { width: { int: [1, 9], default: 4 } } },
      default: 'conv',
    },
    extra: { repeat: 'layers', int: [1, 9], when: 'flag' },
  });
  const base = { layers: 3, units: [3, 1, 2], kinds: ['relu', 'tanh', 'tanh'], size: 16, flag: false };
  const rest = {
    optimizer: { name: 'sgd', rate: 0.5 },
    block: ['conv', 'dense', 'conv'],
    'block[0].width': 4,
    'block[2].width': 8,
  };

  it.each([
    ['sum(units) == 6 and max(units) == 3 and len(units) == layers', {}, true],
    ['increasing(units)', {}, false],
    ['increasing(units)', { units: [1, 2, 3] }, true],
    ['units[0] > units[1]', {}, true],
    [
      'units[2] > 8',
      {
        layers: 2,
        units: [1, 1],
        kinds: ['relu', 'relu'],
        block: ['dense', 'dense'],
        'block[0].width': undefined,
        'block[2].width': undefined,
      },
      true,
    ],
    ["'relu' in kinds", {}, true],
    ["'relu' in kinds", { kinds: ['tanh', 'tanh', 'tanh'] }, false],
    ["kinds[1] == 'relu'", {}, false],
    ['size == 16', {}, true],
    ["size == 'large'", { size: 'large' }, true],
    ['size == null or size == true', { size: true }, true],
    ['size != null', { size: null }, false],
    ['size in [16, null]', { size: null }, true],
    ['flag', {}, false],
    ['not flag', {}, true],
    ['optimizer.rate < 0.1', {}, false],
    ['optimizer.rate < 0.1', { optimizer: { name: 'adam', rate: 6 } }, false],
    ['optimizer.rate < 0.1', { optimizer: { name: 'none' } }, true],
    ["optimizer == 'none' and optimizer.rate < 0.1", {}, false],
    ['sum(block.width) == 12', {}, true],
    ["'dense' in block", {}, true],
    ['sum(extra) > 100', {}, true],
    ['sum(extra) > 100', { flag: true, extra: [1, 2, 3] }, false],
    ['log(units[1] - 2) < 100', {}, false],
  ] as const)('%s with %o: %s', (text, changes, expected) => {
    const tested = compileSpace(space.spec, [text]);
    const { row } = space.fromParams({ ...base, ...rest, ...changes });
    expect(tested.satisfies(row)).toBe(expected);
  });

  it('sums an empty list to nothing', () => {
    const tested = compileSpace(space.spec, ['sum(units) == 0', 'max(units) <= 2']);
    const { row } = space.fromParams({
      layers: 0,
      units: [],
      size: 16,
      flag: false,
      optimizer: 'none',
      kinds: [],
      block: [],
    });
    expect(tested.satisfies(row)).toBe(true);
    expect(space.toParams(row)).toEqual({
      layers: 0,
      units: [],
      kinds: [],
      size: 16,
      flag: false,
      optimizer: { name: 'none' },
      block: [],
    });
  });

  it('sees its own level first', () => {
    const nested = compileSpace({
      depth: { int: [1, 9] },
      net: {
        oneOf: {
          small: {
            depth: { int: [1, 2], default: 2 },
            width: { int: [1, 9], repeat: 'depth' },
            skip: { bool: true, when: 'depth == 2 and len(width) == 2' },
          },
          big: {},
        },
      },
    });
    expect(nested.toParams(nested.defaultRow())).toEqual({
      depth: 5,
      net: { name: 'small', depth: 2, width: [5, 5], skip: false },
    });
  });
});
