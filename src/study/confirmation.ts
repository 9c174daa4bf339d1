import { TunewrightError } from '../errors.ts';
import { confirmTarget, holdoutTarget } from '../evaluation/replication.ts';
import type { Next } from '../scheduler/port.ts';
import type { Purpose } from '../trial/event.ts';
import type { StudyState } from '../trial/state.ts';
import { rankingOf, recommendedOf } from './leaders.ts';
import { defaultTrial } from './summary.ts';
import type { Terms } from './terms.ts';

/** One evaluation to begin. */
export type Task = Extract<Next, { readonly type: 'evaluate' }>;

/** What a person wants run again on data that the search has not seen. */
export interface ConfirmOptions {
  /** How many of the best, besides the default. @defaultValue the definition's, else 3 */
  readonly top?: number;
  /** Runs that each of them is to have in the end. @defaultValue as many as the best confirmed has, at least 3 */
  readonly runs?: number;
  /** Read the locked data for what is recommended now, and the default. A second time is kept and told for ever. */
  readonly holdout?: boolean;
}

/** Key of the study's notes that tell of each further reading of the locked data. */
export const holdoutNote = 'holdout-opened-again';

/** What is missing for the best few and the default to have so many runs on fresh splits. */
export function confirmTasks(state: StudyState, terms: Terms, options: ConfirmOptions): Task[] {
  const { definition, fidelity } = terms;
  const { top = definition.confirm?.top ?? 3 } = options;
  const start = usableDefault(state);
  const best = rankingOf(state, terms, top + 1).filter((trial) => trial !== start);
  const trials = [...best.slice(0, top), ...(start < 0 ? [] : [start])];
  const given = new Map(trials.map((trial) => [trial, runsOf(state, trial, 'confirm')]));
  const { runs = Math.max(3, ...given.values()) } = options;
  const tasks: Task[] = [];
  for (let nth = 0; nth < runs; nth++) {
    for (const trial of trials) {
      if ((given.get(trial) ?? 0) > nth) continue;
      const target = confirmTarget(definition.seed, definition.evaluation?.folds ?? 0, nth, fidelity);
      tasks.push({
        type: 'evaluate',
        trial,
        purpose: 'confirm',
        target,
        reason: `run ${nth + 1} of ${runs}, asked for`,
      });
    }
  }
  return tasks;
}

/** The runs of another reading of the locked data, on seeds that no earlier one had. */
export function holdoutTasks(state: StudyState, terms: Terms): Task[] {
  const { definition, fidelity } = terms;
  const { split = 'holdout', seeds = 1 } = definition.holdout ?? {};
  const start = usableDefault(state);
  const chosen = recommendedOf(state, terms);
  const trials = start < 0 || chosen.includes(start) ? chosen : [...chosen, start];
  return trials.flatMap((trial) => {
    const before = runsOf(state, trial, 'holdout');
    return Array.from({ length: seeds }, (_, i): Task => {
      const target = holdoutTarget(definition.seed, split, before + i, fidelity);
      return { type: 'evaluate', trial, purpose: 'holdout', target, reason: 'asked for' };
    });
  });
}

/** Whether the locked data was read, or is being read. */
export function holdoutOpened(state: StudyState): boolean {
  return Array.from({ length: state.trialCount }, (_, trial) => trial).some(
    (trial) => runsOf(state, trial, 'holdout') > 0,
  );
}

function runsOf(state: StudyState, trial: number, purpose: Purpose): number {
  return state.evaluationsOf(trial).filter((e) => state.evaluation(e).purpose === purpose).length;
}

function usableDefault(state: StudyState): number {
  const trial = defaultTrial(state);
  return trial >= 0 && state.trialStatus(trial) === 'completed' ? trial : -1;
}

export function noHoldout(): TunewrightError {
  return new TunewrightError('TW_HOLDOUT_NONE', 'This study has no locked data.', {
    mend: 'Name its split in the study, as in holdout: test, before anything runs.',
  });
}
