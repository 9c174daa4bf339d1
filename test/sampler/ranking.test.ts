import { expect, test } from 'vitest';
import { History } from '../../src/sampler/history.ts';
import type { Change, TrialObserved } from '../../src/sampler/port.ts';
import { Ranking } from '../../src/sampler/ranking.ts';
import { compileSpace } from '../../src/space/compile.ts';

const space = compileSpace({ x: { float: [0, 1] } });

function ranked(
  objectives: number,
  limits: number,
  observed: readonly Partial<TrialObserved>[],
  depth = 10,
): readonly number[] {
  const history = new History({ space, objectives, limits, seed: 1, parallel: 1, noisy: false });
  observed.forEach((observation, trial) => {
    const changes: Change[] = [
      { type: 'started', trial, row: Float64Array.of(trial / 100), origin: 'sampler', ordinal: trial },
      { type: 'observed', trial, status: 'completed', fidelity: 1, cost: 1, ...observation },
    ];
    history.apply(changes);
  });
  return new Ranking(history).slots(depth);
}

const values = (...numbers: number[]): Pick<TrialObserved, 'values'> => ({
  values: Float64Array.from(numbers),
});
const excess = (...numbers: number[]): Pick<TrialObserved, 'excess'> => ({
  excess: Float64Array.from(numbers),
});

test('completed by value, then stopped by fidelity, then failed; running ones are not ranked', () => {
  expect(
    ranked(1, 0, [
      { status: 'failed' },
      { ...values(3) },
      { ...values(0), status: 'stopped', fidelity: 0.1 },
      { ...values(1) },
      { ...values(9), status: 'stopped', fidelity: 0.5 },
      { ...values(0), status: 'running', fidelity: 0.5 },
      { ...values(1) },
      { status: 'infeasible' },
    ]),
  ).toEqual([3, 6, 1, 4, 2, 0, 7]);
});

test('whatever holds the limits comes before whatever does not, each limit in its own unit', () => {
  expect(
    ranked(1, 2, [
      { ...values(0), ...excess(300, -1) },
      { ...values(9), ...excess(-5, 0) },
      { ...values(0), ...excess(-1, 0.01) },
      { ...values(0), ...excess(100, -1) },
      { ...values(0), ...excess(Number.NaN, -1) },
      { ...values(0), ...excess(-1, 0.05) },
      { ...values(0), ...excess(200, -1) },
    ]),
  ).toEqual([1, 2, 3, 5, 6, 0, 4]);
});

test('several objectives: fronts, and within the first by hypervolume', () => {
  const front = [values(0, 10), values(10, 0), values(4, 4), values(4.1, 3.9), values(5, 5)];
  expect(ranked(2, 0, front)).toEqual([2, 0, 1, 3, 4]);
});
