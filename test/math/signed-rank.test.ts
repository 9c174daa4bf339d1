import { describe, expect, it } from 'vitest';
import { signedRank } from '../../src/math/signed-rank.ts';

describe('the signed-rank test', () => {
  // By scipy.stats.wilcoxon(x, alternative='greater', method='exact'), 1.17.1.
  it.each([
    [[1], 0.5],
    [[1, 2, 3, 4], 0.0625],
    [[-1, 2, 3, 4], 0.125],
    [[1.5, -0.5, 2.5, 3.5, -4.5, 5.5], 0.21875],
    [[-1, -2, -3], 1],
  ])('gives the exact probability of %j', (differences, probability) => {
    expect(signedRank(differences)).toBeCloseTo(probability, 12);
    expect(signedRank(differences.toReversed())).toBe(signedRank(differences));
  });

  it('shares ranks among ties and leaves zeros out', () => {
    // Of the 8 choices of signs of ranks 1.5, 1.5, 3 those with + + +, + - + and - + + reach 4.5.
    expect(signedRank([1, -1, 2, 0, 0])).toBeCloseTo(3 / 8, 12);
    expect(signedRank([0, 0])).toBe(1);
    expect(signedRank([])).toBe(1);
  });

  it('goes over smoothly to the normal distribution', () => {
    const fair = (n: number): number[] =>
      Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1 : 1) * (i + 1));
    expect(signedRank(fair(60))).toBeCloseTo(signedRank(fair(62)), 2);
    const many = (n: number): number[] =>
      Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * (i + 1));
    expect(signedRank(many(300))).toBeLessThan(1e-6);
  });
});
