import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { undominatedBoxes } from '../../src/model/acquisition/boxes.ts';
import { logHypervolumeImprovement } from '../../src/model/acquisition/hypervolume-improvement.ts';
import { logExpectedImprovement, logImprovement } from '../../src/model/acquisition/improvement.ts';

describe('log expected improvement', () => {
  it('agrees with the plain formula where that works, and with the asymptote elsewhere', () => {
    expect(logImprovement(0)).toBeCloseTo(Math.log(1 / Math.sqrt(2 * Math.PI)), 12);
    expect(logImprovement(40)).toBeCloseTo(Math.log(40), 10);
    for (const z of [-30, -1e3, -1e6, -1e9]) {
      const asymptote = -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) - 2 * Math.log(-z);
      expect(logImprovement(z) / asymptote).toBeCloseTo(1, 3);
    }
  });

  it('rises with z everywhere', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e7, max: 1e3, noNaN: true }), (z) => {
        expect(logImprovement(z + 0.01 * Math.max(1, Math.abs(z)))).toBeGreaterThan(logImprovement(z));
      }),
    );
  });

  it('is what samples average', () => {
    const random = stream(5, 'samples');
    let sum = 0;
    for (let i = 0; i < 200_000; i++) sum += Math.max(0, 0.3 - (0.5 + 0.8 * random.normal()));
    expect(Math.exp(logExpectedImprovement(0.5, 0.8, 0.3))).toBeCloseTo(sum / 200_000, 2);
  });
});

function randomFront(m: number, n: number, seed: number): Float64Array[] {
  const random = stream(seed, 'front');
  return Array.from({ length: n }, () => Float64Array.from({ length: m }, () => random.uniform()));
}

describe('undominated boxes', () => {
  it('hold each point below the reference once if nothing dominates it, else never', () => {
    for (const m of [1, 2, 3, 4]) {
      const front = randomFront(m, 6, m);
      const boxes = undominatedBoxes(front, new Float64Array(m).fill(1));
      const random = stream(m, 'points');
      for (let trial = 0; trial < 500; trial++) {
        const point = Float64Array.from({ length: m }, () => 1.2 * random.uniform());
        let holding = 0;
        for (let b = 0; b < boxes.count; b++) {
          if (point.every((x, k) => x >= boxes.low[b * m + k]! && x < boxes.high[b * m + k]!)) holding += 1;
        }
        const free = point.every((x) => x < 1) && !front.some((p) => p.every((x, k) => x <= point[k]!));
        expect(holding).toBe(free ? 1 : 0);
      }
    }
  });
});

describe('log hypervolume improvement', () => {
  const std = Float64Array.of(0.2, 0.3, 0.25);
  const mean = Float64Array.of(0.4, 0.5, 0.45);

  it('is log expected improvement with one objective', () => {
    const boxes = undominatedBoxes([], Float64Array.of(0.3));
    const slopes = new Float64Array(1);
    const value = logHypervolumeImprovement(
      boxes,
      mean.slice(0, 1),
      std.slice(0, 1),
      slopes,
      new Float64Array(1),
    );
    expect(value).toBeCloseTo(logExpectedImprovement(0.4, 0.2, 0.3), 12);
  });

  it('is what samples average', () => {
    for (const m of [2, 3]) {
      const front = randomFront(m, 5, 3);
      const boxes = undominatedBoxes(front, new Float64Array(m).fill(1));
      const random = stream(m, 'samples');
      let sum = 0;
      const samples = 100_000;
      for (let s = 0; s < samples; s++) {
        const y = Float64Array.from({ length: m }, (_, k) => mean[k]! + std[k]! * random.normal());
        for (let b = 0; b < boxes.count; b++) {
          let volume = 1;
          for (let k = 0; k < m; k++)
            volume *= Math.max(0, boxes.high[b * m + k]! - Math.max(boxes.low[b * m + k]!, y[k]!));
          sum += volume;
        }
      }
      const unused = new Float64Array(m);
      const value = logHypervolumeImprovement(
        boxes,
        mean.slice(0, m),
        std.slice(0, m),
        unused,
        unused.slice(),
      );
      expect(Math.exp(value) / (sum / samples)).toBeCloseTo(1, 1);
    }
  });

  it('has the slopes that differences show, and stays finite far away', () => {
    const boxes = undominatedBoxes(randomFront(3, 6, 8), new Float64Array(3).fill(1));
    const at = (m: Float64Array, s: Float64Array): number =>
      logHypervolumeImprovement(boxes, m, s, new Float64Array(3), new Float64Array(3));
    const byMean = new Float64Array(3);
    const byStd = new Float64Array(3);
    logHypervolumeImprovement(boxes, mean, std, byMean, byStd);
    for (let k = 0; k < 3; k++) {
      const up = mean.slice();
      const down = mean.slice();
      up[k] = up[k]! + 1e-6;
      down[k] = down[k]! - 1e-6;
      expect(byMean[k]).toBeCloseTo((at(up, std) - at(down, std)) / 2e-6, 5);
      const wide = std.slice();
      const narrow = std.slice();
      wide[k] = wide[k]! + 1e-6;
      narrow[k] = narrow[k]! - 1e-6;
      expect(byStd[k]).toBeCloseTo((at(mean, wide) - at(mean, narrow)) / 2e-6, 5);
    }
    expect(Number.isFinite(at(Float64Array.of(50, 80, 20), std))).toBe(true);
  });
});
