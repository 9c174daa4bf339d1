import { describe, expect, it } from 'vitest';
import { pearsonDivergences, pedAnova } from '../../src/analysis/importance/ped-anova.ts';
import { stream } from '../../src/math/random.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { goldenStudies } from './golden.ts';

const studies = goldenStudies();

describe('PED-ANOVA', () => {
  it.each(studies)('agrees with Optuna on $name', ({ space, rows, values, pedAnova: wanted }) => {
    const ours = pearsonDivergences(space, rows, values, 0.1);
    expect(Object.keys(wanted)).toHaveLength(space.dimensions.length);
    for (const { index, name } of space.dimensions) {
      expect(Math.abs(ours[index]! / wanted[name]! - 1), name).toBeLessThan(1e-9);
    }
  });

  it('tells what matters from what does not, and repeats itself', () => {
    const { space, rows, values } = studies[0]!;
    const found = pedAnova(space, rows, values, stream(1));
    if (!found.available) throw new Error(found.reason);
    const { parameters } = found;
    expect(parameters.reduce((a, { share }) => a + share, 0)).toBeCloseTo(1, 12);
    const clear = parameters.filter((found) => found.clear).map(({ parameter }) => parameter);
    expect(clear).toEqual(expect.arrayContaining(['a', 'b']));
    expect(clear).not.toContain('d');
    for (const { share, low, high } of parameters) {
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
    }
    expect(pedAnova(space, rows, values, stream(1))).toEqual(found);
  });

  it('weighs a conditional parameter by how often it is active', () => {
    const { space, rows, values } = studies[2]!;
    const found = pedAnova(space, rows, values, stream(1));
    if (!found.available) throw new Error(found.reason);
    const depth = found.parameters.find(({ parameter }) => parameter === 'model.depth')!;
    expect(depth.active).toBeGreaterThan(0.35);
    expect(depth.active).toBeLessThan(0.65);
    expect(depth.clear).toBe(true);
  });

  it('rarely finds anything in pure noise', () => {
    const space = compileSpace({
      x: { float: [0, 1] },
      y: { int: [1, 5] },
      z: { categorical: ['p', 'q', 'r'] },
    });
    let clear = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = stream(seed, 'data');
      const rows = new Float64Array(3 * 60);
      for (let i = 0; i < 60; i++) {
        const unit = Float64Array.from({ length: 3 }, () => random.uniform());
        rows.set(space.fromUnit(unit), 3 * i);
      }
      const values = Float64Array.from({ length: 60 }, () => random.normal());
      const found = pedAnova(space, rows, values, stream(seed));
      if (!found.available) throw new Error(found.reason);
      clear += found.parameters.filter((parameter) => parameter.clear).length;
    }
    // Expected: 5 % of 180.
    expect(clear).toBeLessThan(20);
  });

  it('gives no numbers where the trials carry none', () => {
    const { space, rows, values } = studies[0]!;
    const few = pedAnova(space, rows.slice(0, 19 * 4), values.slice(0, 19), stream(0));
    expect(few).toEqual({ available: false, reason: 'too few trials: 19 of at least 20' });
    expect(
      pedAnova(
        space,
        rows,
        values.map(() => 3),
        stream(0),
      ).available,
    ).toBe(false);
    const fixed = compileSpace({ x: { constant: 1 } });
    expect(pedAnova(fixed, new Float64Array(30), values.slice(0, 30), stream(0)).available).toBe(false);
  });
});
