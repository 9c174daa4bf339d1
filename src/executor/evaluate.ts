import { type AbortSignalLike, abortController, type Clock } from '../platform.ts';
import type { Metrics } from '../trial/event.ts';
import { isTrialEnding, StopTrial } from './ending.ts';
import type { ObjectiveFunction, TrialHandle } from './objective.ts';
import {
  cancelled,
  completed,
  declared,
  type Ending,
  failure,
  reachedAt,
  stopped,
  timedOut,
} from './outcome.ts';
import type { Hooks, Job, Outcome } from './port.ts';

export interface EvaluateOptions {
  /** Names of the objectives; a plain number is the first one's value. */
  readonly objectives: readonly string[];
  readonly clock: Clock;
  /** Limit for one evaluation. */
  readonly timeLimitMs?: number;
  readonly checkpointFolder?: string;
  /** How long an objective may go on after its signal was aborted. */
  readonly graceMs: number;
}

type Call = Pick<Hooks, 'onReport' | 'onNote'>;

function asMetrics(value: unknown, objectives: readonly string[]): Metrics | undefined {
  if (typeof value === 'number') return { [objectives[0] ?? 'value']: value };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  return entries.every(([, number]) => typeof number === 'number') ? Object.fromEntries(entries) : undefined;
}

function wrongValue(what: string, value: unknown): string {
  let text: string;
  try {
    text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  } catch {
    text = String(value);
  }
  return `The objective ${what} ${text.slice(0, 200)}, which is neither a number nor an object of numbers.`;
}

/** Runs the function once and tells how it ended; resolves only when the function does. */
async function call(
  objective: ObjectiveFunction,
  job: Job,
  hooks: Call,
  signal: AbortSignalLike,
  options: Pick<EvaluateOptions, 'objectives' | 'checkpointFolder'>,
  state: { metrics: Metrics; over: boolean },
): Promise<Ending> {
  const { objectives } = options;
  let told = false;
  let lastStep = -1;
  const shouldStop = async (step: number, value: number | Metrics): Promise<boolean> => {
    const metrics = asMetrics(value, objectives);
    if (metrics === undefined) throw new TypeError(wrongValue('reported', value));
    if (typeof step !== 'number' || !Number.isFinite(step)) {
      throw new TypeError(`The objective reported at step ${String(step)}, which is not a finite number.`);
    }
    if (state.over) return true;
    state.metrics = { ...state.metrics, ...metrics };
    lastStep = step;
    if ((await hooks.onReport(step, metrics)) !== 'continue') told = true;
    return told || state.over;
  };
  const trial: TrialHandle = {
    params: job.params,
    number: job.trial,
    evaluation: job.evaluation,
    seed: job.target.seed,
    fidelity: job.target.fidelity,
    reached: job.reached,
    checkpointFolder: options.checkpointFolder,
    fold: job.target.fold,
    folds: job.folds,
    split: job.target.split,
    signal,
    shouldStop,
    async report(step, metrics) {
      if (await shouldStop(step, metrics)) throw new StopTrial();
    },
    note(key, value) {
      if (!state.over) hooks.onNote(key, value);
    },
  };
  const reached = (): Metrics => reachedAt(job.target.fidelity, lastStep);
  try {
    const result = await objective(trial);
    if (isTrialEnding(result)) throw result;
    const last = asMetrics(result, objectives);
    if (last !== undefined) state.metrics = { ...state.metrics, ...last };
    if (told) return stopped(state.metrics, reached());
    if (last === undefined) {
      return failure('TW_PROGRAM_RESULT', wrongValue('returned', result), state.metrics);
    }
    return completed(
      state.metrics,
      objectives,
      job.target.fidelity,
      (name) => `Return it, as in return { ${JSON.stringify(name)}: 0.5 }.`,
    );
  } catch (thrown) {
    if (told) return stopped(state.metrics, reached());
    if (isTrialEnding(thrown)) {
      return thrown.status === 'stopped'
        ? stopped(state.metrics, reached())
        : declared(thrown, state.metrics);
    }
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const message = error.message === '' ? `The objective threw ${error.name}.` : error.message;
    const details = error.stack === undefined ? {} : { details: error.stack };
    return failure('TW_PROGRAM_THREW', message, state.metrics, details);
  }
}

/**
 * Runs an objective function as one evaluation. Never rejects. When it must end, its signal is aborted; a function
 * that goes on all the same is left behind after the grace, and what it does later is ignored.
 */
export function evaluate(
  objective: ObjectiveFunction,
  job: Job,
  hooks: Call & Pick<Hooks, 'signal'>,
  options: EvaluateOptions,
): Promise<Outcome> {
  const { clock, timeLimitMs, graceMs } = options;
  const begun = clock.now();
  const controller = abortController();
  const state = { metrics: {} as Metrics, over: false };
  return new Promise((resolve) => {
    let why: 'cancelled' | 'timeout' | undefined;
    const cancelTimers: (() => void)[] = [];
    const forced = (): Ending =>
      why === 'timeout'
        ? timedOut(timeLimitMs ?? 0, state.metrics)
        : cancelled(hooks.signal.reason, state.metrics);
    const finish = (ending: Ending): void => {
      if (state.over) return;
      state.over = true;
      hooks.signal.removeEventListener('abort', onAbort);
      for (const cancel of cancelTimers) cancel();
      resolve({ ...ending, seconds: (clock.now() - begun) / 1000 });
    };
    const end = (cause: 'cancelled' | 'timeout', reason: unknown): void => {
      if (why !== undefined || state.over) return;
      why = cause;
      controller.abort(reason);
      cancelTimers.push(clock.after(graceMs, () => finish(forced())));
    };
    const onAbort = (): void => end('cancelled', hooks.signal.reason);
    hooks.signal.addEventListener('abort', onAbort, { once: true });
    if (timeLimitMs !== undefined) {
      cancelTimers.push(clock.after(timeLimitMs, () => end('timeout', 'The time limit is over.')));
    }
    if (hooks.signal.aborted) onAbort();
    const ended =
      why === undefined ? call(objective, job, hooks, controller.signal, options, state) : forced();
    // A result that is complete counts even when it comes during the grace.
    void Promise.resolve(ended).then((ending) =>
      finish(why === undefined || ending.status === 'completed' ? ending : forced()),
    );
  });
}
