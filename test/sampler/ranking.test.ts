import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History } from '../../src/sampler/history.ts';
import type { Change, TrialObserved } from '../../src/sampler/port.ts';
import { Ranking, rankSlots } from '../../src/sampler/ranking.ts';
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

test('a ranking kept up to date is the one made afresh, whatever trials change and how', () => {
  const statuses = [
    'completed',
    'completed',
    'completed',
    'stopped',
    'failed',
    'infeasible',
    'running',
  ] as const;
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          trial: fc.nat(20),
          status: fc.constantFrom(...statuses),
          numbers: fc.array(fc.nat(6), { minLength: 3, maxLength: 3 }),
          fidelity: fc.constantFrom(0.25, 0.5, 1),
          look: fc.boolean(),
        }),
        { maxLength: 80 },
      ),
      fc.integer({ min: 1, max: 3 }),
      (steps, objectives) => {
        const history = new History({ space, objectives, limits: 0, seed: 1, parallel: 1, noisy: false });
        const kept = new Ranking(history);
        const all = Array.from({ length: 21 }, (_, slot) => slot);
        for (let trial = 0; trial <= 20; trial++) {
          const row = Float64Array.of(trial / 100);
          history.apply([{ type: 'started', trial, row, origin: 'sampler', ordinal: trial }]);
        }
        for (const { trial, status, numbers, fidelity, look } of steps) {
          const known = status !== 'failed' && status !== 'infeasible';
          history.apply([
            {
              type: 'observed',
              trial,
              status,
              fidelity,
              cost: 1,
              ...(known && values(...numbers.slice(0, objectives))),
            },
          ]);
          if (look) expect(kept.slots(3)).toEqual(rankSlots(history, all, 3));
        }
        expect(kept.slots(3)).toEqual(rankSlots(history, all, 3));
      },
    ),
    { numRuns: 500 },
  );
});
