import { expect, test } from 'vitest';
import { sobolSampler } from '../../src/sampler/sobol.ts';
import { fakeSpace } from './fake-space.ts';

const plane = fakeSpace([
  { path: 'a', low: 0, high: 1 },
  { path: 'b', low: 0, high: 1 },
]);
const problem = { space: plane, objectives: 1, limits: 0, seed: 7, parallel: 1, noisy: false };

test('64 suggestions fall one into each cell of every 64-cell grid of powers of two', () => {
  const rows = sobolSampler().create(problem).suggest({ count: 64, ordinal: 0 });
  for (let a = 0; a <= 6; a++) {
    const cells = rows.map(
      ({ row }) => `${Math.floor(row[0]! * 2 ** a)},${Math.floor(row[1]! * 2 ** (6 - a))}`,
    );
    expect(new Set(cells).size).toBe(64);
  }
});

test('a suggestion depends on its ordinal, not on those before it', () => {
  const sampler = sobolSampler().create(problem);
  const batch = sampler.suggest({ count: 10, ordinal: 0 });
  expect(sampler.suggest({ count: 1, ordinal: 9 })[0]!.row).toEqual(batch[9]!.row);
});

test('a constraint that nearly nothing satisfies still gets suggestions', () => {
  const diagonal = fakeSpace(
    [
      { path: 'a', low: 0, high: 1 },
      { path: 'b', low: 0, high: 1 },
      { path: 'c', low: 0, high: 1 },
    ],
    ([a = 0, b = 0, c = 0]) => Math.hypot(a - 0.5, b - 0.5, c - 0.5) < 0.02,
  );
  const rows = sobolSampler()
    .create({ ...problem, space: diagonal })
    .suggest({ count: 8, ordinal: 0 });
  expect(rows).toHaveLength(8);
  for (const { row } of rows) expect(diagonal.contains(row)).toBe(true);
});

test('more dimensions than the sequence has', () => {
  const space = fakeSpace(Array.from({ length: 1200 }, (_, i) => ({ path: `x${i}`, low: 0, high: 1 })));
  const [suggestion] = sobolSampler()
    .create({ ...problem, space })
    .suggest({ count: 1, ordinal: 3 });
  expect(new Set(suggestion!.row).size).toBe(1200);
});
