import { expect, test } from 'vitest';
import { gridSampler, gridSize } from '../../src/sampler/grid.ts';
import type { Problem } from '../../src/sampler/port.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { Space } from '../../src/space/space.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';

const mixed = compileSpace(
  { c: { oneOf: { p: {}, q: { n: { int: [0, 9] } }, r: {} } }, x: { float: [0, 1] } },
  ['x < 0.9'],
);

function problem(space: Space, seed = 7): Problem {
  return { space, objectives: 1, limits: 0, seed, parallel: 1, noisy: false };
}

const outcome = (): { status: 'failed'; fidelity: 1; cost: 1 } => ({
  status: 'failed',
  fidelity: 1,
  cost: 1,
});

test('counts a conditional parameter only where it is active, and no forbidden combination', () => {
  // (2 choices alone + 10 under the third) × 4 of 5 values of x
  expect(gridSize(mixed)).toBe(48);
  expect(gridSize(mixed, { resolutions: { x: 3, 'c.n': 2 } })).toBe(8);
  expect(gridSize(mixed, { resolution: 1 })).toBe(12);
});

test('tries exactly the grid, in an order that depends on the seed', () => {
  const runs = [7, 8].map((seed) =>
    runSampler(gridSampler(), problem(mixed, seed), { trials: 100, outcome }),
  );
  const keys = runs.map((run) => run.rows.map((row) => mixed.key(row)));
  expect(runs[0]!.exhausted).toBe(true);
  expect(new Set(keys[0]).size).toBe(48);
  expect(new Set(keys[0])).toEqual(new Set(keys[1]));
  expect(keys[0]).not.toEqual(keys[1]);
  expect(new Set(runs[0]!.rows.map((row) => row.at(-1)))).toEqual(new Set([0, 0.25, 0.5, 0.75]));
});

test('refuses a grid without end and a resolution that makes no sense', () => {
  const wide = compileSpace({ a: { int: [0, 9999] }, b: { int: [0, 9999] } });
  expect(() => gridSize(wide)).toThrowError(expect.objectContaining({ code: 'TW_GRID_TOO_LARGE' }));
  expect(gridSize(wide, { resolutions: { a: 10, b: 10 } })).toBe(100);
  expect(() => gridSize(mixed, { resolutions: { z: 3 } })).toThrowError(
    expect.objectContaining({ code: 'TW_GRID_RESOLUTION', place: { path: 'sampler.resolutions.z' } }),
  );
});
