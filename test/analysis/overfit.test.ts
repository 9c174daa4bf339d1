import { describe, expect, it } from 'vitest';
import { observationsOf } from '../../src/analysis/observations.ts';
import { edgesOf } from '../../src/analysis/overfit/edges.ts';
import { gapOf } from '../../src/analysis/overfit/gap.ts';
import { intervalOf, spreadOfDifferences, spreadWithin } from '../../src/analysis/overfit/interval.ts';
import { overtuningOf } from '../../src/analysis/overfit/overtuning.ts';
import { rowsBehind } from '../../src/analysis/overfit/rows.ts';
import { sensitivityOf } from '../../src/analysis/overfit/sensitivity.ts';
import { stabilityOf } from '../../src/analysis/overfit/stability.ts';
import { stream } from '../../src/math/random.ts';
import { student90 } from '../../src/math/special/student.ts';
import { goalOf, type Made, stateOf } from './study.ts';

const spec = { x: { float: [0, 1] }, y: { float: [0, 1] } } as const;
const runs = (...values: number[]): Map<string, number> =>
  new Map(values.map((value, i) => [String(i), value]));

describe('intervals', () => {
  it('have the quantiles of Student', () => {
    // scipy.stats.t.ppf(0.95, n)
    const known = [
      [1, 6.313751514675043],
      [2, 2.919985580355516],
      [4, 2.131846786326649],
      [5, 2.015048372669157],
      [10, 1.812461122811676],
      [30, 1.697260886593957],
      [Number.POSITIVE_INFINITY, 1.644853626951472],
    ] as const;
    for (const [freedom, quantile] of known)
      expect(Math.abs(student90(freedom) - quantile)).toBeLessThan(1e-3);
  });

  it('of differences do not see what all trials share at a place', () => {
    const a = runs(1, 5, 2);
    const b = runs(1.5, 5.1, 2.9);
    const { variance, freedom } = spreadOfDifferences([a, b]);
    // Differences 0.5, 0.1, 0.9: variance 0.16.
    expect(freedom).toBe(2);
    expect(variance).toBeCloseTo(0.16, 12);
    expect(spreadWithin([a, b]).freedom).toBe(4);
    expect(spreadWithin([a, b]).variance).toBeGreaterThan(1);
  });

  it('hold the truth about nine times in ten', () => {
    const random = stream(1, 'intervals');
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      const places = Array.from({ length: 4 }, () => random.normal());
      const trials = [0.3, 0, 0.1].map((level) =>
        runs(...places.map((place) => level + place + 0.2 * random.normal())),
      );
      const gain = [...trials[0]!.values()].reduce(
        (sum, value, place) => sum + (value - trials[1]!.get(String(place))!) / 4,
        0,
      );
      const { low, high } = intervalOf(gain, 4, spreadOfDifferences(trials), 0);
      if (low <= 0.3 && 0.3 <= high) held++;
    }
    expect(held / 2000).toBeGreaterThan(0.88);
    expect(held / 2000).toBeLessThan(0.92);
  });
});

describe('overtuning', () => {
  const goal = goalOf(spec, ['-val_score']);
  const trials = (scores: readonly (readonly [number, number])[]): Made[] =>
    scores.map(([val_score, test_score], i) => ({
      params: { x: i / 10, y: 0.5 },
      metrics: { val_score, test_score },
    }));

  it('is what the last incumbent lost against an earlier one, and its share of what could be gained', () => {
    // Incumbents by validation: trials 0, 1, 3, 4 with tests .70, .80, .90, .85.
    const state = stateOf(
      goal,
      trials([
        [0.5, 0.7],
        [0.6, 0.8],
        [0.55, 0.99],
        [0.7, 0.9],
        [0.8, 0.85],
      ]),
    );
    const found = overtuningOf(state, goal)!;
    expect(found).toMatchObject({ metric: 'test_score', better: 3, incumbents: 4 });
    expect(found.absolute).toBeCloseTo(0.05, 12);
    expect(found.relative).toBeCloseTo(0.25, 12);
  });

  it('is over 1 when the search ends worse than it began, and nothing without test values', () => {
    const worse = overtuningOf(
      stateOf(
        goal,
        trials([
          [0.5, 0.7],
          [0.6, 0.8],
          [0.7, 0.5],
        ]),
      ),
      goal,
    )!;
    expect(worse.absolute).toBeCloseTo(0.3, 12);
    expect(worse.relative).toBeCloseTo(3, 12);
    const none = overtuningOf(
      stateOf(
        goal,
        trials([
          [0.5, 0.7],
          [0.6, 0.8],
        ]),
      ),
      goal,
    )!;
    expect([none.absolute, none.relative]).toEqual([0, 0]);
    expect(
      overtuningOf(stateOf(goal, [{ params: { x: 0, y: 0 }, metrics: { val_score: 1 } }]), goal),
    ).toBeUndefined();
  });
});

describe('the gap', () => {
  it('is found by the names of metrics, and its growth by ranks', () => {
    const goal = goalOf(spec, ['-val_accuracy']);
    const made = (grow: number): Made[] =>
      Array.from({ length: 20 }, (_, i) => ({
        params: { x: i / 20, y: 0.5 },
        metrics: { val_accuracy: 0.8, train_accuracy: 0.85 + grow * i + 0.003 * Math.sin(5 * i) },
      }));
    const grown = gapOf(stateOf(goal, made(0.005)), goal, 19, 0)!;
    expect(grown.metric).toBe('train_accuracy');
    expect(grown.own).toBeCloseTo(0.05 + 0.095 + 0.003 * Math.sin(95), 12);
    expect(grown.default).toBeCloseTo(0.05, 12);
    expect(grown.trend).toBeGreaterThan(0.9);
    expect(grown.chance).toBeLessThan(0.001);
    expect(gapOf(stateOf(goal, made(0)), goal, 19, 0)!.chance).toBeGreaterThan(0.05);
    const bare = goalOf(spec, ['loss']);
    expect(
      gapOf(stateOf(bare, [{ params: { x: 0, y: 0 }, metrics: { loss: 3, train_loss: 1 } }]), bare, 0, -1),
    ).toMatchObject({ own: 2 });
    expect(
      gapOf(stateOf(bare, [{ params: { x: 0, y: 0 }, metrics: { loss: 3 } }]), bare, 0, -1),
    ).toBeUndefined();
  });
});

describe('what the winner depends on', () => {
  const goal = goalOf(spec, ['loss']);
  const random = stream(3, 'sensitivity');
  const trials = Array.from({ length: 40 }, (_, i): Made => {
    const [x, y] = i === 0 ? [0.3, 0.99] : [random.uniform(), random.uniform()];
    return { params: { x, y }, metrics: { loss: 4 * (x - 0.3) ** 2 + 0.02 * (y - 0.5) ** 2 } };
  });
  const observations = observationsOf(stateOf(goal, trials), goal);

  it('is how far each parameter may move before the loss exceeds the noise', () => {
    const [x, y] = sensitivityOf(observations, 0, 0.04);
    // 4 (x - 0.3)² = 0.04 at 0.2 and 0.4; y makes no such difference anywhere.
    expect(x!.low as number).toBeGreaterThan(0.15);
    expect(x!.low as number).toBeLessThan(0.25);
    expect(x!.high as number).toBeGreaterThan(0.35);
    expect(x!.high as number).toBeLessThan(0.45);
    expect(y!.share).toBe(1);
    expect(sensitivityOf(observations, 0, 0)).toEqual([]);
  });

  it('is whether the best agree, and whether one lies at an end', () => {
    const order = [...observations.trials.keys()].sort(
      (a, b) => observations.values[a]! - observations.values[b]!,
    );
    const { parameters } = stabilityOf(observations, order.slice(0, 6));
    expect(parameters.map(({ parameter, agree }) => [parameter, agree])).toEqual([
      ['x', true],
      ['y', false],
    ]);
    expect(edgesOf(observations, 0)).toEqual([{ parameter: 'y', value: 0.99, end: 'upper' }]);
  });
});

it('the number of rows behind shares is told from them', () => {
  const random = stream(1, 'rows');
  const shares = Array.from({ length: 12 }, () => (200 + random.integer(100)) / 347);
  expect(rowsBehind(shares)).toBe(347);
  expect(rowsBehind(shares.map((share) => share + 0.1 * random.uniform()))).toBeUndefined();
  expect(rowsBehind(shares.map((share) => share * 3))).toBeUndefined();
  expect(rowsBehind(shares.slice(0, 4))).toBeUndefined();
});
