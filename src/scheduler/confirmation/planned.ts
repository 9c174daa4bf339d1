import type { Purpose, Target } from '../../trial/event.ts';
import type { SchedulerAlgorithm, SchedulerView } from '../port.ts';

/** One evaluation that somebody asked for. */
export interface Task {
  readonly trial: number;
  readonly purpose: Purpose;
  readonly target: Target;
  readonly reason: string;
}

/** Begins what is listed, each once, and nothing else. */
export function plannedScheduler(tasks: readonly Task[]): SchedulerAlgorithm {
  return {
    name: 'planned',
    version: 1,
    create: () => ({
      blind: false,
      next(view) {
        const task = tasks.find((one) => !isBegun(view, one));
        if (task !== undefined) return { type: 'evaluate', ...task };
        return [...view.open].length > 0
          ? { type: 'wait' }
          : { type: 'finished', reason: 'all that was asked for has run' };
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
