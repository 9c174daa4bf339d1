import { describe, expect, it } from 'vitest';
import { type Fanova, fanova } from '../../src/analysis/importance/fanova.ts';
import { stream } from '../../src/math/random.ts';
import { drawFeasible } from '../../src/sampler/draw.ts';
import { compileSpace } from '../../src/space/compile.ts';
import type { Space } from '../../src/space/space.ts';
import { goldenStudies } from './golden.ts';

/** Trials at random configurations. */
function sample(space: Space, n: number, score: (row: Float64Array, noise: () => number) => number) {
  const random = stream(5, 'data');
  const rows = new Float64Array(n * space.dimensions.length);
  const values = Float64Array.from({ length: n }, (_, i) => {
    const row = drawFeasible(space, random)!;
    rows.set(row, i * row.length);
    return score(row, () => random.normal());
  });
  return { rows, values };
}

function found(space: Space, rows: Float64Array, values: Float64Array): Fanova {
  const answer = fanova(space, rows, values, 1);
  if (!answer.available) throw new Error(answer.reason);
  return answer;
}

const shareOf = ({ parameters }: Fanova, name: string) =>
  parameters.find(({ parameter }) => parameter === name)!;

describe('functional ANOVA', () => {
  const golden = goldenStudies().filter(({ fanova: wanted }) => wanted !== undefined);

  it.each(golden)('agrees with Optuna on $name', ({ space, rows, values, fanova: wanted }) => {
    const ours = found(space, rows, values);
    expect(golden).toHaveLength(2);
    for (const [name, share] of Object.entries(wanted!)) {
      expect(Math.abs(shareOf(ours, name).share - share), name).toBeLessThan(0.1);
    }
  });

  it('comes near the exact shares, pairs included', () => {
    const space = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] }, c: { float: [0, 1] } });
    // Variances: 3² / 12, 2² / 12, and 4² / 144 of the pair.
    const { rows, values } = sample(
      space,
      500,
      ([a = 0, b = 0]) => 3 * a + 2 * b + 4 * (a - 0.5) * (b - 0.5),
    );
    const ours = found(space, rows, values);
    const total = 9 / 12 + 4 / 12 + 16 / 144;
    expect(Math.abs(shareOf(ours, 'a').share - 9 / 12 / total)).toBeLessThan(0.08);
    expect(Math.abs(shareOf(ours, 'b').share - 4 / 12 / total)).toBeLessThan(0.08);
    expect(shareOf(ours, 'c').share).toBeLessThan(0.01);
    const [pair, ...others] = ours.pairs;
    expect(pair!.parameters).toEqual(['a', 'b']);
    expect(Math.abs(pair!.share - 16 / 144 / total)).toBeLessThan(0.05);
    for (const other of others) expect(other.share).toBeLessThan(0.02);
    expect(ours.explained).toBeGreaterThan(0.9);
    expect(fanova(space, rows, values, 1)).toEqual({ ...ours, available: true });
  });

  it('draws the mean score along a parameter', () => {
    const space = compileSpace({ rate: { float: [1e-4, 1], log: true }, kind: { categorical: ['p', 'q'] } });
    const { rows, values } = sample(
      space,
      300,
      ([rate = 0, kind = 0]) => (Math.log10(rate) + 2) ** 2 + 5 * kind,
    );
    const ours = found(space, rows, values);
    const rate = ours.dependence.find(({ parameter }) => parameter === 'rate')!;
    const best = rate.points.reduce((a, b) => (b.mean < a.mean ? b : a));
    expect(best.value).toBeGreaterThan(2e-3);
    expect(best.value).toBeLessThan(5e-2);
    const [p, q] = ours.dependence.find(({ parameter }) => parameter === 'kind')!.points;
    expect([p!.value, q!.value]).toEqual(['p', 'q']);
    expect(q!.mean - p!.mean).toBeGreaterThan(4.3);
    expect(q!.mean - p!.mean).toBeLessThan(5.2);
    for (const { low, mean, high } of [...rate.points, p!, q!]) {
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  });

  it('weighs a conditional parameter by how often it is active', () => {
    const space = compileSpace({
      model: { oneOf: { tree: { depth: { float: [0, 1] } }, linear: {}, constant: {} } },
    });
    const [, depth] = space.dimensions;
    // Within 'tree' the depth has variance 1, and a third of the configurations are trees.
    const { rows, values } = sample(space, 400, ([model = 0, at = 0]) =>
      model === 0 ? Math.sqrt(12) * (at - 0.5) : 2 * model - 3,
    );
    const ours = shareOf(found(space, rows, values), depth!.name);
    expect(ours.active).toBeCloseTo(1 / 3, 1);
    const total = 1 / 3 + 2 / 3;
    expect(Math.abs(ours.share - 1 / 3 / total)).toBeLessThan(0.06);
    expect(ours.whenActive).toBeCloseTo(ours.share / ours.active, 9);
  });

  it('is not led astray by one diverged trial, nor by huge numbers', () => {
    const space = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] } });
    const { rows, values } = sample(space, 100, ([a = 0]) => a);
    values[7] = 1e300;
    expect(shareOf(found(space, rows, values), 'a').share).toBeGreaterThan(0.9);
    const wide = found(
      space,
      rows,
      values.map((value, i) => (i === 7 ? 0.5 : value) * 1.5e308),
    );
    expect(shareOf(wide, 'a').share).toBeGreaterThan(0.9);
    for (const { mean } of wide.dependence[0]!.points) expect(mean).toBeLessThan(1.6e308);
  });

  it('gives no numbers where the trials carry none', () => {
    const space = compileSpace({ a: { float: [0, 1] }, b: { float: [0, 1] } });
    const noise = sample(space, 60, (_, normal) => normal());
    const answer = fanova(space, noise.rows, noise.values, 1);
    expect(answer).toMatchObject({ available: false, reason: expect.stringContaining('not seen') });
    expect(fanova(space, noise.rows.slice(0, 38), noise.values.slice(0, 19), 1)).toMatchObject({
      available: false,
      reason: 'too few trials: 19 of at least 20',
    });
    expect(
      fanova(
        space,
        noise.rows,
        noise.values.map(() => 1),
        1,
      ),
    ).toMatchObject({ available: false });
  });
});
