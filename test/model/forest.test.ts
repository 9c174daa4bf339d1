import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { type Forest, fitForest } from '../../src/model/forest/forest.ts';
import { columnsOf, inputsOf } from '../../src/model/forest/table.ts';
import { compileSpace } from '../../src/space/compile.ts';

const ordered = (count: number) => ({ count, categories: new Int32Array(count) });

function predict(forest: Forest, x: Float64Array): { means: Float64Array; variances: Float64Array } {
  const n = x.length / forest.columns.count;
  const [means, variances] = [new Float64Array(n), new Float64Array(n)];
  forest.predict(x, means, variances);
  return { means, variances };
}

/** Share of the variance of `y` that the out-of-bag means explain. */
function explained(forest: Forest, y: Float64Array): number {
  const mean = y.reduce((a, b) => a + b) / y.length;
  let rest = 0;
  let total = 0;
  y.forEach((value, i) => {
    rest += (value - forest.outOfBag[i]!) ** 2;
    total += (value - mean) ** 2;
  });
  return 1 - rest / total;
}

describe('the forest', () => {
  it('learns a smooth function', () => {
    const random = stream(1);
    const x = Float64Array.from({ length: 400 * 4 }, () => random.uniform());
    const y = Float64Array.from({ length: 400 }, (_, i) => Math.sin(6 * x[4 * i]!) + 2 * x[4 * i + 1]! ** 2);
    const forest = fitForest(ordered(4), x, y, {}, stream(2));
    expect(explained(forest, y)).toBeGreaterThan(0.9);
    const fresh = Float64Array.from({ length: 400 * 4 }, () => random.uniform());
    const { means, variances } = predict(forest, fresh);
    const errors = means.map((mean, i) => mean - Math.sin(6 * fresh[4 * i]!) - 2 * fresh[4 * i + 1]! ** 2);
    expect(Math.sqrt(errors.reduce((a, e) => a + e * e, 0) / 400)).toBeLessThan(0.2);
    // The variance is a scale of the error: neither nothing nor everything.
    const ratio = errors.reduce((a, e, i) => a + (e * e) / variances[i]!, 0) / 400;
    expect(ratio).toBeGreaterThan(0.1);
    expect(ratio).toBeLessThan(3);
  });

  it('learns sets of categories, more than a word holds', () => {
    const columns = { count: 2, categories: Int32Array.of(70, 0) };
    const good = (category: number): boolean => [3, 31, 32, 64, 69].includes(category);
    const x = new Float64Array(2 * 700);
    for (let i = 0; i < 700; i++) x.set([i % 70, (i * 0.37) % 1], 2 * i);
    const y = Float64Array.from({ length: 700 }, (_, i) => (good(i % 70) ? -5 : 1));
    const { means } = predict(fitForest(columns, x, y, { trees: 20 }, stream(3)), x);
    means.forEach((mean, i) => {
      expect(Math.abs(mean - y[i]!)).toBeLessThan(1.5);
    });
  });

  it('has a branch for what is inactive', () => {
    const space = compileSpace({ model: { oneOf: { a: { rate: { float: [0, 1] } }, b: {} } } });
    const random = stream(4);
    const rows = new Float64Array(2 * 200);
    for (let i = 0; i < 200; i++) {
      rows.set(space.fromUnit(Float64Array.of(random.uniform(), random.uniform())), 2 * i);
    }
    const y = Float64Array.from({ length: 200 }, (_, i) =>
      Number.isNaN(rows[2 * i + 1]!) ? 7 : rows[2 * i + 1]!,
    );
    const x = inputsOf(space, rows);
    // Only the column of the rate tells: a mean over all branches could not know that 7 is where there is none.
    const rate = { count: 1, categories: new Int32Array(1) };
    const alone = fitForest(
      rate,
      x.filter((_, i) => i % 2 === 1),
      y,
      {},
      stream(5),
    );
    expect(explained(alone, y)).toBeGreaterThan(0.99);
    expect(explained(fitForest(columnsOf(space), x, y, {}, stream(6)), y)).toBeGreaterThan(0.99);
    expect(predict(alone, Float64Array.of(Number.NaN)).means[0]).toBeCloseTo(7, 9);
  });

  it('stays within the targets, is finite and repeats itself on any input', () => {
    const value = fc.oneof(
      fc.double({ min: -1e300, max: 1e300, noNaN: true }),
      fc.constantFrom(0, 1, 1e300, -1e300),
    );
    const input = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, Number.NaN));
    const row = fc.tuple(input, fc.constantFrom(0, 1, 2, Number.NaN), value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), fc.integer(), (rows, seed) => {
        const columns = { count: 2, categories: Int32Array.of(0, 3) };
        const x = new Float64Array(2 * rows.length);
        rows.forEach(([a, b], i) => {
          x.set([a, b], 2 * i);
        });
        const y = Float64Array.from(rows, ([, , target]) => target);
        const fitted = (): Forest => fitForest(columns, x, y, { trees: 5 }, stream(seed));
        const { means, variances } = predict(fitted(), x);
        const [low, high] = [Math.min(...y), Math.max(...y)];
        // Means of subnormal numbers round by more than a share of them.
        const slack = 1e-12 * Math.max(Math.abs(low), Math.abs(high)) + Number.MIN_VALUE;
        for (const mean of means) {
          expect(mean).toBeGreaterThanOrEqual(low - slack);
          expect(mean).toBeLessThanOrEqual(high + slack);
        }
        for (const variance of variances) expect(variance).toBeGreaterThanOrEqual(0);
        expect(predict(fitted(), x).means).toEqual(means);
      }),
    );
  });

  it('needs a row', () => {
    expect(() => fitForest(ordered(1), new Float64Array(0), new Float64Array(0), {}, stream(0))).toThrow(
      RangeError,
    );
  });
});
