import { TunewrightError } from '../../../errors.ts';
import type { Database } from './driver.ts';

/** "TwSt": marks a file as ours. */
const applicationId = 0x54775374;

/** Step i brings schema version i to i + 1. Released steps never change; a new one is added at the end. */
export const migrations: readonly string[] = [
  `
  -- A study's name is kept as a JSON string, so that every text, with NUL or lone surrogates too, is unique as it is.
  CREATE TABLE study (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    created_at REAL
  ) STRICT;
  CREATE TABLE event (
    study INTEGER NOT NULL,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (study, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE lease (
    study INTEGER NOT NULL,
    evaluation INTEGER NOT NULL,
    token INTEGER NOT NULL,
    deadline REAL NOT NULL,
    PRIMARY KEY (study, evaluation)
  ) STRICT, WITHOUT ROWID;
  -- May be deleted at any time: it saves folding, and nothing else.
  CREATE TABLE snapshot (
    study INTEGER NOT NULL,
    part INTEGER NOT NULL,
    position INTEGER NOT NULL,
    reducer INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (study, part)
  ) STRICT;
  `,
];

/**
 * Brings a database to the newest schema, in one transaction: wholly or not at all.
 * @throws {TunewrightError} TW_STORAGE_NEWER, TW_STORAGE_FOREIGN; what SQLite throws passes through
 */
export function migrate(database: Database, path: string, steps: readonly string[] = migrations): void {
  if (version(database, path) === steps.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const from = version(database, path);
    if (from > steps.length) throw newer(path, from, steps.length);
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The schema's version; 0 for a new file. */
function version(database: Database, path: string): number {
  const number = pragma(database, 'user_version');
  if (pragma(database, 'application_id') === applicationId) return number;
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
    tables: number;
  };
  if (number === 0 && tables === 0) return 0;
  throw new TunewrightError('TW_STORAGE_FOREIGN', `${path} is a database of another program.`, {
    kind: 'storage',
    mend: 'Name another file for the storage; this one was left as it is.',
  });
}

function pragma(database: Database, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as { readonly [name: string]: unknown };
  return Number(row[name]);
}

function newer(path: string, found: number, known: number): TunewrightError {
  return new TunewrightError(
    'TW_STORAGE_NEWER',
    `${path} has schema version ${found}; this Tunewright knows versions up to ${known}.`,
    {
      kind: 'storage',
      mend: 'Update Tunewright to the version that wrote it, or newer. Nothing was changed.',
    },
  );
}
