import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erf, erfc, erfcx } from '../../src/math/special/erfc.ts';
import { logGamma } from '../../src/math/special/gamma.ts';
import { log1mexp, logAddExp, logSumExp } from '../../src/math/special/logarithms.ts';
import {
  normalCdf,
  normalLogCdf,
  normalLogPdf,
  normalPdf,
  normalQuantile,
} from '../../src/math/special/normal.ts';

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden', 'special.json'), 'utf8'),
) as Record<string, [number, number][]>;

const functions = {
  erf,
  erfc,
  erfcx,
  normalPdf,
  normalCdf,
  normalLogCdf,
  normalQuantile,
  logGamma,
  log1mexp,
};

describe('special functions against SciPy', () => {
  for (const [name, ours] of Object.entries(functions)) {
    it(`${name} agrees to 1e-12 in relative terms, tails included`, () => {
      const table = golden[name]!;
      expect(table.length).toBeGreaterThan(40);
      const wrong = table.filter(([x, wanted]) => {
        const tiny = Math.abs(wanted) < 1e-300;
        return !(Math.abs(ours(x) - wanted) <= (tiny ? 1e-300 : 1e-12 * Math.abs(wanted)));
      });
      expect(wrong.map(([x, wanted]) => [x, wanted, ours(x)])).toEqual([]);
    });
  }
});

describe('logarithms of sums', () => {
  it('agree with each other and survive the extremes', () => {
    expect(logSumExp(Float64Array.of(-1e300, 1e300))).toBe(1e300);
    expect(logSumExp(new Float64Array())).toBe(-Infinity);
    expect(logAddExp(-Infinity, -Infinity)).toBe(-Infinity);
    expect(logAddExp(1000, 1000)).toBeCloseTo(1000 + Math.LN2, 12);
    fc.assert(
      fc.property(
        fc.double({ min: -800, max: 800, noNaN: true }),
        fc.double({ min: -800, max: 800, noNaN: true }),
        (a, b) => {
          expect(logAddExp(a, b)).toBeCloseTo(logSumExp(Float64Array.of(a, b)), 10);
        },
      ),
    );
  });
});

describe('the normal distribution', () => {
  it('inverts itself', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-9 * Math.max(1, Math.abs(x)));
      }),
    );
  });

  it('has its log density', () => {
    for (const x of [-3, 0, 0.5, 7]) expect(Math.exp(normalLogPdf(x))).toBeCloseTo(normalPdf(x), 14);
  });
});
