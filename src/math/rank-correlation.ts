/**
 * Spearman's rank correlation of two lists, ties at their mean rank; 0 when either is constant or shorter than 3.
 * @param a - shape [n], finite
 * @param b - shape [n], finite
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  if (n < 3) return 0;
  const x = meanRanks(a);
  const y = meanRanks(b);
  const centre = (n - 1) / 2;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const [p, q] = [x[i]! - centre, y[i]! - centre];
    xy += p * q;
    xx += p * p;
    yy += q * q;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/** Ranks from 0, ties at their mean; shape [n]. */
function meanRanks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i]! - values[j]! || i - j);
  const ranks = new Float64Array(n);
  for (let start = 0, end = 1; start < n; start = end++) {
    while (end < n && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + end - 1) / 2;
  }
  return ranks;
}
