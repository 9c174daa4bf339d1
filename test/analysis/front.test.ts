import { expect, test } from 'vitest';
import { bestSoFar } from '../../src/analysis/curve.ts';
import { fewOf, frontOf, frontTrials } from '../../src/analysis/front.ts';
import { goalOf, stateOf } from './study.ts';

const goal = goalOf({ x: { float: [0, 10] } }, ['loss', '-speed'], ['memory <= 8']);
const made = (loss: number, speed: number, memory = 1) => ({
  params: { x: loss },
  metrics: { loss, speed, memory },
});
const trials = [made(3, 9), made(1, 2), made(2, 5), made(2.5, 4), made(0, 10, 9), made(2, 5)];

test('a front has the undominated trials within the limits, in the metrics’ own directions', () => {
  const front = frontOf(stateOf(goal, trials), goal, [4, 0]);
  expect(front.points).toEqual([
    { trial: 1, values: [1, 2], contribution: 2 },
    { trial: 2, values: [2, 5], contribution: 0 },
    { trial: 5, values: [2, 5], contribution: 0 },
    { trial: 0, values: [3, 9], contribution: 4 },
  ]);
  // Columns of the box: loss 1 to 2 at speed 2, 2 to 3 at speed 5, 3 to 4 at speed 9.
  expect(front.hypervolume).toBe(2 + 5 + 9);
  expect(front.reference).toEqual([4, 0]);
});

test('without a reference the corner lies a tenth behind the nadir', () => {
  const front = frontOf(stateOf(goal, trials), goal);
  expect(front.reference[0]).toBeCloseTo(3.2, 12);
  expect(front.reference[1]).toBeCloseTo(1.3, 12);
  expect(front.points.every(({ trial, contribution }) => contribution > 0 || [2, 5].includes(trial))).toBe(
    true,
  );
  expect(frontOf(stateOf(goal, []), goal)).toMatchObject({ points: [], hypervolume: 0 });
  expect(() => frontOf(stateOf(goal, []), goal, [1])).toThrow(RangeError);
});

test('a few stand for the front, in its order', () => {
  const state = stateOf(goal, trials);
  const front = frontOf(state, goal);
  expect(frontTrials(state, goal)).toEqual([1, 2, 5, 0]);
  expect(fewOf(front, goal, 9)).toBe(front.points);
  // The two of equal results are worth one.
  expect(fewOf(front, goal, 3).map(({ trial }) => trial)).toEqual([1, 2, 0]);
});

test('imported results outside the space and results that are no numbers', () => {
  const state = stateOf(goal, [made(3, 9), { ...made(1, 100), metrics: { loss: Number.NaN, speed: 100 } }]);
  const row = Float64Array.of(99);
  const place = { position: -1, ordinal: -1, batch: [0, 1] as const };
  state.apply({ type: 'trial-created', at: 1, trial: 2, origin: 'imported', row, ...place });
  const { metrics } = made(1, 30);
  state.apply({ type: 'trial-ended', at: 1, trial: 2, status: 'completed', metrics });
  expect(frontTrials(state, goal)).toEqual([2]);
});

test('the curve has every improvement with its trials and cost', () => {
  const one = goalOf({ x: { float: [0, 10] } }, ['loss'], ['memory <= 8']);
  const failed = { ...made(0.1, 1), status: 'failed' as const };
  const state = stateOf(one, [failed, ...trials]);
  expect(bestSoFar(state, one)).toEqual({
    points: [
      { trial: 1, trials: 2, cost: 4, value: 3 },
      { trial: 2, trials: 3, cost: 6, value: 1 },
    ],
    trials: 7,
    cost: 14,
  });
});
