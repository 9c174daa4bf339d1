import { leastRuns, mostFolds } from '../../evaluation/replication.ts';

/**
 * How many of the best are confirmed, and how often each, with so many evaluations to spend: as many as wished, but rather
 * fewer candidates than too few runs of each. Whole partitions where the data has folds, at least one, so that no
 * fold counts more than another; else at least two runs.
 * @param evaluations - for the best and the default together
 * @param top - the most that are wished, ≥ 1
 * @param folds - 0 without
 */
export function sharing(
  evaluations: number,
  top: number,
  folds: number,
): { readonly tops: number; readonly runs: number } {
  const least = leastRuns(folds);
  const enough = Math.max(3, least);
  let tops = top;
  while (tops > 1 && evaluations < enough * (tops + 1)) tops--;
  const each = Math.max(least, Math.round(evaluations / (tops + 1)));
  return { tops, runs: folds > 0 && folds <= mostFolds ? each - (each % folds) : each };
}
