import type { StatementSync } from 'node:sqlite';
import type { Database } from './driver.ts';

/** Every statement the storage runs, prepared once; values are always bound. Rows come as arrays. */
export interface Statements {
  readonly insertStudy: StatementSync;
  readonly studies: StatementSync;
  readonly studyByName: StatementSync;
  readonly studyById: StatementSync;
  readonly keyOf: StatementSync;
  readonly deleteOf: readonly StatementSync[];
  readonly head: StatementSync;
  readonly insertEvent: StatementSync;
  readonly eventBodies: StatementSync;
  readonly eventBody: StatementSync;
  readonly renewLease: StatementSync;
  readonly forgetLease: StatementSync;
  readonly leases: StatementSync;
  readonly snapshotPosition: StatementSync;
  readonly deleteSnapshot: StatementSync;
  readonly insertSnapshot: StatementSync;
  readonly snapshotParts: StatementSync;
}

export function prepareStatements(database: Database): Statements {
  const prepare = (sql: string): StatementSync => {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  return {
    insertStudy: prepare('INSERT INTO study (id, name, created_at) VALUES (?, ?, ?)'),
    studies: prepare('SELECT id, name, created_at FROM study ORDER BY key'),
    studyByName: prepare('SELECT id, name, created_at FROM study WHERE name = ?'),
    studyById: prepare('SELECT id, name, created_at FROM study WHERE id = ?'),
    keyOf: prepare('SELECT key FROM study WHERE id = ?'),
    deleteOf: [
      prepare('DELETE FROM event WHERE study = ?'),
      prepare('DELETE FROM lease WHERE study = ?'),
      prepare('DELETE FROM snapshot WHERE study = ?'),
      prepare('DELETE FROM study WHERE key = ?'),
    ],
    head: prepare('SELECT position FROM event WHERE study = ? ORDER BY position DESC LIMIT 1'),
    insertEvent: prepare('INSERT INTO event (study, position, body) VALUES (?, ?, ?)'),
    // One string for many events crosses into JavaScript several times faster than many rows.
    eventBodies: prepare(`
      SELECT count(*), max(position), group_concat(body, ',')
      FROM (SELECT position, body FROM event WHERE study = ? AND position >= ? AND position < ? ORDER BY position)`),
    eventBody: prepare('SELECT body FROM event WHERE study = ? AND position = ?'),
    renewLease: prepare(`
      INSERT INTO lease (study, evaluation, token, deadline) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET token = excluded.token, deadline = excluded.deadline
      WHERE excluded.token >= lease.token`),
    forgetLease: prepare('DELETE FROM lease WHERE study = ? AND evaluation = ? AND token <= ?'),
    leases: prepare('SELECT evaluation, token, deadline FROM lease WHERE study = ? ORDER BY evaluation'),
    snapshotPosition: prepare('SELECT position, reducer FROM snapshot WHERE study = ? LIMIT 1'),
    deleteSnapshot: prepare('DELETE FROM snapshot WHERE study = ?'),
    insertSnapshot: prepare(
      'INSERT INTO snapshot (study, part, position, reducer, bytes) VALUES (?, ?, ?, ?, ?)',
    ),
    snapshotParts: prepare('SELECT position, reducer, bytes FROM snapshot WHERE study = ? ORDER BY part'),
  };
}
