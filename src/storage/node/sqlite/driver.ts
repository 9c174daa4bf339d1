import type { DatabaseSync as Database } from 'node:sqlite';

type Driver = typeof import('node:sqlite');

let driver: Driver | undefined;

/** `node:sqlite`, loaded on first use, without the warning that Node 22 prints about it. */
export function loadDriver(): Driver {
  if (driver !== undefined) return driver;
  const { emitWarning } = process;
  const silent = (warning: string | Error, ...rest: unknown[]): void => {
    if (!/SQLite is an experimental feature/.test(String(warning))) {
      Reflect.apply(emitWarning, process, [warning, ...rest]);
    }
  };
  process.emitWarning = silent as typeof emitWarning;
  try {
    driver = process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
  return driver;
}

export type { Database };

/** SQLite's primary result code of an error, or 0 if it is not from SQLite. */
export function resultCode(error: unknown): number {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}

export const sqlite = {
  perm: 3,
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  tooBig: 18,
  notADatabase: 26,
} as const;

/** Another connection is in the way; the same call may succeed a little later. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === sqlite.busy || code === sqlite.locked || code === sqlite.protocol;
}
