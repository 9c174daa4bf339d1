import { describe, expect, it } from 'vitest';
import { hypervolume } from '../../bench/quality/hypervolume.ts';
import { regret } from '../../bench/quality/score.ts';
import { hierarchicalBootstrap, holm } from '../../bench/quality/statistics.ts';
import type { Trace } from '../../bench/quality/trace.ts';

describe('the hypervolume of a benchmark', () => {
  it('is exact for boxes', () => {
    expect(hypervolume([[0.5, 0.5]])).toBeCloseTo(0.25, 12);
    expect(
      hypervolume([
        [0.2, 0.6],
        [0.6, 0.2],
        [0.7, 0.7],
      ]),
    ).toBeCloseTo(0.8 * 0.4 + 0.4 * 0.4, 12);
    expect(
      hypervolume([
        [0.5, 0.5, 0.5],
        [0.25, 0.75, 0.75],
      ]),
    ).toBeCloseTo(0.125 + 0.25 * 0.0625, 12);
  });

  it('counts nothing outside the box', () => {
    expect(
      hypervolume([
        [1, 0],
        [2, -1],
      ]),
    ).toBe(0);
    expect(hypervolume([])).toBe(0);
  });
});

describe('Holm’s correction', () => {
  it('gives the values of the textbook example', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
  });
});

describe('the hierarchical bootstrap', () => {
  const family = (values: readonly number[]): Map<string, readonly number[]> =>
    new Map(values.map((v, i) => [`p${i}`, [v, v]]));

  it('weighs families equally, however many problems they hold', () => {
    const { mean } = hierarchicalBootstrap(
      new Map([
        ['a', family([1, 1, 1, 1])],
        ['b', family([0])],
      ]),
    );
    expect(mean).toBeCloseTo(0.5, 12);
  });

  it('excludes zero only when the difference is clear', () => {
    expect(hierarchicalBootstrap(new Map([['a', family([0.9, 1, 1.1, 1.2])]])).low).toBeGreaterThan(0);
    const unclear = hierarchicalBootstrap(new Map([['a', family([-1, 1, -1, 1.1])]]));
    expect(unclear.low).toBeLessThan(0);
    expect(unclear.p).toBeGreaterThan(0.05);
  });
});

describe('regret', () => {
  const trace: Trace = {
    problem: 'p',
    family: 'tables',
    system: 's',
    seed: 0,
    parallel: 1,
    truth: [[0.5], null, [0.3], [0.4]],
    seen: [[0.5], null, [0.6], [0.1]],
    excess: [0, 0, 0, 0],
    recommended: [0.5, 0.3, null],
    cpuMs: 0,
  };
  const reference = { best: 0.2, median: 0.6 };

  it('takes the noise-free value of the best seen', () => {
    expect(regret(trace, 0, 3, reference, 'observed')).toBeCloseTo(0.75, 12);
    expect(regret(trace, 2, 4, reference, 'observed')).toBeCloseTo(0.5, 12);
  });

  it('takes the system’s own recommendation, and 1 without any', () => {
    expect(regret(trace, 1, 2, reference, 'own')).toBeCloseTo(0.25, 12);
    expect(regret(trace, 2, 4, reference, 'own')).toBe(1);
  });

  it('does not count what breaks a limit', () => {
    const broken = { ...trace, excess: [1, 1, 1, 0] };
    expect(regret(broken, 0, 3, reference, 'observed')).toBe(1);
  });

  it('is of the logarithm on BBOB', () => {
    const bbob = { ...trace, family: 'bbob', truth: [[1e-2]], seen: [[1e-2]] };
    expect(regret(bbob, 0, 1, { best: 0, median: 1e2 }, 'observed')).toBeCloseTo(0.6, 12);
  });
});
