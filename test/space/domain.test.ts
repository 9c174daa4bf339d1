import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSpace } from '../../src/space/compile.ts';
import type { Domain } from '../../src/space/domain.ts';
import type { ParameterSpec } from '../../src/space/spec.ts';

function domainOf(spec: ParameterSpec): Domain {
  return compileSpace({ x: spec }).dimensions[0]?.domain as Domain;
}

const finite: readonly ParameterSpec[] = [
  { int: [1, 4] },
  { int: [-7, 9], step: 4 },
  { int: [1, 512], log: true },
  { int: [1, 2 ** 44], log: true },
  { int: [-(2 ** 49), 2 ** 49 - 1] },
  { float: [0, 1], step: 0.1 },
  { float: [-0.3, 0.35], step: 0.05 },
  { float: [0, 1], step: 1 / 3 },
  { float: [1e-7, 5e-7], step: 1e-7 },
  { categorical: ['a', 1, null, true] },
  { ordinal: [16, 32, 64] },
  { bool: true },
  { oneOf: { a: {}, b: {}, c: {} } },
  { constant: 3 },
];

const continuous: readonly ParameterSpec[] = [
  { float: [0, 1] },
  { float: [-1e9, 3] },
  { float: [1e-5, 1e-1], log: true },
  { float: [1e-300, 1e300], log: true },
];

describe.each(finite)('finite %o', (spec) => {
  const domain = domainOf(spec);
  const position = fc
    .double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    .map((u) => Math.floor(u * domain.cardinality));

  it('returns exactly from unit coordinates, order and values', () => {
    fc.assert(
      fc.property(position, (k) => {
        const number = domain.nth(k);
        expect(domain.contains(number)).toBe(true);
        expect(domain.indexOf(number)).toBe(k);
        expect(domain.fromUnit(domain.toUnit(number))).toBe(number);
        expect(domain.fromValue(domain.toValue(number))).toBe(number);
        expect(domain.fromValue(JSON.parse(JSON.stringify(domain.toValue(number))))).toBe(number);
      }),
      { examples: [[0], [domain.cardinality - 1]] },
    );
  });

  it('contains whatever it makes', () => {
    fc.assert(fc.property(fc.double(), (u) => domain.contains(domain.fromUnit(u))));
    expect(domain.fromUnit(-1)).toBe(domain.nth(0));
    expect(domain.fromUnit(2)).toBe(domain.nth(domain.cardinality - 1));
    expect(domain.contains(domain.defaultNumber)).toBe(true);
  });

  it('refuses others', () => {
    for (const number of [Number.NaN, Infinity, -Infinity, domain.nth(0) + 0.26, 1e300])
      expect(domain.contains(number)).toBe(false);
    for (const value of [undefined, {}, [1], Number.NaN, 'no such choice'])
      expect(domain.fromValue(value)).toBeNaN();
  });
});

describe.each(continuous)('continuous %o', (spec) => {
  const domain = domainOf(spec);

  it('returns from unit coordinates up to rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (u) => {
        const number = domain.fromUnit(u);
        expect(domain.contains(number)).toBe(true);
        expect(domain.toUnit(number)).toBeCloseTo(u, 12);
        expect(domain.fromValue(number)).toBe(number);
      }),
    );
  });

  it('has its ends exactly', () => {
    const [low, high] = (spec as { float: readonly [number, number] }).float;
    expect([domain.fromUnit(0), domain.fromUnit(1), domain.toUnit(low), domain.toUnit(high)]).toEqual([
      low,
      high,
      0,
      1,
    ]);
    expect(domain.contains(high * (1 + 1e-15) + 1e-300)).toBe(false);
    expect(domain.cardinality).toBe(Infinity);
  });
});

describe('domains', () => {
  it('keep decimal steps decimal', () => {
    const domain = domainOf({ float: [0, 0.7], step: 0.1 });
    expect(Array.from({ length: domain.cardinality }, (_, k) => domain.nth(k))).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7,
    ]);
    expect(domain.fromValue(0.1 + 0.2)).toBe(0.3);
    expect(domain.fromValue(0.31)).toBeNaN();
  });

  it('end below the upper end when the step does not divide the range', () => {
    const domain = domainOf({ int: [1, 10], step: 4 });
    expect(Array.from({ length: domain.cardinality }, (_, k) => domain.nth(k))).toEqual([1, 5, 9]);
  });

  it('tile the log scale with bins of an integer ± ½', () => {
    const domain = domainOf({ int: [1, 8], log: true });
    const share = (x: number): number => Math.log((x + 0.5) / (x - 0.5)) / Math.log(8.5 / 0.5);
    const counts = new Map<number, number>();
    const n = 100_000;
    for (let i = 0; i < n; i++) {
      const x = domain.fromUnit((i + 0.5) / n);
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    for (let x = 1; x <= 8; x++) expect((counts.get(x) as number) / n).toBeCloseTo(share(x), 4);
  });

  it.each<[ParameterSpec, unknown]>([
    [{ float: [0, 1] }, 0.5],
    [{ float: [1e-4, 1e-2], log: true }, 1e-3],
    [{ int: [1, 4] }, 2],
    [{ int: [1, 5] }, 3],
    [{ float: [0, 0.3], step: 0.1 }, 0.1],
    [{ categorical: ['a', 'b', 'c'] }, 'a'],
    [{ ordinal: [1, 2, 3, 4] }, 2],
    [{ bool: true }, false],
    [{ constant: null }, null],
    [{ int: [1, 4], default: 4 }, 4],
    [{ categorical: ['a', null], default: null }, null],
  ])('%o has the default %o', (spec, value) => {
    const domain = domainOf(spec);
    const found = domain.toValue(domain.defaultNumber);
    if (typeof value === 'number') expect(found).toBeCloseTo(value, 12);
    else expect(found).toBe(value);
  });

  it('list choices, and only where numbers are indices', () => {
    expect(domainOf({ ordinal: [16, 32] }).choices).toEqual([16, 32]);
    expect(domainOf({ bool: true }).choices).toEqual([false, true]);
    expect(domainOf({ int: [1, 4] }).choices).toBeUndefined();
  });

  it('are ordered only where neighbours are alike', () => {
    const ordered = (spec: ParameterSpec): boolean => domainOf(spec).ordered;
    expect([ordered({ float: [0, 1] }), ordered({ int: [0, 1] }), ordered({ ordinal: [1, 2] })]).toEqual([
      true,
      true,
      true,
    ]);
    expect([
      ordered({ bool: true }),
      ordered({ categorical: [1, 2] }),
      ordered({ oneOf: { a: {} } }),
    ]).toEqual([false, false, false]);
  });
});

describe('priors', () => {
  /** The mean of exp(logPrior) over uniform u: 1 for a density relative to the uniform one. */
  function mass(spec: ParameterSpec, n = 20_000): number {
    const domain = domainOf(spec);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.exp(domain.logPrior(domain.fromUnit((i + 0.5) / n)));
    return sum / n;
  }

  it.each<ParameterSpec>([
    { float: [0, 1], prior: { mean: 0.3, sd: 0.2 } },
    { float: [0, 1], prior: { mean: 0, sd: 0.01 } },
    { float: [-5, 5], prior: { mean: 1, sd: 100 } },
    { float: [1e-5, 1], log: true, prior: { mean: 1e-3, sd: 0.5 } },
    { categorical: ['a', 'b', 'c'], prior: { weights: [1, 2, 3] } },
    { bool: true, prior: { weights: [1e308, 1e308] } },
  ])('%o integrate to 1', (spec) => expect(mass(spec)).toBeCloseTo(1, 3));

  it('are densities of the normal distribution in decades on a log scale', () => {
    const domain = domainOf({ float: [1e-5, 1], log: true, prior: { mean: 1e-3, sd: 0.5 } });
    expect(domain.logPrior(1e-3) - domain.logPrior(1e-2)).toBeCloseTo(0.5 * (1 / 0.5) ** 2, 10);
    expect(domain.hasPrior).toBe(true);
  });

  it('weigh choices', () => {
    const domain = domainOf({ categorical: ['a', 'b'], prior: { weights: [0, 3] } });
    expect([domain.logPrior(0), domain.logPrior(1)]).toEqual([-Infinity, Math.log(2)]);
  });

  it('are 0 everywhere without one', () => {
    for (const spec of [...finite, ...continuous]) {
      const domain = domainOf(spec);
      expect([domain.logPrior(domain.fromUnit(0.7)), domain.hasPrior]).toEqual([0, false]);
    }
  });
});
