import { constants } from 'node:os';
import type { Metrics } from '../../../trial/event.ts';
import { TrialEnding } from '../../ending.ts';
import { declared, type Ending, failure } from '../../outcome.ts';
import type { ProgramExit } from './program.ts';

const shown = 20;

/** The last lines of what a program wrote to standard error, for a reason. */
function lastLines(stderr: string): string {
  const lines = stderr.trimEnd().split('\n').slice(-shown);
  return lines.length === 1 && lines[0] === ''
    ? ''
    : `\nLast lines of its standard error:\n${lines.join('\n')}`;
}

function killed(signal: string, stderr: string, metrics: Metrics): Ending {
  const hint = signal === 'SIGKILL' ? '; a machine that runs out of memory does that' : '';
  const message = `The program was killed by ${signal}${hint}.${lastLines(stderr)}`;
  return failure('TW_PROGRAM_KILLED', message, metrics, { retryable: true });
}

/** The ending of a program that did not end well by its exit code; undefined if it did. */
export function badExit({ code, signal }: ProgramExit, stderr: string, metrics: Metrics): Ending | undefined {
  if (signal !== null) return killed(signal, stderr, metrics);
  if (code === 0) return undefined;
  // Shells and launchers tell by 128 + n that a signal ended what they ran.
  const inner = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0];
  if (inner === 'SIGKILL' || inner === 'SIGSEGV' || inner === 'SIGABRT' || inner === 'SIGBUS') {
    return killed(inner, stderr, metrics);
  }
  return failure(
    'TW_PROGRAM_FAILED',
    `The program ended with exit code ${code}.${lastLines(stderr)}`,
    metrics,
  );
}

/** Why a program could not be started at all. */
export function notStarted(error: unknown, program: string, cwd: string): Ending {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return failure(
      'TW_PROGRAM_NOT_FOUND',
      `There is no program ${JSON.stringify(program)} (looked for from ${cwd}). Check the name, or give its full path.`,
      {},
    );
  }
  if (code === 'EACCES') {
    return failure(
      'TW_PROGRAM_NOT_EXECUTABLE',
      `${JSON.stringify(program)} may not be executed. Make it so (chmod +x), or begin the command with its interpreter.`,
      {},
    );
  }
  const retryable = code === 'EAGAIN' || code === 'ENOMEM' || code === 'EMFILE' || code === 'ENFILE';
  return failure(
    'TW_PROGRAM_NOT_STARTED',
    `${JSON.stringify(program)} could not be started: ${message}`,
    {},
    {
      retryable,
    },
  );
}

/** What a program declared of itself; undefined for a status that is no declaration. */
export function declaration(status: string, reason: string, metrics: Metrics): Ending | undefined {
  switch (status) {
    case 'infeasible':
      return declared(new TrialEnding('infeasible', reason), metrics);
    case 'skip':
    case 'skipped':
      return declared(new TrialEnding('skipped', reason), metrics);
    case 'failed':
      return declared(new TrialEnding('failed', reason), metrics);
    case 'fatal':
      return declared(new TrialEnding('failed', reason, true), metrics);
    default:
      return undefined;
  }
}
