import { normalCdf } from './special/normal.ts';

/** Above this the normal distribution is close enough. */
const mostExact = 60;

/**
 * Wilcoxon's signed-rank test of paired differences, one-sided: the probability of a sum of the ranks of positive
 * differences at least as large, were their signs due to chance. Exact up to 60 differences, ties included; zeros are left out.
 * @param differences - finite, in any order
 * @returns in (0, 1]; 1 without differences
 * @see Wilcoxon 1945, doi:10.2307/3001968
 */
export function signedRank(differences: readonly number[]): number {
  const kept = differences.filter((difference) => difference !== 0);
  kept.sort((a, b) => Math.abs(a) - Math.abs(b));
  // Twice the rank, so that mean ranks of ties are whole.
  const ranks = new Int32Array(kept.length);
  for (let start = 0, end = 1; start < kept.length; start = end++) {
    while (end < kept.length && Math.abs(kept[end]!) === Math.abs(kept[start]!)) end++;
    ranks.fill(start + end + 1, start, end);
  }
  let observed = 0;
  for (const [i, difference] of kept.entries()) if (difference > 0) observed += ranks[i]!;
  return kept.length > mostExact ? approximate(ranks, observed) : exact(ranks, observed);
}

/** Counts the choices of signs by the sum that they give. */
function exact(ranks: Int32Array, observed: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const share = new Float64Array(total + 1);
  share[0] = 1;
  let most = 0;
  for (const rank of ranks) {
    most += rank;
    for (let sum = most; sum >= 0; sum--) {
      share[sum] = (share[sum]! + (sum >= rank ? share[sum - rank]! : 0)) / 2;
    }
  }
  let probability = 0;
  for (let sum = total; sum >= observed; sum--) probability += share[sum]!;
  return Math.min(1, probability);
}

function approximate(ranks: Int32Array, observed: number): number {
  let [sum, squares] = [0, 0];
  for (const rank of ranks) {
    sum += rank;
    squares += rank * rank;
  }
  // Doubled sums differ by 2, of which half is taken for continuity.
  return 1 - normalCdf((observed - 1 - sum / 2) / Math.sqrt(squares / 4));
}
