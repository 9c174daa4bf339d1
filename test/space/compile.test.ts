import { describe, expect, it } from 'vitest';
import { compileSpace } from '../../src/space/compile.ts';
import { enumerate } from '../../src/space/enumerate.ts';
import { nearest } from '../../src/space/nearest.ts';
import type { ParamValues, Space } from '../../src/space/space.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';

const digits: SpaceSpec = {
  learning_rate: { float: [1e-5, 1e-1], log: true, default: 1e-3 },
  layers: { int: [1, 4] },
  units: { repeat: 'layers', int: [16, 512], log: true },
  dropout: { float: [0, 0.6] },
  optimizer: {
    oneOf: {
      sgd: { momentum: { float: [0, 0.99] }, nesterov: { bool: true } },
      adam: { beta2: { float: [0.9, 0.9999] } },
    },
  },
  warmup: { int: [0, 10], when: 'layers > 2' },
};

function paramsOf(space: Space): ParamValues {
  return space.toParams(space.defaultRow());
}

describe('digests', () => {
  // A study refuses to go on with another digest: these may not change within a major version.
  it.each<[string, SpaceSpec, string[]]>([
    ['cd32999d3a18c9aab8d3dd08a309ba5a', { x: { float: [0, 1] } }, []],
    ['f9345b31de0a46b72391077f4304f627', { x: { float: [0, 1] } }, ['x > 0.5']],
    ['e8273cb8f0b979f166441493fb3b5ba6', digits, ['sum(units) <= 1024']],
    [
      '9045cc2c18aaf8747204c744a042ed9a',
      { 'größe 🙂': { categorical: ['a', 1, null, true], default: null } },
      [],
    ],
  ])('stay %s', (digest, spec, constraints) => expect(compileSpace(spec, constraints).digest).toBe(digest));

  const digest = (spec: SpaceSpec, constraints: string[] = []): string =>
    compileSpace(spec, constraints).digest;

  it('ignore the order of keys inside a parameter and log: false', () => {
    expect(digest({ x: { default: 0.5, float: [0, 1] } })).toBe(
      digest({ x: { float: [0, 1], default: 0.5 } }),
    );
    expect(digest({ x: { float: [0, 1], log: false } })).toBe(digest({ x: { float: [0, 1] } }));
  });

  it('do not follow what a caller does to its objects later', () => {
    const spec = { x: { categorical: ['a', 'b'] } };
    const constraints = ["x == 'a'"];
    const [space, before] = [compileSpace(spec, constraints), digest(spec, constraints)];
    spec.x.categorical.push('c');
    constraints.pop();
    expect(space.digest).toBe(before);
    expect(space.dimensions[0]?.domain.choices).toEqual(['a', 'b']);
    expect(space.constraints).toEqual(["x == 'a'"]);
  });

  it('see every other difference', () => {
    const variants = [
      digest({ x: { float: [0, 1] }, y: { float: [0, 1] } }),
      digest({ y: { float: [0, 1] }, x: { float: [0, 1] } }),
      digest({ x: { float: [0, 1] }, y: { float: [0, 1] } }, ['x < y']),
      digest({ x: { float: [0, 1] }, y: { float: [0, 1], when: 'x < 0.5' } }),
      digest({ x: { float: [0, 1] }, y: { float: [0, 1], default: 0 } }),
      digest({ x: { constant: false } }),
      digest({ x: { constant: null } }),
      digest({ x: { oneOf: { a: {}, b: {} } } }),
      digest({ x: { oneOf: { b: {}, a: {} } } }),
      digest({ x: { categorical: ['a', 'b'] } }),
    ];
    expect(new Set(variants).size).toBe(variants.length);
  });
});

describe('the default row', () => {
  it('is the middle of all ranges and the given defaults', () => {
    expect(paramsOf(compileSpace(digits))).toEqual({
      learning_rate: 0.001,
      layers: 2,
      units: [89, 89],
      dropout: 0.3,
      optimizer: { name: 'sgd', momentum: 0.495, nesterov: false },
    });
  });

  it('repeats the last of a list of defaults', () => {
    const space = compileSpace({
      n: { int: [1, 4], default: 4 },
      u: { repeat: 'n', int: [1, 9], default: [9, 5] },
    });
    expect(paramsOf(space)).toEqual({ n: 4, u: [9, 5, 5, 5] });
  });

  it.each<[string, SpaceSpec, string[], (params: ParamValues) => void]>([
    [
      'nearby',
      { x: { float: [0, 1] }, y: { float: [0, 1] } },
      ['x + y <= 0.9'],
      ({ x, y }) => {
        expect((x as number) + (y as number)).toBeGreaterThan(0.85);
      },
    ],
    [
      'only where it must be',
      digits,
      ['sum(units) <= 100'],
      ({ learning_rate, dropout }) => {
        expect([learning_rate, dropout]).toEqual([0.001, 0.3]);
      },
    ],
    [
      'in a sliver',
      { x: { float: [0, 1] }, y: { float: [0, 1] }, z: { float: [0, 1] } },
      ['x + y + z <= 0.001'],
      () => {},
    ],
    [
      'on a line of integers',
      { a: { int: [0, 1000] }, b: { int: [0, 1000] } },
      ['a + b == 77'],
      ({ a, b }) => {
        expect((a as number) + (b as number)).toBe(77);
      },
    ],
    [
      'in a corner',
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`x${i}`, { float: [0, 1] }])),
      Array.from({ length: 12 }, (_, i) => `x${i} >= 0.97`),
      () => {},
    ],
    [
      'in a finite space',
      { a: { int: [1, 9] }, b: { int: [1, 9] } },
      ['a * b == 14'],
      (params) => expect(params).toEqual({ a: 2, b: 7 }),
    ],
    [
      'under another choice',
      { o: { oneOf: { a: { x: { float: [0, 1] } }, b: { y: { float: [0, 1] } } } } },
      ["o == 'b'", 'o.y > 0.9'],
      ({ o }) => {
        expect(o).toMatchObject({ name: 'b' });
      },
    ],
  ])('is feasible %s, the same each time', (_, spec, constraints, check) => {
    const space = compileSpace(spec, constraints);
    expect(space.contains(space.defaultRow())).toBe(true);
    check(paramsOf(space));
    expect(compileSpace(spec, constraints).defaultRow()).toEqual(space.defaultRow());
  });

  it('is a fresh copy', () => {
    const space = compileSpace({ x: { float: [0, 1] } });
    space.defaultRow()[0] = 9;
    expect(space.defaultRow()[0]).toBe(0.5);
  });
});

describe('size', () => {
  it.each<[SpaceSpec, string[], number]>([
    [{ x: { float: [0, 1] } }, [], Infinity],
    [{ x: { int: [1, 4] }, y: { bool: true } }, [], 8],
    [{ x: { int: [1, 4] }, y: { bool: true } }, ['x < 3 or y'], 6],
    [{ n: { int: [0, 3] }, u: { repeat: 'n', bool: true } }, [], 1 + 2 + 4 + 8],
    [{ n: { ordinal: [1, 3] }, u: { repeat: 'n', bool: true } }, [], 2 + 8],
    [{ o: { oneOf: { a: { x: { int: [1, 5] } }, b: {} } } }, [], 6],
    [{ o: { oneOf: { a: {}, b: {} } }, y: { int: [1, 5], when: "o == 'a'" } }, [], 6],
    [{ n: { int: [1, 2] }, o: { repeat: 'n', oneOf: { a: { x: { bool: true } }, b: {} } } }, [], 3 + 9],
    [{ c: { constant: 1 } }, [], 1],
    [{ x: { int: [1, 2000] }, y: { int: [1, 2000] } }, ['x < y'], 4_000_000],
  ])('of %o with %o is %d', (spec, constraints, size) =>
    expect(compileSpace(spec, constraints).size).toBe(size),
  );
});

describe('enumerate', () => {
  it('goes through the values in order', () => {
    const space = compileSpace({ a: { int: [1, 2] }, b: { categorical: ['x', 'y'], when: 'a > 1' } });
    expect([...enumerate(space)].map((row) => space.toParams(row))).toEqual([
      { a: 1 },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  it('refuses what has no end', () => {
    const space = compileSpace({ a: { int: [1, 2] }, b: { float: [0, 1] } });
    expect(() => [...enumerate(space)]).toThrow(expect.objectContaining({ code: 'TW_SPACE_INFINITE' }));
  });
});

describe('conditions', () => {
  it('put what decides before what is decided, however declared', () => {
    const space = compileSpace({
      warmup: { int: [0, 10], when: 'layers > 2' },
      units: { repeat: 'layers', int: [1, 9] },
      layers: { int: [1, 2] },
    } as const);
    expect(space.dimensions.map(({ path, conditions }) => [path, conditions])).toEqual([
      ['layers', []],
      ['warmup', [0]],
      ['units[0]', [0]],
      ['units[1]', [0]],
    ]);
    expect(space.conditional).toBe(true);
  });

  it('may form a chain as long as the space', () => {
    const names = Array.from({ length: 4000 }, (_, i) => `x${i}`);
    const chain = names.map((name, i) => [
      name,
      { bool: true, default: true, ...(i > 0 && { when: `x${i - 1}` }) },
    ]);
    const space = compileSpace(Object.fromEntries(chain.reverse()));
    expect(space.toFlat(space.defaultRow()).size).toBe(4000);
  });

  it('count nothing while the count is inactive', () => {
    const space = compileSpace({
      deep: { bool: true },
      layers: { int: [1, 2], when: 'deep' },
      units: { repeat: 'layers', int: [1, 9] },
    });
    expect(paramsOf(space)).toEqual({ deep: false });
  });

  it('keep a name that several choices share apart', () => {
    const space = compileSpace({
      o: { oneOf: { sgd: { rate: { float: [0, 1] } }, adam: { rate: { float: [2, 4] } } } },
    });
    expect(space.dimensions.map(({ path, name }) => [path, name])).toEqual([
      ['o', 'o'],
      ['o.sgd.rate', 'o.rate'],
      ['o.adam.rate', 'o.rate'],
    ]);
    const { row } = space.fromParams({ 'o.rate': 3 });
    expect(space.toParams(row)).toEqual({ o: { name: 'adam', rate: 3 } });
    expect([...space.toFlat(row)]).toEqual([
      ['o', 'adam'],
      ['o.rate', 3],
    ]);
  });
});

describe('fromParams', () => {
  const space = compileSpace(digits, ['sum(units) <= 1024']);
  const complete = {
    learning_rate: 0.01,
    dropout: 0.1,
    layers: 2,
    units: [32, 64],
    optimizer: { name: 'adam', beta2: 0.95 },
  };

  it('takes lists for counts and parameters for choices', () => {
    const { row, free } = space.fromParams(
      { units: [32, 64, 128], 'optimizer.beta2': 0.95 },
      { partial: true },
    );
    expect(space.toParams(row)).toEqual({
      layers: 3,
      units: [32, 64, 128],
      optimizer: { name: 'adam', beta2: 0.95 },
    });
    expect(space.dimensions.filter((_, i) => free[i] === 1).map(({ path }) => path)).toEqual([
      'learning_rate',
      'dropout',
      'warmup',
    ]);
  });

  it.each<[string, object, string]>([
    [
      'an unknown name',
      { ...complete, droput: 0.1 },
      'there is no parameter "droput". Did you mean "dropout"?',
    ],
    [
      'an unknown name under a choice',
      { ...complete, optimizer: { name: 'adam', beta: 1 } },
      'Did you mean "optimizer.beta2"?',
    ],
    ['__proto__', JSON.parse('{"__proto__": {"x": 1}}'), 'there is no parameter "__proto__"'],
    ['a value outside', { ...complete, dropout: 0.9 }, 'dropout = 0.9 is not a number in [0, 0.6]'],
    ['text for a number', { ...complete, dropout: '0.1' }, 'dropout = "0.1" is not a number'],
    ['no choice', { ...complete, optimizer: 'rmsprop' }, 'optimizer = "rmsprop" is not one of "sgd", "adam"'],
    ['what is missing', { ...complete, dropout: undefined }, 'dropout is missing'],
    ['what is missing in a list', { ...complete, layers: 3 }, 'units[2] is missing'],
    [
      'a list too long for its count',
      { ...complete, layers: 1 },
      'units[1] = 64 is given, but it is not active',
    ],
    ['a list too long for all counts', { ...complete, units: [32, 32, 32, 32, 32] }, 'list of at most 4'],
    ['no list', { ...complete, units: 32 }, 'units = 32 must be a list'],
    [
      'what another choice brings',
      { ...complete, 'optimizer.momentum': 0.5 },
      'optimizer.momentum = 0.5 is given, but it is not active',
    ],
    ['what a condition excludes', { ...complete, warmup: 3 }, 'warmup = 3 is given, but it is not active'],
    ['the same twice', { ...complete, 'units[0]': 32 }, 'units[0] is given twice'],
    [
      'a broken constraint',
      { ...complete, units: [512, 513 - 1], layers: 3, 'units[2]': 16, warmup: 0 },
      'breaks the constraint "sum(units) <= 1024"',
    ],
    ['a list', [1], '[1] is not a configuration'],
  ])('refuses %s', (_, params, says) => {
    expect(() => space.fromParams(params as ParamValues)).toThrow(
      expect.objectContaining({ code: 'TW_CONFIGURATION_INVALID', message: expect.stringContaining(says) }),
    );
  });
});

describe('contains', () => {
  const space = compileSpace({ n: { int: [1, 2] }, u: { repeat: 'n', int: [1, 9] } }, ['n == 1 or u[1] > 1']);
  it.each<[number[], boolean]>([
    [[1, 3, Number.NaN], true],
    [[2, 3, 2], true],
    [[2, 3, 1], false],
    [[1, 3, 3], false],
    [[2, 3, Number.NaN], false],
    [[Number.NaN, 3, Number.NaN], false],
    [[1, 10, Number.NaN], false],
    [[1, 3], false],
  ])('%o: %s', (row, expected) => expect(space.contains(Float64Array.from(row))).toBe(expected));
});

describe('nearest', () => {
  it.each([
    ['flaot', 'float'],
    ['FLOAT', 'float'],
    ['flot', 'float'],
    ['it', 'int'],
    ['zebra', undefined],
  ])('of %s is %s', (word, expected) => expect(nearest(word, ['float', 'int', 'bool'])).toBe(expected));
});
