import type { ErrorKind } from '../errors.ts';

/** How the command ends; `docs/cli.md` lists them, and they never change their meaning. */
export const exit = {
  ok: 0,
  /** A fault of Tunewright itself. */
  internal: 1,
  /** A mistake in the command line, the study file or what they name. */
  input: 2,
  /** The tuned program cannot be run, or no trial completed. */
  program: 3,
  /** The storage cannot be read or written. */
  storage: 4,
  /** It disagrees with what is already there: another space under that name, a name that is taken. */
  conflict: 5,
  /** `replay` found a difference. */
  differs: 6,
  /** Ctrl-C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

const byKind: { readonly [kind in ErrorKind]: number } = {
  input: exit.input,
  program: exit.program,
  storage: exit.storage,
  conflict: exit.conflict,
  internal: exit.internal,
};

export function exitCodeOf(kind: ErrorKind): number {
  return byKind[kind];
}
