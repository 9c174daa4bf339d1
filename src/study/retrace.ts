import type { Clock } from '../platform.ts';
import type { SchedulerAlgorithm, SchedulerView } from '../scheduler/port.ts';
import { StudyState } from '../trial/state.ts';
import { Allowance } from './budget.ts';
import { Draft } from './draft.ts';
import { Incumbent } from './incumbent.ts';
import { Ledger } from './ledger.ts';
import { Steering } from './steering.ts';
import { Stopwatch } from './stopwatch.ts';
import type { Terms } from './terms.ts';

/** What a scheduler saw at a position of the log, and the scheduler that has seen all before it. */
export interface Moment {
  readonly state: StudyState;
  readonly steering: Steering;
  readonly view: SchedulerView;
}

/** No decision of a scheduler looks at the time. */
const still: Clock = { now: () => 0, after: () => () => {} };

/**
 * Folds a log event by event and shows what its scheduler saw.
 * @param visit - called after each event of the log
 */
export async function retrace(
  terms: Terms,
  { storage, record }: Pick<Ledger, 'storage' | 'record'>,
  algorithm: SchedulerAlgorithm,
  visit: (moment: Moment) => void,
): Promise<void> {
  const ledger = new Ledger(storage, record, new StudyState());
  const { state } = ledger;
  const allowance = new Allowance(terms, ledger, new Incumbent(terms, ledger), new Stopwatch(still, state));
  const steering = new Steering(terms, algorithm, ledger, allowance);
  ledger.listen(() => {
    visit({
      state,
      steering,
      get view() {
        return steering.view(new Draft(state, 0));
      },
    });
  });
  await ledger.catchUp();
}
