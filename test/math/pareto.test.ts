import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hypervolume, hypervolumeContributions, hypervolumeOrder } from '../../src/math/hypervolume.ts';
import { columnsToUnit, nonDominatedRanks } from '../../src/math/pareto.ts';

const points = (m: number) =>
  fc
    .array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: m, maxLength: m }), {
      minLength: 1,
      maxLength: 25,
    })
    .map((rows) => ({ m, values: Float64Array.from(rows.flat()), rows }));

const anyPoints = fc.integer({ min: 1, max: 5 }).chain(points);

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((x, j) => x <= b[j]!) && a.some((x, j) => x < b[j]!);
}

test('ranks follow from their definition', () => {
  fc.assert(
    fc.property(anyPoints, ({ m, values, rows }) => {
      const ranks = nonDominatedRanks(values, m);
      rows.forEach((row, i) => {
        const above = rows.flatMap((other, j) => (dominates(other, row) ? [ranks[j]!] : []));
        expect(ranks[i]).toBe(above.length === 0 ? 0 : Math.max(...above) + 1);
      });
    }),
  );
});

test('hypervolume equals the number of unit cells covered', () => {
  fc.assert(
    fc.property(anyPoints, ({ m, values, rows }) => {
      const cells = Array.from({ length: 5 ** m }, (_, c) =>
        Array.from({ length: m }, (_, j) => Math.floor(c / 5 ** j) % 5),
      );
      const covered = cells.filter((cell) => rows.some((row) => row.every((x, j) => x <= cell[j]!))).length;
      expect(hypervolume(values, new Float64Array(m).fill(5))).toBe(covered);
    }),
  );
});

test('a contribution is what is lost without the point', () => {
  fc.assert(
    fc.property(anyPoints, ({ m, values, rows }) => {
      const reference = new Float64Array(m).fill(5);
      const whole = hypervolume(values, reference);
      const lost = rows.map(
        (_, i) => whole - hypervolume(Float64Array.from(rows.filter((_, j) => j !== i).flat()), reference),
      );
      expect([...hypervolumeContributions(values, reference)]).toEqual(lost);
    }),
  );
});

// Golden values of Optuna 5.0.0 (optuna._hypervolume.compute_hypervolume) on points of the unit sphere and the simplex.
const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden', 'hypervolume.json'), 'utf8'),
) as readonly { readonly m: number; readonly points: number[][]; readonly volume: number }[];

test('hypervolume agrees with Optuna', () => {
  expect(golden.length).toBeGreaterThan(10);
  for (const { m, points, volume } of golden) {
    const ours = hypervolume(Float64Array.from(points.flat()), new Float64Array(m).fill(1.1));
    expect(Math.abs(ours / volume - 1)).toBeLessThan(1e-12);
  }
});

test('the order of choice is greedy and has no repeats', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 3 }).chain(points), ({ m, values, rows }) => {
      const order = [...hypervolumeOrder(values, m, 6)];
      expect(new Set(order).size).toBe(Math.min(6, rows.length));
      const unit = columnsToUnit(values, m);
      const reference = new Float64Array(m).fill(1.1);
      const volume = (of: readonly number[]): number =>
        hypervolume(Float64Array.from(of.flatMap((i) => [...unit.subarray(i * m, i * m + m)])), reference);
      order.forEach((_, k) => {
        const before = order.slice(0, k);
        const reached = volume(order.slice(0, k + 1));
        rows.forEach((_, i) => {
          if (!before.includes(i)) expect(volume([...before, i])).toBeLessThanOrEqual(reached + 1e-9);
        });
      });
    }),
    { numRuns: 30 },
  );
});

test('columns at the ends of the number range', () => {
  const values = Float64Array.of(-Number.MAX_VALUE, 1, Number.MAX_VALUE, 1, 0, 1);
  expect([...columnsToUnit(values, 2)]).toEqual([0, 0, 1, 0, 0.5, 0]);
});
