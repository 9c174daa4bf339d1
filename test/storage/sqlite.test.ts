import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SqliteOptions, sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import type { Storage } from '../../src/storage/port.ts';
import type { Event } from '../../src/trial/event.ts';

const created: Event = { type: 'study-created', at: 1, definition: { seed: 7 }, version: '0.1.0' };
const noted = (key: string): Event => ({ type: 'noted', at: 2, trial: -1, key, value: null });

let folder: string;
let path: string;
let opened: Storage[];

const open = async (options?: SqliteOptions): Promise<Storage> => {
  const storage = await sqliteStorage(path, options);
  opened.push(storage);
  return storage;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunewright-'));
  path = join(folder, 'studies.db');
  opened = [];
});

afterEach(async () => {
  for (const storage of opened) await storage.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

const readAll = async (storage: Storage, id: string): Promise<Event[]> => {
  const events: Event[] = [];
  for await (const chunk of storage.read(id, 0)) events.push(...chunk);
  return events;
};

/** A sound file with one study of `count` notes, closed. */
async function studyFile(count: number): Promise<string> {
  const storage = await sqliteStorage(path);
  const { id } = await storage.create('s', [created]);
  await storage.append(
    id,
    Array.from({ length: count }, (_, i) => noted(`${i}`)),
  );
  await storage.close();
  return id;
}

const inSql = (sql: string): void => {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
};

describe('the SQLite file', () => {
  it('syncs every commit', async () => {
    const storage = await open();
    await storage.create('s', [created]);
    const database = new DatabaseSync(path);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  it('cannot be read by other users', async () => {
    await studyFile(1);
    expect(statSync(path).mode & 0o007).toBe(0);
  });

  it('leaves no companions behind once closed', async () => {
    await studyFile(1);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expect(existsSync(`${path}-shm`)).toBe(false);
  });

  it('takes an empty file as a new storage', async () => {
    writeFileSync(path, '');
    expect(await (await open()).list()).toEqual([]);
  });

  it('works at a path with every odd character', async () => {
    path = join(folder, "a'b;c %20?mode=ro#🙂.db");
    await studyFile(1);
    expect(existsSync(path)).toBe(true);
    expect(await (await open()).list()).toHaveLength(1);
  });
});

describe('a file that cannot be used', () => {
  const refused = async (code: string, options?: SqliteOptions): Promise<string> => {
    const error = await open(options).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toMatchObject({ code, kind: 'storage' });
    expect(error.message).toContain(path);
    expect(error.mend).not.toBe('');
    return error.message;
  };

  it('is no database', async () => {
    writeFileSync(path, 'a study file, by mistake\n'.repeat(100));
    const before = readFileSync(path);
    await refused('TW_STORAGE_NOT_A_DATABASE');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is a folder', async () => {
    mkdirSync(path);
    await refused('TW_STORAGE_NOT_A_DATABASE');
  });

  it('belongs to another program', async () => {
    inSql('CREATE TABLE bookmarks (url TEXT)');
    const before = readFileSync(path);
    await refused('TW_STORAGE_FOREIGN');
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('has a newer schema', async () => {
    await studyFile(1);
    inSql('PRAGMA user_version = 999');
    expect(await refused('TW_STORAGE_NEWER')).toContain('999');
  });

  it('has no folder', async () => {
    path = join(folder, 'missing', 'studies.db');
    await refused('TW_STORAGE_NO_FOLDER');
  });

  it('is locked for ever', async () => {
    await studyFile(1);
    const other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');
    const storage = await open({ lockTimeoutMs: 60 });
    const [study] = await storage.list();
    await expect(storage.append(study!.id, [noted('x')])).rejects.toMatchObject({
      code: 'TW_STORAGE_LOCKED',
    });
    other.exec('ROLLBACK');
    other.close();
    expect(await storage.append(study!.id, [noted('x')])).toBe(2);
  });

  it('waits while another holds the lock for a while, and keeps the event loop free', async () => {
    const id = await studyFile(1);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const storage = await open();
    let turns = 0;
    const ticking = setInterval(() => turns++, 5);
    setTimeout(() => other.exec('ROLLBACK'), 150);
    expect(await storage.append(id, [noted('x')])).toBe(2);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(2);
    other.close();
  });

  it('is damaged at its beginning', async () => {
    await studyFile(2000);
    const bytes = readFileSync(path);
    bytes.fill(0xff, 100, 4096);
    writeFileSync(path, bytes);
    await refused('TW_STORAGE_DAMAGED');
  });

  it('is cut in the middle', async () => {
    const id = await studyFile(5000);
    truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
    const reading = open().then((storage) => readAll(storage, id));
    await expect(reading).rejects.toMatchObject({ code: 'TW_STORAGE_DAMAGED' });
  });

  it('has an event that cannot be read, and names it', async () => {
    const id = await studyFile(2000);
    inSql(`UPDATE event SET body = '["note",0' WHERE position = 1234`);
    const storage = await open();
    await expect(readAll(storage, id)).rejects.toMatchObject({ code: 'TW_LOG_DAMAGED' });
    await expect(readAll(storage, id)).rejects.toThrow('Event 1234');
    expect(await storage.head(id)).toBe(2001);
  });

  it.each([1023, 1024, 1500])('lacks event %i, and names it', async (missing) => {
    const id = await studyFile(4000);
    inSql(`DELETE FROM event WHERE position = ${missing}`);
    const storage = await open();
    await expect(readAll(storage, id)).rejects.toThrow(`Event ${missing} `);
  });

  it('lacks a whole chunk', async () => {
    const id = await studyFile(4000);
    inSql('DELETE FROM event WHERE position BETWEEN 1024 AND 2500');
    await expect(readAll(await open(), id)).rejects.toThrow('Event 1024 ');
  });

  it('holds an event of a later version', async () => {
    const id = await studyFile(10);
    inSql(`UPDATE event SET body = '["teleported",0]' WHERE position = 3`);
    await expect(readAll(await open(), id)).rejects.toMatchObject({ code: 'TW_LOG_NEWER' });
  });

  it.each([
    ['removed', () => rmSync(path)],
    ['moved away', () => renameSync(path, `${path}.old`)],
    [
      'replaced',
      () => {
        copyFileSync(path, `${path}.new`);
        renameSync(`${path}.new`, path);
      },
    ],
  ])('is %s while in use: nothing is acknowledged that would be lost', async (_, change) => {
    const id = await studyFile(1);
    const storage = await open();
    await storage.append(id, [noted('before')]);
    change();
    await expect(storage.append(id, [noted('after')])).rejects.toMatchObject({ code: 'TW_STORAGE_MOVED' });
  });
});

const root = process.getuid?.() === 0;

describe.runIf(root && process.platform === 'linux')('as another user, or on a small disk', () => {
  const asNobody = async (work: () => Promise<void>): Promise<void> => {
    process.setegid!(65534);
    process.seteuid!(65534);
    try {
      await work();
    } finally {
      process.seteuid!(0);
      process.setegid!(0);
    }
  };

  it('says that the folder is read-only', async () => {
    chmodSync(folder, 0o755);
    await asNobody(async () => {
      await expect(open()).rejects.toMatchObject({ code: 'TW_STORAGE_READ_ONLY' });
    });
    expect(existsSync(path)).toBe(false);
  });

  it('says that the file is read-only', async () => {
    await studyFile(1);
    chmodSync(folder, 0o755);
    chmodSync(path, 0o444);
    await asNobody(async () => {
      await expect(open()).rejects.toMatchObject({ code: 'TW_STORAGE_READ_ONLY' });
    });
  });

  it('says that the file cannot be read', async () => {
    await studyFile(1);
    chmodSync(folder, 0o777);
    await asNobody(async () => {
      await expect(open()).rejects.toMatchObject({ code: 'TW_STORAGE_READ_ONLY' });
    });
  });

  const mounted = async (work: () => Promise<void>): Promise<void> => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    try {
      await work();
    } finally {
      for (const storage of opened) await storage.close().catch(() => undefined);
      execFileSync('umount', [folder]);
    }
  };

  it.runIf(canMount())('survives a full disk, and goes on when there is room again', async () => {
    await mounted(async () => {
      const storage = await open();
      const { id } = await storage.create('s', [created]);
      const filler = join(folder, 'filler');
      writeFileSync(filler, new Uint8Array(300_000));
      let kept = 1;
      let failure: unknown;
      while (failure === undefined) {
        await storage.append(id, [noted(`${kept}${'x'.repeat(20_000)}`), noted('pair')]).then(
          () => (kept += 2),
          (error) => (failure = error),
        );
      }
      expect(failure).toMatchObject({ code: 'TW_STORAGE_FULL' });
      expect(await storage.head(id)).toBe(kept);
      rmSync(filler);
      expect(await storage.append(id, [noted('after')])).toBe(kept);
      await storage.close();
      const again = await open();
      expect(await readAll(again, id)).toHaveLength(kept + 1);
    });
  });

  it.runIf(canMount())('says so when there is no room to make the file', async () => {
    await mounted(async () => {
      expect(() => writeFileSync(join(folder, 'filler'), new Uint8Array(2_000_000))).toThrow('ENOSPC');
      await expect(open()).rejects.toMatchObject({ code: 'TW_STORAGE_FULL' });
    });
  });
});

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
