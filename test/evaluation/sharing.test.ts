import { expect, it } from 'vitest';
import { sharing } from '../../src/scheduler/confirmation/sharing.ts';

it.each([
  // Evaluations, wished, folds: candidates and runs of each.
  [12, 3, 0, { tops: 3, runs: 3 }],
  [33, 3, 5, { tops: 3, runs: 5 }],
  [45, 3, 5, { tops: 3, runs: 10 }],
  [11, 3, 5, { tops: 1, runs: 5 }],
  [7, 3, 0, { tops: 1, runs: 4 }],
  [1, 3, 0, { tops: 1, runs: 2 }],
  [1, 3, 4, { tops: 1, runs: 4 }],
  [100, 2, 0, { tops: 2, runs: 33 }],
  [1, 1, 20, { tops: 1, runs: 10 }],
])('%i evaluations for %i of the best with %i folds', (evaluations, top, folds, expected) => {
  expect(sharing(evaluations, top, folds)).toEqual(expected);
});
