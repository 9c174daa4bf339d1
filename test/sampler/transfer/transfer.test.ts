import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/math/random.ts';
import { rankCorrelation } from '../../../src/math/rank-correlation.ts';
import type { Problem, SamplerAlgorithm, Transferred } from '../../../src/sampler/port.ts';
import { randomSampler } from '../../../src/sampler/random.ts';
import { tpeSampler } from '../../../src/sampler/tpe/tpe.ts';
import { trust } from '../../../src/sampler/transfer/agreement.ts';
import { isSlot, mostBorrowed, openingSlots } from '../../../src/sampler/transfer/slots.ts';
import { isBorrowed, transferSampler } from '../../../src/sampler/transfer/transfer.ts';
import { compileSpace } from '../../../src/space/compile.ts';
import { type Run, runSampler } from '../../../src/testing/sampler-run.ts';
import { bowlAt, earlierStudy } from './sources.ts';

const space = compileSpace({
  a: { float: [0, 1] },
  b: { float: [0, 1] },
  c: { float: [0, 1] },
  d: { int: [0, 9] },
  e: { categorical: ['x', 'y', 'z'] },
});
const bowl = bowlAt(0.3);

const problem = (seed: number, trials: number, transferred?: readonly Transferred[]): Problem => ({
  space,
  objectives: 1,
  limits: 0,
  seed,
  trials,
  parallel: 1,
  noisy: false,
  ...(transferred && { transferred }),
});

function run(algorithm: SamplerAlgorithm, of: Problem): Run {
  return runSampler(algorithm, of, {
    trials: of.trials!,
    outcome: (unit) => ({ status: 'completed', values: Float64Array.of(bowl(unit)), fidelity: 1, cost: 1 }),
  });
}

const borrowed = ({ changes }: Run): number[] =>
  changes.flatMap((change) => (change.type === 'started' && isBorrowed(change.tag) ? [change.ordinal] : []));

const bestAfter = ({ rows }: Run, trials: number): number =>
  Math.min(...rows.slice(0, trials).map((row) => bowl(space.toUnit(row))));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const seeds = Array.from({ length: 24 }, (_, seed) => seed);
const good = earlierStudy(space, bowlAt(0.33));
const bad = earlierStudy(space, (unit) => -bowl(unit), { source: 'bad' });

describe('the share of earlier studies', () => {
  it('is 10 % of the budget and at most 5 at the start, then thins out', () => {
    expect([9, 10, 25, 50, 1000].map((trials) => openingSlots(problem(0, trials)))).toEqual([0, 1, 2, 5, 5]);
    const slots = Array.from({ length: 32 }, (_, ordinal) => ordinal).filter((ordinal) => isSlot(ordinal, 5));
    expect(slots).toEqual([0, 1, 2, 3, 4, 6, 9, 14, 21, 30]);
  });

  it('counts the slots', () => {
    for (const opening of [0, 1, 5]) {
      let count = 0;
      for (let n = 0; n <= 1000; n++) {
        expect(mostBorrowed(n, opening)).toBe(count);
        if (isSlot(n, opening)) count++;
      }
    }
  });

  it.each(['random', 'tpe'])('keeps its bound around %s, with any source', (name) => {
    const inner = name === 'random' ? randomSampler() : tpeSampler();
    for (const transferred of [[good], [bad], [good, bad]]) {
      const result = run(transferSampler(inner), problem(1, 100, transferred));
      const ordinals = borrowed(result);
      for (let n = 1; n <= 100; n++) {
        expect(ordinals.filter((ordinal) => ordinal < n).length).toBeLessThanOrEqual(mostBorrowed(n, 5));
      }
      expect(ordinals.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    }
  });

  it('falls to the opening alone when the order of the scores is another one', () => {
    const late = seeds.map(
      (seed) => borrowed(run(transferSampler(randomSampler()), problem(seed, 100, [bad]))).length - 5,
    );
    expect(mean(late)).toBeLessThan(1);
    const used = seeds.map(
      (seed) => borrowed(run(transferSampler(randomSampler()), problem(seed, 100, [good]))).length - 5,
    );
    expect(mean(used)).toBeGreaterThan(7);
  });

  it('leaves the other suggestions of a sampler without memory as they are', () => {
    const cold = run(randomSampler(), problem(3, 60));
    const warm = run(transferSampler(randomSampler()), problem(3, 60, [bad]));
    const ordinals = new Set(borrowed(warm));
    warm.rows.forEach((row, ordinal) => {
      if (!ordinals.has(ordinal)) expect(row).toEqual(cold.rows[ordinal]);
    });
  });
});

describe('a run with transfer', () => {
  it('is the inner sampler when there is nothing to know', () => {
    const cold = run(tpeSampler(), problem(3, 30));
    for (const transferred of [
      undefined,
      [],
      [{ ...good, rows: new Float64Array(0), ranks: new Float64Array(0) }],
    ]) {
      expect(run(transferSampler(tpeSampler()), problem(3, 30, transferred)).rows).toEqual(cold.rows);
    }
  });

  it.each(['random', 'tpe'])(
    'gains from a like study, and loses no more than its bound to a misleading one: %s',
    (name) => {
      const inner = name === 'random' ? randomSampler() : tpeSampler();
      const [n, delay] = [50, mostBorrowed(50, 5)];
      const cold = seeds.map((seed) => run(inner, problem(seed, n)));
      const warm = seeds.map((seed) => run(transferSampler(inner), problem(seed, n, [good])));
      const misled = seeds.map((seed) => run(transferSampler(inner), problem(seed, n, [bad])));
      const at = (runs: readonly Run[], trials: number): number =>
        mean(runs.map((one) => bestAfter(one, trials)));
      expect(at(warm, 10)).toBeLessThan(0.5 * at(cold, 10));
      expect(at(warm, n)).toBeLessThan(at(cold, n));
      expect(at(misled, n)).toBeLessThanOrEqual(1.02 * at(cold, n - delay));
    },
  );

  it('asks nobody when a person fixed entries', () => {
    const sampler = transferSampler(randomSampler()).create(problem(0, 50, [good]));
    const fixed = new Float64Array(5).fill(Number.NaN);
    fixed[3] = 7;
    const [given] = sampler.suggest({ count: 1, ordinal: 0, fixed });
    expect(isBorrowed(given!.tag)).toBe(false);
    expect(given!.row[3]).toBe(7);
  });

  it('opens with configurations of every study, none twice', () => {
    const sampler = transferSampler(randomSampler()).create(problem(0, 50, [good, bad]));
    const given = sampler.suggest({ count: 5, ordinal: 0 });
    const keys = given.map(({ row }) => space.key(row));
    expect(new Set(keys).size).toBe(5);
    const from = (study: Transferred): number =>
      keys.filter((key) =>
        Array.from(study.ranks, (_, i) => space.key(study.rows.subarray(i * 5, i * 5 + 5))).includes(key),
      ).length;
    expect(from(good)).toBe(3);
    expect(from(bad)).toBe(2);
  });

  it('tells how far it trusts whom', () => {
    const sampler = transferSampler(randomSampler()).create(problem(0, 50, [good, bad]));
    expect(sampler.explain?.()).toBe('the first 5 from earlier, bad, then random');
    const { changes } = run(randomSampler(), problem(5, 40));
    sampler.update(changes);
    expect(sampler.explain?.()).toMatch(
      /^random; trust in earlier studies: earlier 0\.[3-9]\d, bad 0\.00; at most 10 of 40/,
    );
  });
});

describe('trust', () => {
  it('is the rank correlation less one standard deviation of chance', () => {
    const n = 17;
    const order = Array.from({ length: n }, (_, i) => i);
    expect(rankCorrelation(order, order)).toBeCloseTo(1, 12);
    expect(rankCorrelation(order, [...order].reverse())).toBeCloseTo(-1, 12);
    expect(trust(order, order)).toBeCloseTo(0.75, 12);
    expect(trust(order, [...order].reverse())).toBe(0);
    expect(
      trust(
        order,
        order.map(() => 1),
      ),
    ).toBe(0);
    // scipy.stats.spearmanr([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])
    expect(rankCorrelation([1, 2, 2, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.763_157_894_736_842_1, 12);
  });

  it('is seldom given to unrelated studies', () => {
    const random = stream(1, 'trust');
    const given = Array.from({ length: 2000 }, () => {
      const draw = (): number[] => Array.from({ length: 20 }, () => random.uniform());
      return trust(draw(), draw());
    });
    expect(given.filter((value) => value > 0).length / 2000).toBeLessThan(0.19);
  });
});
