import { closeSync, openSync, statSync } from 'node:fs';
import { TunewrightError } from '../../../errors.ts';
import { type Database, isBusy, loadDriver } from './driver.ts';
import { failure, locked } from './failure.ts';
import { pause } from './group-commit.ts';
import { migrate } from './schema.ts';

/** Short waits for another process inside SQLite; longer ones leave the event loop free. */
const busyTimeoutMs = 5;

/**
 * Every commit syncs the log of writes (FULL), on macOS down to the medium (fullfsync). 4,000 pages between
 * checkpoints are 16 MB: fewer syncs of the main file for the same promise.
 */
const settings = `
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
`;

/** Opens or makes the file and brings it to the newest schema; waits for others that do the same. */
export async function openDatabase(path: string, lockTimeoutMs: number): Promise<Database> {
  const since = performance.now();
  for (let attempt = 0; ; attempt++) {
    try {
      return openOnce(path);
    } catch (error) {
      if (!isBusy(error)) throw failure(error, path);
      if (performance.now() - since >= lockTimeoutMs) throw locked(path, error);
    }
    await pause(attempt);
  }
}

function openOnce(path: string): Database {
  makePrivate(path);
  const { DatabaseSync } = loadDriver();
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs, allowExtension: false });
  try {
    prepare(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function prepare(database: Database, path: string): void {
  database.exec(settings);
  // Refuses a foreign or newer file before anything is written to it.
  migrate(database, path);
  const mode = database.prepare('PRAGMA journal_mode = WAL').get() as { readonly journal_mode: string };
  if (mode.journal_mode !== 'wal') {
    throw new TunewrightError(
      'TW_STORAGE_NO_WAL',
      `The file system of ${path} cannot keep a write-ahead log shared between processes.`,
      { kind: 'storage', mend: 'Put the storage on a local disk.' },
    );
  }
}

/** A new file is not for others to read: commands and environments may hold secrets. SQLite's companions take its mode. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'ax', 0o660));
  } catch {
    // It exists, or cannot be made: then opening says why.
  }
}

/** Throws once the file at the path is no longer the one that was opened: what is written then would be lost. */
export function guardAgainstMove(path: string): () => void {
  const opened = statSync(path);
  return () => {
    const now = statSync(path, { throwIfNoEntry: false });
    if (now !== undefined && now.ino === opened.ino && now.dev === opened.dev) return;
    throw new TunewrightError(
      'TW_STORAGE_MOVED',
      `${path} was removed or replaced while it was in use; nothing more is written.`,
      { kind: 'storage', mend: 'Put the file back where it was, then run again.' },
    );
  };
}
