import type { Metrics } from '../trial/event.ts';
import type { TrialEnding } from './ending.ts';
import type { Outcome, Reason } from './port.ts';

/** An outcome without its duration, which the executor adds. */
export type Ending = Omit<Outcome, 'seconds'>;

export function failure(
  code: string,
  message: string,
  metrics: Metrics,
  more: { readonly retryable?: boolean; readonly details?: string } = {},
): Ending {
  const { retryable = false, details } = more;
  const reason: Reason = { code, message, ...(details === undefined ? {} : { details }) };
  return { status: 'failed', metrics, reason, retryable };
}

export function cancelled(why: unknown, metrics: Metrics): Ending {
  const message = typeof why === 'string' ? why : 'The evaluation was cancelled.';
  return { status: 'cancelled', metrics, reason: { code: 'TW_PROGRAM_CANCELLED', message } };
}

export function timedOut(limitMs: number, metrics: Metrics): Ending {
  return failure(
    'TW_PROGRAM_TIMEOUT',
    `It was still running at its time limit of ${limitMs / 1000} s.`,
    metrics,
  );
}

export function stopped(metrics: Metrics, reached: Metrics): Ending {
  const reason = { code: 'TW_PROGRAM_STOPPED', message: 'The study told it to stop early.' };
  return { status: 'stopped', metrics, reached, reason };
}

const codes: { readonly [status: string]: string } = {
  infeasible: 'TW_PROGRAM_INFEASIBLE',
  skipped: 'TW_PROGRAM_SKIPPED',
};

/** What the program said of itself. */
export function declared(
  ending: Pick<TrialEnding, 'status' | 'message' | 'fatal'>,
  metrics: Metrics,
): Ending {
  const code = ending.fatal ? 'TW_PROGRAM_FATAL' : (codes[ending.status] ?? 'TW_PROGRAM_FAILED');
  return {
    status: ending.status,
    metrics,
    reason: { code, message: ending.message === '' ? 'The program gave no reason.' : ending.message },
    ...(ending.fatal ? { fatal: true } : {}),
  };
}

/** What a stopped evaluation reached: its last step, when the study has one fidelity to count in. */
export function reachedAt(target: Metrics, step: number): Metrics {
  const names = Object.keys(target);
  const [name] = names;
  if (name === undefined || names.length > 1 || !(step >= 0)) return {};
  return { [name]: Math.min(step, target[name] ?? step) };
}

/** A program that ended well, if it gave every objective. `how` tells how to give one. */
export function completed(
  metrics: Metrics,
  objectives: readonly string[],
  reached: Metrics,
  how: (missing: string) => string,
): Ending {
  const missing = objectives.find((name) => !Object.hasOwn(metrics, name));
  if (missing === undefined) return { status: 'completed', metrics, reached };
  const seen = Object.keys(metrics);
  const found = seen.length === 0 ? 'It gave no metrics at all.' : `It gave ${seen.slice(0, 12).join(', ')}.`;
  return failure(
    'TW_PROGRAM_NO_METRIC',
    `The program ended well but gave no value of ${missing}. ${found} ${how(missing)}`,
    metrics,
  );
}
