/** More rows are never told by scores alone. */
const MOST = 5000;
/** Fewer scores could be multiples of anything. */
const LEAST = 8;

/**
 * How many rows scores were counted on, when they are shares of them: the least n of which all scores are multiples of 1/n.
 * Undefined where they are no shares, or too few to tell.
 * @param scores - of single evaluations
 */
export function rowsBehind(scores: readonly number[]): number | undefined {
  const different = [...new Set(scores)];
  if (different.length < LEAST || different.some((score) => score < 0 || score > 1)) return undefined;
  for (let n = 2; n <= MOST; n++) {
    if (different.every((score) => Math.abs(score * n - Math.round(score * n)) < 1e-6 * n)) {
      return n;
    }
  }
  return undefined;
}
