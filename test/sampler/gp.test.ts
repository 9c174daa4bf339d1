import { describe, expect, it } from 'vitest';
import { gpSampler } from '../../src/sampler/gp/gp.ts';
import { trustBox, trustLength } from '../../src/sampler/gp/trust-region.ts';
import { History } from '../../src/sampler/history.ts';
import type { Problem } from '../../src/sampler/port.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';

const space = compileSpace({
  x: { float: [0, 1] },
  y: { float: [1e-4, 1], log: true },
  kind: { categorical: ['a', 'b', 'c'] },
  n: { int: [1, 8] },
});
const problem: Problem = { space, objectives: 1, limits: 0, seed: 3, parallel: 1, noisy: false };

/** Least at x = 0.7, the middle of y, kind b, n = 6. */
function bowl(unit: Float64Array, row: Float64Array): number {
  const kind = row[2] === 1 ? 0 : 0.3;
  return (unit[0]! - 0.7) ** 2 + (unit[1]! - 0.5) ** 2 + kind + 0.02 * (row[3]! - 6) ** 2;
}

function bestOf(extra: Partial<Problem>, trials: number, fail: (unit: Float64Array) => boolean): number {
  let best = Number.POSITIVE_INFINITY;
  runSampler(
    gpSampler(),
    { ...problem, ...extra },
    {
      trials,
      outcome: (unit) => {
        if (fail(unit)) return { status: 'failed', fidelity: 1, cost: 1 };
        const value = bowl(unit, space.fromUnit(unit));
        best = Math.min(best, value);
        return { status: 'completed', values: Float64Array.of(value), fidelity: 1, cost: 1 };
      },
    },
  );
  return best;
}

describe('the gp sampler', () => {
  it('finds the bottom of a mixed bowl in 40 trials, alone, in parallel, and around failures', () => {
    expect(bestOf({}, 40, () => false)).toBeLessThan(0.01);
    expect(bestOf({ parallel: 5 }, 45, () => false)).toBeLessThan(0.03);
    expect(bestOf({}, 45, (unit) => unit[0]! < 0.5)).toBeLessThan(0.01);
  });

  it('keeps within a limit whose edge hides the best', () => {
    let within = 0;
    let best = Number.POSITIVE_INFINITY;
    runSampler(
      gpSampler(),
      { ...problem, limits: 1 },
      {
        trials: 45,
        outcome: (unit) => {
          const value = bowl(unit, space.fromUnit(unit));
          const excess = unit[0]! - 0.6;
          if (excess <= 0) {
            within += 1;
            best = Math.min(best, value);
          }
          return {
            status: 'completed',
            values: Float64Array.of(value),
            excess: Float64Array.of(excess),
            fidelity: 1,
            cost: 1,
          };
        },
      },
    );
    expect(best).toBeLessThan(0.03);
    expect(within).toBeGreaterThan(15);
  });

  it('spreads over a front of two objectives', () => {
    const xs: number[] = [];
    runSampler(
      gpSampler(),
      { ...problem, objectives: 2 },
      {
        trials: 45,
        outcome: (unit) => {
          const rest = (unit[1]! - 0.5) ** 2;
          if (rest < 0.01) xs.push(unit[0]!);
          const values = Float64Array.of(unit[0]! ** 2 + rest, (unit[0]! - 1) ** 2 + rest);
          return { status: 'completed', values, fidelity: 1, cost: 1 };
        },
      },
    );
    for (const place of [0.1, 0.5, 0.9]) expect(xs.some((x) => Math.abs(x - place) < 0.15)).toBe(true);
  });
});

describe('the trust region', () => {
  it('shrinks with failures and grows with successes', () => {
    const history = new History(problem);
    const tell = (value: number): void => {
      const trial = history.count;
      history.apply([
        { type: 'started', trial, row: space.defaultRow(), origin: 'sampler', ordinal: trial },
        {
          type: 'observed',
          trial,
          status: 'completed',
          values: Float64Array.of(value),
          fidelity: 1,
          cost: 1,
        },
      ]);
    };
    expect(trustLength(history)).toBe(0.8);
    for (let i = 0; i < 5; i++) tell(10 + i);
    expect(trustLength(history)).toBe(0.4);
    for (let i = 0; i < 3; i++) tell(9 - i);
    expect(trustLength(history)).toBe(0.8);
  });

  it('is longer where the function changes slowly, lies in the cube, and holds a step of integers', () => {
    const centre = Float64Array.of(0.5, 0.95, 0.5, 0.5);
    const { low, high } = trustBox(space, centre, Float64Array.of(4, 1, 1, 4), 0.1);
    expect(high[1]! - 0.95).toBeCloseTo(0.05, 10);
    expect(high[0]! - low[0]!).toBeLessThan(0.95 - low[1]! + 0.1);
    expect([low[2], high[2]]).toEqual([0, 1]);
    expect(high[3]! - 0.5).toBeGreaterThan(1 / 8);
  });
});
