import type {
  EndView,
  Next,
  ReportView,
  Scheduler,
  SchedulerChoice,
  SchedulerProblem,
  SchedulerView,
  Verdict,
} from './port.ts';

/** A scheduler that does something more once another one has nothing left to begin; while that one works it decides all. */
export abstract class After<Options> implements Scheduler {
  readonly blind = false;
  protected readonly inner: Scheduler;
  protected readonly problem: SchedulerProblem;
  protected readonly options: Options;

  constructor(inner: Scheduler, problem: SchedulerProblem, options: Options) {
    this.inner = inner;
    this.problem = problem;
    this.options = options;
  }

  abstract next(view: SchedulerView): Next;

  onReport(view: SchedulerView, report: ReportView): Verdict {
    return this.inner.onReport(view, report);
  }

  onEnd(view: SchedulerView, ended: EndView): 'freeze' | 'open' {
    return this.inner.onEnd(view, ended);
  }

  choice(): SchedulerChoice | undefined {
    return this.inner.choice?.();
  }
}
