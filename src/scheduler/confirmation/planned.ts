import type { Next, SchedulerAlgorithm, SchedulerView } from '../port.ts';
import { isIdle } from '../trials.ts';

type Task = Extract<Next, { readonly type: 'evaluate' }>;

/** Begins what is listed, each once, and nothing else. */
export function plannedScheduler(tasks: readonly Task[]): SchedulerAlgorithm {
  return {
    name: 'planned',
    version: 1,
    create: () => ({
      blind: false,
      next(view) {
        const task = tasks.find((one) => !isBegun(view, one));
        if (task !== undefined) return task;
        return isIdle(view)
          ? { type: 'finished', reason: 'all that was asked for has run' }
          : { type: 'wait' };
      },
      onReport: () => ({ type: 'continue' }),
      onEnd: () => 'open',
    }),
  };
}

function isBegun(view: SchedulerView, { trial, purpose, target }: Task): boolean {
  return view.trial(trial).evaluations.some((e) => {
    const other = view.evaluation(e);
    return (
      other.purpose === purpose && other.target.seed === target.seed && other.target.fold === target.fold
    );
  });
}
