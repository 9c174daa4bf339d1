/** Runs on fresh splits below which a candidate is left out rather than run less. */
const ENOUGH = 3;

/**
 * How many of the best are confirmed, and how often each, with so many evaluations to spend: as many as wished, but rather
 * fewer candidates than fewer than three runs of each; the best and the default at least twice.
 * @param evaluations - for the best and the default together
 * @param top - the most that are wished, ≥ 1
 */
export function sharing(evaluations: number, top: number): { readonly tops: number; readonly runs: number } {
  let tops = top;
  while (tops > 1 && evaluations < ENOUGH * (tops + 1)) tops--;
  return { tops, runs: Math.max(2, Math.floor(evaluations / (tops + 1) + 1e-9)) };
}
