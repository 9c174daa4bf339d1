import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { TunewrightError } from '../../../errors.ts';
import { decodeEvent, decodeEvents, encodeEvent } from '../../../trial/codec.ts';
import type { Event } from '../../../trial/event.ts';
import { nameTaken, storageClosed, studyUnknown } from '../../errors.ts';
import type { LeaseDeadline, Snapshot, Storage, StudyRecord } from '../../port.ts';
import { type Database, isBusy, resultCode, sqlite } from './driver.ts';
import { failure, locked } from './failure.ts';
import { GroupCommit, nextTurn, pause } from './group-commit.ts';
import { refuseNetworkFileSystem } from './network.ts';
import { guardAgainstMove, openDatabase } from './open.ts';
import { prepareStatements, type Statements } from './statements.ts';

export interface SqliteOptions {
  /**
   * SQLite can lose data on network file systems, so they are refused; 'allow' takes the risk.
   * @defaultValue 'refuse'
   */
  readonly networkFileSystem?: 'refuse' | 'allow';
  /**
   * How long to wait for another process that holds the file's lock.
   * @defaultValue 30000
   */
  readonly lockTimeoutMs?: number;
}

const eventsPerChunk = 1024;
const snapshotPartBytes = 4 * 1024 * 1024;

/**
 * Keeps studies in one SQLite file, which it makes if there is none. What `append` resolved survives the death of the
 * process and of the machine. Several processes of one machine may use the file at once.
 * @throws {TunewrightError} TW_STORAGE_NETWORK, TW_STORAGE_NO_FOLDER, TW_STORAGE_READ_ONLY, TW_STORAGE_NOT_A_DATABASE,
 * TW_STORAGE_DAMAGED, TW_STORAGE_FOREIGN, TW_STORAGE_NEWER, TW_STORAGE_LOCKED, TW_STORAGE_FULL, TW_STORAGE_IO
 */
export async function sqliteStorage(path: string, options: SqliteOptions = {}): Promise<Storage> {
  const location = resolve(path);
  const lockTimeoutMs = options.lockTimeoutMs ?? 30_000;
  if (options.networkFileSystem !== 'allow') refuseNetworkFileSystem(location);
  const database = await openDatabase(location, lockTimeoutMs);
  return new SqliteStorage(database, location, lockTimeoutMs);
}

class SqliteStorage implements Storage {
  readonly kind: string = 'sqlite';
  readonly location: string;
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #commits: GroupCommit;
  readonly #lockTimeoutMs: number;
  #closing: Promise<void> | undefined;

  constructor(database: Database, location: string, lockTimeoutMs: number) {
    this.#database = database;
    this.location = location;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#statements = prepareStatements(database);
    this.#commits = new GroupCommit(database, location, lockTimeoutMs, guardAgainstMove(location));
  }

  async create(name: string, events: readonly Event[]): Promise<StudyRecord> {
    const bodies = events.map(encodeEvent);
    const record: StudyRecord = { id: randomUUID(), name, createdAt: events[0]?.at ?? Number.NaN };
    const { studyByName, insertStudy } = this.#statements;
    return this.#commits.run(() => {
      const kept = JSON.stringify(name);
      if (studyByName.get(kept) !== undefined) throw nameTaken(name, this.location);
      const createdAt = Number.isNaN(record.createdAt) ? null : record.createdAt;
      const { lastInsertRowid } = insertStudy.run(record.id, kept, createdAt);
      this.#insert(Number(lastInsertRowid), 0, bodies);
      return record;
    });
  }

  async list(): Promise<readonly StudyRecord[]> {
    return this.#read(() => this.#statements.studies.all().map(studyRecord));
  }

  async find(nameOrId: string): Promise<StudyRecord | undefined> {
    const { studyByName, studyById } = this.#statements;
    return this.#read(() => {
      const row = studyByName.get(JSON.stringify(nameOrId)) ?? studyById.get(nameOrId);
      return row === undefined ? undefined : studyRecord(row);
    });
  }

  async remove(id: string): Promise<void> {
    return this.#commits.run(() => {
      const key = this.#key(id);
      for (const statement of this.#statements.deleteOf) statement.run(key);
    });
  }

  async append(id: string, events: readonly Event[], expected?: number): Promise<number | 'conflict'> {
    const bodies = events.map(encodeEvent);
    return this.#commits.run(() => {
      const key = this.#key(id);
      const position = this.#head(key);
      if (expected !== undefined && expected !== position) return 'conflict';
      this.#insert(key, position, bodies);
      return position;
    });
  }

  async *read(id: string, from: number): AsyncIterable<readonly Event[]> {
    const key = await this.#read(() => this.#key(id));
    for (let position = from; ; ) {
      const start = position;
      const events = await this.#read(() => this.#chunk(key, start));
      if (events.length === 0) return;
      position += events.length;
      yield events;
      await nextTurn();
    }
  }

  async head(id: string): Promise<number> {
    return this.#read(() => this.#head(this.#key(id)));
  }

  async renew(id: string, deadlines: readonly LeaseDeadline[]): Promise<void> {
    const { renewLease, forgetLease } = this.#statements;
    return this.#commits.run(() => {
      const key = this.#key(id);
      for (const { evaluation, token, deadline } of deadlines) {
        if (deadline > 0) renewLease.run(key, evaluation, token, deadline);
        else forgetLease.run(key, evaluation, token);
      }
    });
  }

  async deadlines(id: string): Promise<readonly LeaseDeadline[]> {
    return this.#read(() =>
      (this.#statements.leases.all(this.#key(id)) as unknown as number[][]).map(
        ([evaluation, token, deadline]) => ({ evaluation: evaluation!, token: token!, deadline: deadline! }),
      ),
    );
  }

  async saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
    const { position, reducer, bytes } = snapshot;
    const { snapshotPosition, deleteSnapshot, insertSnapshot } = this.#statements;
    return this.#commits.run(() => {
      const key = this.#key(id);
      const known = snapshotPosition.get(key) as unknown as number[] | undefined;
      if (known !== undefined && known[1] === reducer && known[0]! > position) return;
      deleteSnapshot.run(key);
      const parts = Math.max(1, Math.ceil(bytes.length / snapshotPartBytes));
      for (let part = 0; part < parts; part++) {
        const piece = bytes.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes);
        insertSnapshot.run(key, part, position, reducer, piece);
      }
    });
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    return this.#read(() => {
      const rows = this.#statements.snapshotParts.all(this.#key(id)) as unknown as [
        number,
        number,
        Uint8Array,
      ][];
      const first = rows[0];
      if (first === undefined) return undefined;
      const bytes = new Uint8Array(rows.reduce((sum, row) => sum + row[2].length, 0));
      let offset = 0;
      for (const [, , part] of rows) {
        bytes.set(part, offset);
        offset += part.length;
      }
      return { position: first[0], reducer: first[1], bytes };
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commits.close();
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      // What is acknowledged lies in the write-ahead log, where the next to open the file finds it.
      if (!isBusy(error) && resultCode(error) !== sqlite.full) throw failure(error, this.location);
    } finally {
      this.#database.close();
    }
  }

  /** Reads never block in a write-ahead log, save while another process recovers one. */
  async #read<T>(work: () => T): Promise<T> {
    const since = performance.now();
    for (let attempt = 0; ; attempt++) {
      if (this.#closing !== undefined) throw storageClosed(this.location);
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw failure(error, this.location);
        if (performance.now() - since >= this.#lockTimeoutMs) throw locked(this.location, error);
      }
      await pause(attempt);
    }
  }

  #key(id: string): number {
    const row = this.#statements.keyOf.get(id) as unknown as [number] | undefined;
    if (row === undefined) throw studyUnknown(id, this.location);
    return row[0];
  }

  #head(key: number): number {
    const row = this.#statements.head.get(key) as unknown as [number] | undefined;
    return row === undefined ? 0 : row[0] + 1;
  }

  #insert(key: number, position: number, bodies: readonly string[]): void {
    const { insertEvent } = this.#statements;
    for (let i = 0; i < bodies.length; i++) insertEvent.run(key, position + i, bodies[i] as string);
  }

  /** The events of one chunk; fewer when they are very large, none at the end. */
  #chunk(key: number, from: number): readonly Event[] {
    for (let length = eventsPerChunk; length > 1; length = Math.floor(length / 8)) {
      const joined = this.#joined(key, from, from + length);
      if (joined === undefined) continue;
      const { count, last, bodies } = joined;
      if (count === 0) break;
      const events = last === from + count - 1 ? decodeEvents(bodies, from, count) : undefined;
      if (events !== undefined) return events;
      break;
    }
    return this.#single(key, from);
  }

  /** @returns undefined if they are too large for one string */
  #joined(
    key: number,
    from: number,
    to: number,
  ): { count: number; last: number; bodies: string } | undefined {
    try {
      // Node gives no row where a string would be longer than V8 allows.
      const row = this.#statements.eventBodies.get(key, from, to) as unknown as
        | readonly [count: number, last: number, bodies: string | null]
        | undefined;
      return row && { count: row[0], last: row[1], bodies: row[2] ?? '' };
    } catch (error) {
      if (resultCode(error) === sqlite.tooBig) return undefined;
      if ((error as { readonly code?: unknown }).code === 'ERR_STRING_TOO_LONG') return undefined;
      throw error;
    }
  }

  /** One event, so that the one that cannot be read is named. */
  #single(key: number, position: number): readonly Event[] {
    // The head first: others append between two statements, but never before the head that was seen.
    if (this.#head(key) <= position) return [];
    const row = this.#statements.eventBody.get(key, position) as unknown as [string] | undefined;
    if (row !== undefined) return [decodeEvent(row[0], position)];
    throw new TunewrightError(
      'TW_LOG_DAMAGED',
      `Event ${position} of the log is missing in ${this.location}.`,
      {
        kind: 'storage',
        mend: 'Restore the storage from a copy. Nothing was changed; the events before this one are sound.',
      },
    );
  }
}

function studyRecord(row: unknown): StudyRecord {
  const [id, name, createdAt] = row as [string, string, number | null];
  return { id, name: JSON.parse(name), createdAt: createdAt ?? Number.NaN };
}
