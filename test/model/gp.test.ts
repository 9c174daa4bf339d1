import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import type { Features } from '../../src/model/gp/features.ts';
import { fitHyperparameters } from '../../src/model/gp/fit.ts';
import { defaultPriors } from '../../src/model/gp/hyperparameters.ts';
import { GaussianProcess } from '../../src/model/gp/process.ts';

function randomFeatures(count: number, dimensions: number, seed: number): Features {
  const random = stream(seed, 'features');
  const unordered = Uint8Array.from({ length: dimensions }, (_, d) => (d % 3 === 2 ? 1 : 0));
  const points = Float64Array.from({ length: count * dimensions }, (_, i) =>
    unordered[i % dimensions] === 1 ? random.integer(3) : random.uniform(),
  );
  return { points, count, dimensions, unordered };
}

const unknown = (n: number): Float64Array => new Float64Array(n).fill(Number.NaN);

describe('a Gaussian process', () => {
  it('goes through exact observations and knows nothing far away', () => {
    const features = randomFeatures(12, 3, 1);
    const targets = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const hyper = { weights: Float64Array.of(4, 4, 4), signal: 1.7, noise: 1e-6 };
    const process = new GaussianProcess(features, targets, unknown(12), hyper);
    const { mean, std } = process.predict(features.points, 12);
    for (let i = 0; i < 12; i++) {
      expect(mean[i]).toBeCloseTo(targets[i]!, 3);
      expect(std[i]).toBeLessThan(0.01);
    }
    const far = process.predict(Float64Array.of(100, 100, 9), 1);
    expect(far.mean[0]).toBeCloseTo(0, 10);
    expect(far.std[0]).toBeCloseTo(Math.sqrt(1.7), 10);
  });

  it('trusts observations by their known errors', () => {
    const features: Features = {
      points: Float64Array.of(0.2, 0.8),
      count: 2,
      dimensions: 1,
      unordered: Uint8Array.of(0),
    };
    const hyper = { weights: Float64Array.of(100), signal: 1, noise: 1e-6 };
    const process = new GaussianProcess(features, Float64Array.of(1, 1), Float64Array.of(1e-8, 4), hyper);
    const { mean } = process.predict(features.points, 2);
    expect(mean[0]).toBeGreaterThan(0.99);
    expect(mean[1]).toBeLessThan(0.3);
  });

  it('has the slopes that differences show', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const d = 4;
        const features = randomFeatures(15, d, seed);
        const random = stream(seed, 'targets');
        const targets = Float64Array.from({ length: 15 }, () => random.normal());
        const hyper = { weights: Float64Array.of(1, 5, 2, 0.3), signal: 1.2, noise: 0.01 };
        const process = new GaussianProcess(features, targets, unknown(15), hyper);
        const point = Float64Array.of(0.3, 0.6, 1, 0.9);
        const meanSlopes = new Float64Array(d);
        const stdSlopes = new Float64Array(d);
        const here = process.predictWithSlopes(point, 1, meanSlopes, stdSlopes);
        const same = process.predict(point, 1);
        expect(here.mean[0]).toBeCloseTo(same.mean[0]!, 10);
        expect(here.std[0]).toBeCloseTo(same.std[0]!, 8);
        for (const k of [0, 1, 3]) {
          const step = 1e-5;
          const at = (shift: number): { mean: number; std: number } => {
            const moved = point.slice();
            moved[k] = moved[k]! + shift;
            const { mean, std } = process.predict(moved, 1);
            return { mean: mean[0]!, std: std[0]! };
          };
          expect(meanSlopes[k]).toBeCloseTo((at(step).mean - at(-step).mean) / (2 * step), 4);
          expect(stdSlopes[k]).toBeCloseTo((at(step).std - at(-step).std) / (2 * step), 4);
        }
        expect(meanSlopes[2]).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('believing points narrows there and moves no mean', () => {
    const features = randomFeatures(10, 3, 4);
    const targets = Float64Array.from({ length: 10 }, (_, i) => Math.cos(i));
    const hyper = { weights: Float64Array.of(2, 2, 2), signal: 1, noise: 1e-4 };
    const process = new GaussianProcess(features, targets, unknown(10), hyper);
    const point = Float64Array.of(0.5, 0.5, 0);
    const before = process.predict(point, 1);
    const after = process.believing(point, 1).predict(point, 1);
    expect(after.mean[0]).toBeCloseTo(before.mean[0]!, 8);
    expect(after.std[0]).toBeLessThan(0.2 * before.std[0]!);
  });

  it('takes duplicate points', () => {
    const features: Features = {
      points: new Float64Array(40).fill(0.5),
      count: 40,
      dimensions: 1,
      unordered: Uint8Array.of(0),
    };
    const hyper = { weights: Float64Array.of(1), signal: 1e4, noise: 1e-12 };
    const process = new GaussianProcess(features, new Float64Array(40).fill(2), unknown(40), hyper);
    expect(process.predict(features.points, 1).mean[0]).toBeCloseTo(2, 3);
  });
});

describe('fitting', () => {
  it('finds which dimensions matter, and the noise', () => {
    const n = 80;
    const features = randomFeatures(n, 3, 7);
    const random = stream(3, 'noise');
    const targets = Float64Array.from({ length: n }, (_, i) => {
      const x = features.points[3 * i]!;
      return 1.4 * Math.sin(6 * x) + 0.1 * random.normal();
    });
    const { weights, noise } = fitHyperparameters(features, targets, unknown(n), {
      priors: defaultPriors(3, false),
    });
    expect(weights[0]).toBeGreaterThan(10 * weights[1]!);
    expect(weights[0]).toBeGreaterThan(10 * weights[2]!);
    expect(noise).toBeGreaterThan(0.003);
    expect(noise).toBeLessThan(0.03);
  });

  it('beats the ends of its own search: no neighbour has a higher posterior density', () => {
    const features = randomFeatures(25, 2, 11);
    const targets = Float64Array.from({ length: 25 }, (_, i) => Math.sin(9 * features.points[2 * i]!));
    const options = { priors: defaultPriors(2, false), iterations: 200 };
    const once = fitHyperparameters(features, targets, unknown(25), options);
    const starts = Float64Array.of(
      Math.log(once.weights[0]!),
      Math.log(once.weights[1]!),
      Math.log(once.signal),
      Math.log(once.noise),
    );
    const again = fitHyperparameters(features, targets, unknown(25), { ...options, starts });
    expect(Math.log(again.weights[0]! / once.weights[0]!)).toBeCloseTo(0, 1);
    expect(Math.log(again.noise / once.noise)).toBeCloseTo(0, 1);
  });

  it('depends on its arguments alone', () => {
    const features = randomFeatures(20, 3, 2);
    const targets = Float64Array.from({ length: 20 }, (_, i) => Math.sin(i));
    const options = { priors: defaultPriors(3, true) };
    expect(fitHyperparameters(features, targets, unknown(20), options)).toEqual(
      fitHyperparameters(features, targets, unknown(20), options),
    );
  });
});
