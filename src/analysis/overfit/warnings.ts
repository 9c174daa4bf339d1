import type { OverfitReport } from './report.ts';
import { amount, number } from './wording.ts';

/** What a reader should know before believing the numbers. */
export function warningsOf(report: OverfitReport): string[] {
  const { luck, search, gap, edges, holdout, fresh, trial } = report;
  const found: string[] = [];
  if (report.identical)
    found.push(
      'All runs of a trial gave the very same score: does the program use its seed and fold? Without, nothing here says anything of noise.',
    );
  const gain = search.gain ?? 0;
  if (luck !== undefined && trial !== report.default && fresh === undefined && luck.expected > gain) {
    const rows =
      luck.rows === undefined ? '' : ` (${luck.rows} validation rows are few for ${search.trials} trials)`;
    found.push(
      `A score is known to ± ${amount(luck.noise)}: the best of ${search.trials} equally good settings would look ${amount(luck.expected)} better by luck alone${rows}.`,
    );
  } else if (luck?.rows !== undefined && luck.from === 'rows' && luck.expected > gain) {
    found.push(`${luck.rows} validation rows are few for ${search.trials} trials.`);
  }
  if (fresh === undefined && trial !== report.default)
    found.push('Nothing was run again on data that the search has not seen: tunewright confirm does.');
  if (gap !== undefined && gap.trials.length >= 10 && gap.trend > 0 && gap.chance < 0.05)
    found.push(
      `The gap between training and validation grows over the search (rank correlation ${gap.trend.toFixed(2)}): it may be fitting the validation data.`,
    );
  for (const { parameter, value, end } of edges)
    found.push(
      `${parameter} = ${typeof value === 'number' ? number(value) : String(value)} lies at the ${end} end of its range: a better value may lie beyond.`,
    );
  if (holdout !== undefined && holdout.openings > 1)
    found.push(`The locked data was read ${holdout.openings} times: its numbers are no longer untouched.`);
  if (holdout !== undefined && holdout.trial !== trial)
    found.push(
      `The locked data was read for trial ${holdout.trial}, before trial ${trial} was found; reading it again is possible, but then it decides.`,
    );
  if (holdout?.gain !== undefined && holdout.gain < 0 && holdout.trial === trial)
    found.push('On the locked data the default is better.');
  return found;
}
