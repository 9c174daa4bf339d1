import { type Clock, systemClock } from '../platform.ts';
import { evaluate } from './evaluate.ts';
import type { ObjectiveFunction } from './objective.ts';
import type { Executor } from './port.ts';

export interface InlineOptions {
  /** Names of the objectives; a plain number is the first one's value. */
  readonly objectives: readonly string[];
  /** How many evaluations run at once, interleaved at their awaits. @defaultValue 1 */
  readonly capacity?: number;
  /** Limit for one evaluation. @defaultValue none */
  readonly timeLimitMs?: number;
  /** How long an aborted objective may go on before it is left behind. @defaultValue 5000 */
  readonly graceMs?: number;
  readonly clock?: Clock;
}

/**
 * Runs an objective function in this process. A function cannot be killed: it sees its signal aborted, and one that
 * does not heed it is left behind after the grace, its later results ignored.
 */
export function inlineExecutor<Params>(
  objective: ObjectiveFunction<Params>,
  options: InlineOptions,
): Executor {
  const { objectives, capacity = 1, timeLimitMs, graceMs = 5000, clock = systemClock } = options;
  const limits = timeLimitMs === undefined ? {} : { timeLimitMs };
  return {
    kind: 'inline',
    capacity,
    run: (job, hooks) =>
      // The study made the parameters from the space that Params was inferred from.
      evaluate(objective as ObjectiveFunction, job, hooks, { objectives, clock, graceMs, ...limits }),
    close: () => Promise.resolve(),
  };
}
