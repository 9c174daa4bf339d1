import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchObjective, minimizeBounded } from '../../src/math/optimise/lbfgsb.ts';

/** Rosenbrock's valley. */
const valley: BatchObjective = (points, count, values, gradients) => {
  for (let i = 0; i < count; i++) {
    const x = points[2 * i]!;
    const y = points[2 * i + 1]!;
    values[i] = (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    gradients[2 * i] = -2 * (1 - x) - 400 * x * (y - x * x);
    gradients[2 * i + 1] = 200 * (y - x * x);
  }
};

describe('bounded minimisation', () => {
  it('finds the bottom of the valley from many starts at once', () => {
    const { points, values } = minimizeBounded(
      valley,
      Float64Array.of(-1.2, 1, 2, 2, -2, -2),
      Float64Array.of(-3, -3),
      Float64Array.of(3, 3),
      { iterations: 200, valueTolerance: 1e-15 },
    );
    for (const value of values) expect(value).toBeLessThan(1e-8);
    for (const x of points) expect(x).toBeCloseTo(1, 3);
  });

  it('stops at the bound when the bottom lies outside', () => {
    const { points } = minimizeBounded(
      valley,
      Float64Array.of(-1, -1),
      Float64Array.of(-3, -3),
      Float64Array.of(0.5, 3),
    );
    expect(points[0]).toBe(0.5);
    expect(points[1]).toBeCloseTo(0.25, 4);
  });

  it('solves convex quadratics in a box as coordinate descent does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (d, target) => {
          const quadratic: BatchObjective = (points, count, values, gradients) => {
            for (let i = 0; i < count; i++) {
              let sum = 0;
              let total = 0;
              for (let k = 0; k < d; k++) total += points[i * d + k]!;
              for (let k = 0; k < d; k++) {
                const off = points[i * d + k]! - target[k]!;
                sum += (k + 1) * off * off;
                gradients[i * d + k] = 2 * (k + 1) * off + total;
              }
              values[i] = sum + 0.5 * total * total;
            }
          };
          const low = new Float64Array(d).fill(-1);
          const high = new Float64Array(d).fill(1);
          const { points } = minimizeBounded(quadratic, new Float64Array(d), low, high, {
            valueTolerance: 1e-15,
            gradientTolerance: 1e-9,
          });
          const x = new Float64Array(d);
          for (let sweep = 0; sweep < 500; sweep++)
            for (let k = 0; k < d; k++) {
              const others = x.reduce((sum, value, j) => (j === k ? sum : sum + value), 0);
              const free = (2 * (k + 1) * target[k]! - others) / (2 * (k + 1) + 1);
              x[k] = Math.min(1, Math.max(-1, free));
            }
          for (let k = 0; k < d; k++) expect(Math.abs(points[k]! - x[k]!)).toBeLessThan(1e-4);
        },
      ),
    );
  });

  it('treats a value that is not finite as a step too far', () => {
    const wall: BatchObjective = (points, count, values, gradients) => {
      for (let i = 0; i < count; i++) {
        const x = points[i]!;
        values[i] = x > 0.9 ? Number.NaN : -x;
        gradients[i] = -1;
      }
    };
    const { points, values } = minimizeBounded(
      wall,
      Float64Array.of(0),
      Float64Array.of(-1),
      Float64Array.of(1),
    );
    expect(values[0]).toBeLessThan(-0.8);
    expect(points[0]).toBeLessThanOrEqual(0.9);
  });

  it('accepts no starts and no dimensions', () => {
    const none = new Float64Array();
    expect(minimizeBounded(valley, none, Float64Array.of(0, 0), Float64Array.of(1, 1)).values).toHaveLength(
      0,
    );
    expect(minimizeBounded(valley, none, none, none).values).toHaveLength(0);
  });
});
