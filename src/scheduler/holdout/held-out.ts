import { holdoutTarget } from '../../evaluation/replication.ts';
import { After } from '../after.ts';
import type { Next, SchedulerAlgorithm, SchedulerView } from '../port.ts';
import { fullAmounts } from '../target.ts';
import { completedDefault, isBefore, isIdle } from '../trials.ts';

export interface HoldoutOptions {
  /** What the program is told as its split. */
  readonly split: string;
  /** Runs of each setting, ≥ 1. */
  readonly seeds: number;
}

/**
 * Opens the locked data once, when everything else is decided and over: for what is recommended then, and for the default.
 * What was opened stays so; more trials afterwards do not open it again.
 */
export function heldOut(inner: SchedulerAlgorithm, options: HoldoutOptions): SchedulerAlgorithm {
  return { ...inner, create: (problem) => new HeldOut(inner.create(problem), problem, options) };
}

class HeldOut extends After<HoldoutOptions> {
  next(view: SchedulerView): Next {
    const over = view.searchOver;
    const decided = this.inner.next(view);
    const next: Next = over !== undefined && isSearch(decided) ? { type: 'finished', reason: over } : decided;
    if (next.type !== 'finished') return next;
    if (isBefore(view, 'holdout')) return { type: 'wait' };
    const { split, seeds } = this.options;
    for (const { trial, given } of opened(view)) {
      if (given >= seeds) continue;
      const { seed, fidelities } = this.problem;
      const target = holdoutTarget(seed, split, given, fullAmounts(fidelities));
      return { type: 'evaluate', trial, purpose: 'holdout', target, reason: 'everything else is decided' };
    }
    return isIdle(view) ? next : { type: 'wait' };
  }
}

function isSearch(next: Next): boolean {
  return (
    next.type === 'new-trial' ||
    next.type === 'child-trial' ||
    (next.type === 'evaluate' && next.purpose === 'search')
  );
}

/** The trials that the holdout is read for: what is recommended, and the default; later trials do not open it again. */
function opened(view: SchedulerView): { readonly trial: number; readonly given: number }[] {
  const given = new Map<number, number>();
  let searchedOn = false;
  for (let e = 0; e < view.evaluations; e++) {
    const { trial, purpose } = view.evaluation(e);
    if (purpose === 'holdout') given.set(trial, (given.get(trial) ?? 0) + 1);
    else if (given.size > 0) searchedOn = true;
  }
  const start = completedDefault(view);
  const chosen = searchedOn ? [...given.keys()] : view.recommended();
  const trials = start < 0 || chosen.length === 0 || chosen.includes(start) ? chosen : [...chosen, start];
  return trials.map((trial) => ({ trial, given: given.get(trial) ?? 0 }));
}
