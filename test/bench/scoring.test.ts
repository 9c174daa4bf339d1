import { describe, expect, it } from 'vitest';
import { aheadTarget, compare, familyTarget } from '../../bench/quality/comparison.ts';
import { reachingFindings } from '../../bench/quality/reaching.ts';
import { type Reference, regret } from '../../bench/quality/score.ts';
import { type Scored, scored } from '../../bench/quality/scored.ts';
import { censoredMean, hierarchicalBootstrap, holm } from '../../bench/quality/statistics.ts';
import type { Trace } from '../../bench/quality/trace.ts';
import { normalQuantile } from '../../src/math/special/normal.ts';

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

  it('is of the hypervolume with several objectives', () => {
    const several = { ...trace, truth: [[1, 3], null, [5, 1], [2, 9]], seen: [[1, 3], null, [5, 1], [2, 9]] };
    const box = { best: 0, median: 0, low: [0, 1], reference: [10, 5], volume: 0.8 };
    // (0.1, 0.5) and (0.5, 0) in the unit box; the last one is outside it.
    expect(regret(several, 2, 4, box, 'observed')).toBeCloseTo(1 - (0.9 * 0.5 + 0.5 * 0.5) / 0.8, 12);
    expect(regret(several, 0, 1, box, 'observed')).toBeCloseTo(1 - 0.45 / 0.8, 12);
  });
});

describe('a mean of censored values', () => {
  it('is the plain mean without censoring, and infinite when nothing is known', () => {
    expect(censoredMean([1, 2, 6], [false, false, false])).toBeCloseTo(3, 12);
    expect(censoredMean([1, 1], [true, true])).toBe(Number.POSITIVE_INFINITY);
  });

  it('finds the centre of a normal of which only the lower half is seen', () => {
    const n = 2000;
    const values = Array.from({ length: n }, (_, i) => 3 + 2 * normalQuantile((i + 0.5) / n));
    const censored = values.map((value) => value > 3);
    const seen = values.map((value) => Math.min(value, 3));
    expect(censoredMean(seen, censored)).toBeCloseTo(3, 1);
    expect(seen.reduce((a, b) => a + b) / n).toBeLessThan(2.3);
  });
});

describe('a comparison', () => {
  const reference: Reference = { best: 0, median: 1 };
  const run = (system: string, family: string, problem: string, seed: number, values: number[]): Scored =>
    scored(
      {
        problem,
        family,
        system,
        seed,
        parallel: 1,
        truth: values.map((value) => [value]),
        seen: values.map((value) => [value]),
        excess: values.map(() => 0),
        recommended: [values[0]!, values[1]!, values.at(-1)!],
        cpuMs: 1,
      },
      reference,
    );
  const ours = [0, 1, 2].flatMap((seed) => [
    run('ours', 'a', 'p', seed, [0.8, 0.2, 0.1, 0.1]),
    run('ours', 'b', 'q', seed, [0.8, 0.5, 0.5, 0.4]),
  ]);
  const peer = [0, 1].flatMap((seed) => [
    run('peer', 'a', 'p', seed, [0.9, 0.9, 0.5, 0.2]),
    run('peer', 'b', 'q', seed, [0.9, 0.9, 0.6, 0.3]),
  ]);

  it('pairs what both ran and weighs families equally', () => {
    const [quarter, half, whole] = compare([...ours, ...peer], 'ours', ['peer'], 'observed');
    expect(quarter).toMatchObject({ families: 2, runs: 4, share: 0.25 });
    expect(quarter!.mean).toBeCloseTo(0.1, 12);
    expect(half!.mean).toBeCloseTo((0.7 + 0.4) / 2, 12);
    expect(whole!.mean).toBeCloseTo(0, 12);
    expect(aheadTarget([quarter!, half!, whole!])).toMatchObject({ met: false });
  });

  it('names the families in which a peer is ahead', () => {
    expect(familyTarget([...ours, ...peer], 'ours', ['peer'])).toMatchObject({
      met: false,
      measured: 'b: peer by 0.1',
    });
  });

  it('counts the trials to the result of a peer, and what never reaches it', () => {
    const [found] = reachingFindings([...ours, ...peer], 'ours', ['peer']);
    expect(found!.table.rows).toEqual([
      ['peer', expect.any(Number), expect.closeTo(Math.sqrt(0.5), 3), 2, 4],
    ]);
    expect(found!.table.rows[0]![1]).toBeGreaterThan(Math.sqrt(0.5));
  });
});
