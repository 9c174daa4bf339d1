import { expect, test } from 'vitest';
import { sobolSampler } from '../../src/sampler/sobol.ts';
import { compileSpace } from '../../src/space/compile.ts';

const plane = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] } });
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
  const diagonal = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] }, c: { float: [0, 1] } }, [
    '(a - 0.5) ** 2 + (b - 0.5) ** 2 + (c - 0.5) ** 2 < 0.0004',
  ]);
  const rows = sobolSampler()
    .create({ ...problem, space: diagonal })
    .suggest({ count: 8, ordinal: 0 });
  expect(rows).toHaveLength(8);
  for (const { row } of rows) expect(diagonal.contains(row)).toBe(true);
});

test('more dimensions than the sequence has', () => {
  const space = compileSpace(
    Object.fromEntries(Array.from({ length: 1200 }, (_, i) => [`x${i}`, { float: [0, 1] }])),
  );
  const [suggestion] = sobolSampler()
    .create({ ...problem, space })
    .suggest({ count: 1, ordinal: 3 });
  expect(new Set(suggestion!.row).size).toBe(1200);
});
