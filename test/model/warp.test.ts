import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfRankWarp, standardWarp, zoomedHalfRankWarp } from '../../src/model/warp/output.ts';
import { standardised, standardiser } from '../../src/model/warp/standardise.ts';

const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(1e300, -1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
);

describe('standardising', () => {
  it('stays finite for every finite input', () => {
    fc.assert(
      fc.property(fc.array(anyNumber), (values) => {
        const z = standardised(values, standardiser(values));
        expect(z.every(Number.isFinite)).toBe(true);
        expect(z.every((x) => Math.abs(x) <= 2 * Math.sqrt(values.length) + 2)).toBe(true);
      }),
    );
  });
});

describe('the half-rank warp', () => {
  it('keeps order and stays finite', () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 1, maxLength: 40 }), (list) => {
        const values = Float64Array.from(list);
        const { values: z, slopes } = halfRankWarp(values);
        expect(z.every(Number.isFinite)).toBe(true);
        expect(slopes.every((s) => s >= 0)).toBe(true);
        for (let i = 0; i < z.length; i++)
          for (let j = 0; j < z.length; j++)
            if (values[i]! < values[j]!) expect(z[i]).toBeLessThanOrEqual(z[j]!);
      }),
    );
  });

  it('takes the size of disasters away', () => {
    const { values } = halfRankWarp(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 1e9));
    expect(values[7]! - values[6]!).toBeLessThan(3 * (values[2]! - values[0]!));
    expect(values[1]! - values[0]!).toBeCloseTo(values[2]! - values[1]!, 6);
  });

  it('keeps the whole in view as trials gather at an optimum; the zoomed one does not', () => {
    const gathered = Float64Array.from({ length: 40 }, (_, i) => (i < 12 ? 1 + i / 4 : 1e-3 * (i % 5)));
    const gap = ({ values }: { readonly values: Float64Array }): number => values[14]! - values[15]!;
    expect(gap(halfRankWarp(gathered))).toBeLessThan(0.02);
    expect(gap(zoomedHalfRankWarp(gathered))).toBeGreaterThan(0.2);
    expect(gap(standardWarp(gathered))).toBeLessThan(0.02);
  });
});
