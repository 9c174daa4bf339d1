import { Asynchronous } from '../asynchronous.ts';
import { percentileJudge } from '../percentile.ts';
import type {
  Scheduler,
  SchedulerAlgorithm,
  SchedulerChoice,
  SchedulerProblem,
  SchedulerView,
} from '../port.ts';
import { singleScheduler } from '../single.ts';
import { stoppingScheduler } from '../stopping.ts';
import { Wording } from '../wording.ts';
import { type Habit, Reporting } from './reporting.ts';

const version = 1;
const eta = 3;

/**
 * Chooses by the study and by what its programs do:
 *
 * - without a fidelity, or where nothing is reported before the end: every trial in full;
 * - with a range of a fidelity: asynchronous halving, by reports where there are any, else by promotion; only at levels
 *   that were seen to foretell;
 * - with a full amount only, and reports on the way to it: a trial stops whose best is worse than the median of others,
 *   after a quarter of the way.
 *
 * The default configuration always gets the full amount.
 */
export function autoScheduler(): SchedulerAlgorithm {
  return {
    name: 'auto',
    version,
    create(problem) {
      if (problem.fidelities.some(({ least, full }) => least < full)) return new Ranged(problem);
      return problem.fidelities.length === 1 ? new Plain(problem) : singleScheduler().create(problem);
    },
  };
}

/** Of a study that lets trials have less. */
class Ranged extends Asynchronous {
  readonly #reporting: Reporting;
  readonly #problem: SchedulerProblem;
  #choice: SchedulerChoice | undefined;

  constructor(problem: SchedulerProblem) {
    const reporting = new Reporting();
    super(problem, 'auto', {
      eta,
      promotes: (view) => reporting.of(view) === 'silent',
      brackets: 1,
      checks: true,
    });
    this.#reporting = reporting;
    this.#problem = problem;
  }

  override next(view: SchedulerView): ReturnType<Scheduler['next']> {
    const next = super.next(view);
    const habit = this.#reporting.of(view);
    if (habit !== 'unknown') this.#choice = { scheduler: 'asha', version, reason: this.#reason(view, habit) };
    return next;
  }

  choice(): SchedulerChoice | undefined {
    return this.#choice;
  }

  #reason(view: SchedulerView, habit: Exclude<Habit, 'unknown'>): string {
    const lowest = this.levels[this.lowest(view, notWitness)] as number;
    const from = new Wording(this.#problem).place(Number.NaN, lowest);
    return habit === 'reports'
      ? `the program reports on its way: from ${from} on, trials below the top third are stopped`
      : `the program reports nothing on its way: trials begin with ${from}, the top third gets ${eta} times as much`;
  }
}

/** The number of some trial that shows nobody how well a level foretells. */
const notWitness = 9;

/** Of a study whose trials all have the full amount of one fidelity in view. */
class Plain implements Scheduler {
  readonly blind = true;
  readonly next: Scheduler['next'];
  readonly onReport: Scheduler['onReport'];
  readonly onEnd: Scheduler['onEnd'];
  #reports = false;
  readonly #from: string;

  constructor(problem: SchedulerProblem) {
    const { full, whole } = problem.fidelities[0]!;
    const quarter = whole ? Math.floor(full / 4) : full / 4;
    const reporting = new Reporting();
    const inner = stoppingScheduler('median', version, () =>
      percentileJudge(problem, { percentile: 50, startup: 5, warmup: quarter }),
    ).create(problem);
    this.#from = new Wording(problem).place(quarter, quarter / full);
    this.next = (view) => {
      this.#reports = reporting.of(view) === 'reports';
      return inner.next(view);
    };
    this.onReport = inner.onReport;
    this.onEnd = inner.onEnd;
  }

  choice(): SchedulerChoice | undefined {
    if (!this.#reports) return undefined;
    const reason = `the program reports on its way: after ${this.#from}, trials worse than the median of others are stopped`;
    return { scheduler: 'median', version, reason };
  }
}
