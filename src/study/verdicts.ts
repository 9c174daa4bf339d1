import type { SchedulerAlgorithm, Verdict } from '../scheduler/port.ts';
import type { VerdictGiven } from '../trial/event.ts';
import { StudyState } from '../trial/state.ts';
import { Ledger } from './ledger.ts';
import { type Moment, retrace } from './retrace.ts';
import { reportShare, type Terms, valuesOf } from './terms.ts';

export interface VerdictDifference {
  readonly trial: number;
  readonly step: number;
  readonly recorded: Verdict;
  readonly replayed: Verdict;
}

interface Decided {
  readonly exact: boolean;
  readonly verdicts: number;
  readonly verdict?: VerdictDifference;
  readonly changed?: { readonly recorded: string; readonly now: string };
}

/** Folds the log again and asks the scheduler about every report at which it ended something early. */
export async function replayVerdicts(
  terms: Terms,
  log: Pick<Ledger, 'storage' | 'record'>,
  algorithm: SchedulerAlgorithm,
): Promise<Decided> {
  const given = await verdictsOf(log);
  const now = `${algorithm.name} ${algorithm.version}`;
  const changed = given.find(({ scheduler }) => scheduler.join(' ') !== now);
  if (changed !== undefined) {
    return { exact: false, verdicts: 0, changed: { recorded: changed.scheduler.join(' '), now } };
  }
  if (given.length === 0) return { exact: true, verdicts: 0 };
  const byPosition = Map.groupBy(given, ({ position }) => position);
  let verdicts = 0;
  let verdict: VerdictDifference | undefined;
  await retrace(terms, log, algorithm, (moment) => {
    for (const event of byPosition.get(moment.state.position) ?? []) {
      const replayed = again(terms, moment, event);
      const { verdict: type, reason } = event;
      const recorded: Verdict = { type, reason };
      if (replayed.type === type && replayed.reason === reason) verdicts++;
      else {
        const { trial } = moment.state.evaluation(event.evaluation);
        verdict ??= { trial, step: event.step, recorded, replayed };
      }
    }
  });
  return { exact: verdict === undefined, verdicts, ...(verdict !== undefined && { verdict }) };
}

/** Those that counted when they were given. */
async function verdictsOf({ storage, record }: Pick<Ledger, 'storage' | 'record'>): Promise<VerdictGiven[]> {
  const ledger = new Ledger(storage, record, new StudyState());
  const given: VerdictGiven[] = [];
  ledger.listen((event) => {
    if (event.type !== 'verdict-given') return;
    if (ledger.state.verdict(event.evaluation)?.position === event.position) given.push(event);
  });
  await ledger.catchUp();
  return given;
}

/** What the scheduler says now. */
function again(terms: Terms, { state, steering, view }: Moment, event: VerdictGiven): Verdict {
  const { evaluation, step } = event;
  const report = state.reportsOf(evaluation).findLast((made) => made.step === step);
  if (report === undefined) return { type: 'continue' };
  const { metrics } = report;
  const { trial } = state.evaluation(evaluation);
  const share = reportShare(terms, step, metrics) ?? Number.NaN;
  const values = valuesOf(terms, metrics);
  return steering.scheduler.onReport(view, { trial, evaluation, step, share, values });
}
