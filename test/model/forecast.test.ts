import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { forecast } from '../../src/model/curve/forecast.ts';

const epochs = 50;
const shares = Float64Array.from({ length: epochs }, (_, i) => (i + 1) / epochs);

/** Learning curves of several kinds, with noise. */
function curveOf(seed: number): { readonly y: Float64Array; readonly noise: number } {
  const random = stream(seed, 'curves');
  const end = random.uniform();
  const height = 0.2 + random.uniform();
  const power = 0.3 + 1.5 * random.uniform();
  const scale = 0.05 + 0.4 * random.uniform();
  const noise = 0.03 * random.uniform() * height;
  const y = shares.map((x, i) => {
    const falls = seed % 2 === 0 ? (i + 1) ** -power : Math.exp(-x / scale);
    return end + height * falls + noise * (random.uniform() + random.uniform() - 1) * 2.4;
  });
  return { y, noise };
}

describe('the forecast of a learning curve', () => {
  it.each([6, 12, 25])('has the end within its interval as often as it says, after %i epochs', (seen) => {
    let [within, belowMedian, wide] = [0, 0, 0];
    const curves = 300;
    for (let seed = 0; seed < curves; seed++) {
      const { y } = curveOf(seed);
      const end = y[epochs - 1]!;
      const { mean, deviation, below } = forecast(shares.subarray(0, seen), y.subarray(0, seen), 1);
      if (Math.abs(end - mean) < 2 * deviation) within++;
      if (below(end) < 0.5) belowMedian++;
      if (deviation > 0.5 * (Math.max(...y) - Math.min(...y))) wide++;
    }
    expect(within / curves).toBeGreaterThan(0.93);
    expect(belowMedian / curves).toBeGreaterThan(0.2);
    expect(belowMedian / curves).toBeLessThan(0.8);
    expect(wide / curves).toBeLessThan(0.5);
  });

  it('comes nearer to the end as more is seen', () => {
    const errorAfter = (seen: number): number => {
      let sum = 0;
      for (let seed = 0; seed < 100; seed++) {
        const { y } = curveOf(seed);
        const { mean } = forecast(shares.subarray(0, seen), y.subarray(0, seen), 1);
        sum += Math.abs(mean - y[epochs - 1]!);
      }
      return sum;
    };
    expect(errorAfter(12)).toBeLessThan(errorAfter(5));
    expect(errorAfter(30)).toBeLessThan(errorAfter(12));
  });

  it('moves with the values and their unit, and is a probability', () => {
    const { y } = curveOf(3);
    const plain = forecast(shares.subarray(0, 9), y.subarray(0, 9), 1);
    const moved = forecast(
      shares.subarray(0, 9),
      y.subarray(0, 9).map((value) => 7 - 100 * value),
      1,
    );
    expect(moved.mean).toBeCloseTo(7 - 100 * plain.mean, 8);
    expect(moved.deviation).toBeCloseTo(100 * plain.deviation, 8);
    expect(moved.below(7 - 100 * 0.4)).toBeCloseTo(1 - plain.below(0.4), 10);
    expect(plain.below(-1e9)).toBe(0);
    expect(plain.below(1e9)).toBeCloseTo(1, 12);
  });

  it('takes constant and immense curves', () => {
    const constant = forecast([0.1, 0.2], [5, 5], 1);
    expect([constant.mean, constant.deviation, constant.below(5), constant.below(5.1)]).toEqual([5, 0, 0, 1]);
    const immense = forecast([0.1, 0.2, 0.3], [Number.MAX_VALUE, -Number.MAX_VALUE, 0], 1);
    expect(immense.mean).not.toBeNaN();
    expect(immense.below(0)).toBeGreaterThanOrEqual(0);
  });
});
