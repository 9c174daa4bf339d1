import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrations } from '../../src/storage/node/sqlite/schema.ts';
import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import { exampleEvents } from '../../src/testing/events.ts';

/** Kinds of events that came after the file of a version was written. */
const later: { readonly [version: number]: readonly string[] } = { 1: ['knowledge-transferred'] };

const fixtures = resolve(import.meta.dirname, '../fixtures');

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tunewright-'));
  path = join(folder, 'studies.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('schema', () => {
  it('has a file of every version among the fixtures', () => {
    const files = readdirSync(fixtures).filter((file) => /^schema-\d+\.db$/.test(file));
    expect(files).toHaveLength(migrations.length);
  });

  it.each(migrations.map((_, i) => i + 1))(
    'opens a file of version %i with all it holds',
    async (version) => {
      copyFileSync(join(fixtures, `schema-${version}.db`), path);
      const storage = await sqliteStorage(path);
      const study = (await storage.find('a "study"\0 🙂'))!;
      const events = [];
      for await (const chunk of storage.read(study.id, 0)) events.push(...chunk);
      const known = exampleEvents.filter(({ type }) => !later[version]?.includes(type));
      expect(events).toEqual(known);
      expect(await storage.deadlines(study.id)).toEqual([{ evaluation: 0, token: 16, deadline: 99 }]);
      expect(await storage.append(study.id, exampleEvents)).toBe(known.length);
      await storage.close();
      const database = new DatabaseSync(path);
      expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: migrations.length });
      database.close();
    },
  );

  it('migrates step by step, or changes nothing', () => {
    copyFileSync(join(fixtures, 'schema-1.db'), path);
    const before = readFileSync(path);
    const database = new DatabaseSync(path);
    const good = 'ALTER TABLE study ADD COLUMN colour TEXT';
    const bad = 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)';
    expect(() => migrate(database, path, [...migrations, good, bad])).toThrow('nowhere');
    expect(database.prepare('PRAGMA table_info(study)').all()).toHaveLength(4);
    expect(readFileSync(path).equals(before)).toBe(true);
    migrate(database, path, [...migrations, good]);
    expect(database.prepare('PRAGMA table_info(study)').all()).toHaveLength(5);
    expect(() => migrate(database, path, migrations)).toThrow('schema version 2');
    database.close();
  });
});
