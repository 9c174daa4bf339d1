import { evaluationsIn } from '../../evaluation/replication.ts';
import type { Terms } from '../../study/terms.ts';

/** What a study's scheduler will do, in a line. */
export function schedulerLine({ definition, fidelities, ranged }: Terms): string {
  const { name } = definition.scheduler ?? { name: 'auto' };
  if (name !== 'auto') return name;
  const { evaluation } = definition;
  if (evaluation !== undefined && evaluationsIn(evaluation) > 1)
    return evaluation.race
      ? 'auto: racing, clear losers do not get all runs'
      : 'auto: replicated, every trial gets all runs';
  const [fidelity] = fidelities;
  if (ranged) return 'auto: trials get more while they are among the best of those that came as far';
  if (fidelity === undefined) return 'auto: every trial in full';
  return `auto: every trial in full; if the program reports on its way to ${fidelity.full} ${fidelity.name}, bad ones are stopped`;
}

/** What makes up a full evaluation of a trial; undefined where it is one run. */
export function evaluationLine({ definition }: Terms): string | undefined {
  const { evaluation } = definition;
  if (evaluation === undefined || evaluationsIn(evaluation) < 2) return undefined;
  const { folds, seeds, strategy } = evaluation;
  const parts = [folds > 0 ? `${folds} folds` : '', seeds > 1 ? `${seeds} seeds` : ''].filter(Boolean);
  return `${parts.join(' with each of ')}, ${strategy === 'reshuffled' ? 'each trial on splits of its own' : 'all trials on the same splits'}`;
}

/** What comes after the search; undefined where nothing does. */
export function afterwardsLine({ definition }: Terms): string | undefined {
  const { confirm, holdout } = definition;
  const parts: string[] = [];
  if (confirm !== undefined)
    parts.push(
      `the best ${confirm.top} and the default again on fresh splits (${Math.round(100 * confirm.share)} % of all runs)`,
    );
  if (holdout !== undefined) parts.push(`the locked data ${JSON.stringify(holdout.split)}, once`);
  return parts.length === 0 ? undefined : parts.join('; then ');
}
