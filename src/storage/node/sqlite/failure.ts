import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { TunewrightError } from '../../../errors.ts';
import { isBusy, resultCode, sqlite } from './driver.ts';

/** What SQLite threw, as an error a person can act on. Others pass unchanged. */
export function failure(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === 0) return error;
  if (isBusy(error)) return locked(path, error);
  const make = byCode.get(code);
  return make === undefined ? unexpected(path, error) : make(path, error);
}

export function locked(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_LOCKED',
    `Another program holds the lock of ${path} and does not let go.`,
    'End the program that holds it (a database browser, a backup, a stopped process), then run again.',
    cause,
  );
}

function readOnly(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_READ_ONLY',
    `${path} cannot be written: the file or its folder is read-only for this user.`,
    'Give write permission on the file and on its folder, or name another storage.',
    cause,
  );
}

/** SQLite only says that it cannot open; the system knows why. */
function cannotOpen(path: string, cause: unknown): TunewrightError {
  const reason = systemReason(path);
  if (reason === 'ENOENT' || reason === 'ENOTDIR') return noFolder(path, cause);
  if (reason === 'EISDIR') return notADatabase(path, cause);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return full(path, cause);
  if (reason === 'EACCES' || reason === 'EPERM' || reason === 'EROFS') return readOnly(path, cause);
  return unexpected(path, cause);
}

function noFolder(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_NO_FOLDER',
    `${path} cannot be made: there is no folder ${dirname(path)}.`,
    'Create the folder, or name another storage.',
    cause,
  );
}

function notADatabase(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_NOT_A_DATABASE',
    `${path} is not a SQLite database.`,
    'Name another file for the storage; this one was left as it is.',
    cause,
  );
}

function damaged(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_DAMAGED',
    `${path} is a damaged database.`,
    'Restore it from a copy, or save what can be read: sqlite3 FILE .recover | sqlite3 NEW. Nothing was changed.',
    cause,
  );
}

function full(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_FULL',
    `There is no room left to write ${path}.`,
    'Free some space on that disk, then go on: everything acknowledged is there, and nothing is half-written.',
    cause,
  );
}

function io(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_IO',
    `The disk failed while ${path} was read or written: ${text(cause)}.`,
    'Check the disk and the file system, then run again.',
    cause,
  );
}

function tooLarge(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_TOO_LARGE',
    `A value is too large to be kept in ${path}: SQLite allows about 1 GB.`,
    'Keep large things in files and note their paths.',
    cause,
  );
}

function unexpected(path: string, cause: unknown): TunewrightError {
  return storageError(
    'TW_STORAGE_FAILED',
    `SQLite failed on ${path}: ${text(cause)}.`,
    'Run again; if it happens again, report it with this message.',
    cause,
  );
}

const byCode: ReadonlyMap<number, (path: string, cause: unknown) => TunewrightError> = new Map([
  [sqlite.perm, readOnly],
  [sqlite.readOnly, readOnly],
  [sqlite.io, io],
  [sqlite.corrupt, damaged],
  [sqlite.full, full],
  [sqlite.cannotOpen, cannotOpen],
  [sqlite.tooBig, tooLarge],
  [sqlite.notADatabase, notADatabase],
]);

function storageError(code: string, message: string, mend: string, cause: unknown): TunewrightError {
  return new TunewrightError(code, message, { kind: 'storage', mend, cause });
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function systemReason(path: string): string | undefined {
  const exists = existsSync(path);
  try {
    closeSync(openSync(path, exists ? 'r+' : 'ax'));
    if (!exists) unlinkSync(path);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
