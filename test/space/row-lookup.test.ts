import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowLookup, sameRow } from '../../src/space/row-lookup.ts';

const number = fc.oneof(fc.constantFrom(0, -0, Number.NaN, 1, 0.1, 5e-324), fc.integer({ min: 0, max: 3 }));

describe('RowLookup', () => {
  it('finds the first equal row and nothing else, however many there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((width) =>
          fc.record({
            width: fc.constant(width),
            list: fc.array(fc.array(number, { minLength: width, maxLength: width }), { maxLength: 200 }),
            asked: fc.array(number, { minLength: width, maxLength: width }),
          }),
        ),
        ({ width, list, asked }) => {
          const rows = Float64Array.from(list.flat());
          const index = new RowLookup(width);
          for (let i = 0; i < list.length; i++) index.add(i, rows);
          for (const row of [...list, asked]) {
            const wanted = list.findIndex((other) =>
              sameRow(Float64Array.from(other), Float64Array.from(row)),
            );
            expect(index.find(Float64Array.from(row), rows)).toBe(wanted);
          }
        },
      ),
    );
  });

  it('takes 0 and -0 for one number, and NaN for itself only', () => {
    expect(sameRow(Float64Array.of(0, Number.NaN), Float64Array.of(-0, Number.NaN))).toBe(true);
    expect(sameRow(Float64Array.of(Number.NaN), Float64Array.of(0))).toBe(false);
    expect(sameRow(Float64Array.of(1), Float64Array.of(1, 2))).toBe(false);
  });
});
