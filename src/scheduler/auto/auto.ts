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
import { Reporting } from './reporting.ts';
import { Resuming } from './resuming.ts';

const version = 2;
const eta = 3;
/** Levels: a ninth and a third of the full amount, and all of it. Less than a ninth ranks trials badly. */
const top = 3;

/**
 * Chooses by the study and by what its programs do:
 *
 * - without a fidelity, or where nothing is reported before the end: every trial in full;
 * - with a range of a fidelity: asynchronous halving by delayed promotion, from a ninth of the full amount on; by reports
 *   if the program turns out to begin anew when it is given more;
 * - with a full amount only, and reports on the way to it: a trial stops whose best is worse than the median of others,
 *   after a quarter of the way.
 *
 * The default configuration always gets the full amount, with a range once another one has had it.
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
  readonly #resuming: Resuming;
  readonly #from: string;
  #restarts = false;

  constructor(problem: SchedulerProblem) {
    const resuming = new Resuming();
    super(problem, 'auto', {
      eta,
      promotes: (view) => resuming.of(view) !== 'restarts',
      brackets: 1,
      delayed: true,
      top,
    });
    this.#resuming = resuming;
    const least = this.levels[0] as number;
    this.#from = new Wording(problem).place(Number.NaN, least);
  }

  override next(view: SchedulerView): ReturnType<Scheduler['next']> {
    this.#restarts = this.#resuming.of(view) === 'restarts';
    return super.next(view);
  }

  choice(): SchedulerChoice {
    const reason = this.#restarts
      ? `the program reports on its way and begins anew when it is given more: from ${this.#from} on, trials below the top third are stopped`
      : `trials begin with ${this.#from}, the top third gets ${eta} times as much`;
    return { scheduler: 'asha', version, reason };
  }
}

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
