import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import type { Event, Noted } from '../../src/trial/event.ts';

const writer = resolve(import.meta.dirname, 'storage-writer.ts');
const created: Event = { type: 'study-created', at: 1, definition: {}, version: '0.1.0' };

let folder: string;
let path: string;
let study: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tunewright-'));
  path = join(folder, 'studies.db');
  const storage = await sqliteStorage(path);
  study = (await storage.create('s', [created])).id;
  await storage.close();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  /** Exit code and all that it acknowledged and said. */
  readonly ended: Promise<{ code: number | null; acknowledged: string[]; errors: string }>;
}

function write(name: string, count: number): Run {
  const child = spawn(process.execPath, [writer, path, study, name, `${count}`]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (errors += data));
  const ended = new Promise<Awaited<Run['ended']>>((done) => {
    child.on('close', (code) => done({ code, acknowledged: output.split('\n').slice(0, -1), errors }));
  });
  return { child, ended };
}

async function notes(): Promise<Noted[]> {
  const storage = await sqliteStorage(path);
  const events: Event[] = [];
  for await (const chunk of storage.read(study, 0)) events.push(...chunk);
  await storage.close();
  return events.slice(1) as Noted[];
}

describe('one SQLite file', () => {
  it('counts exactly and without an error when four processes write to it', async () => {
    const each = 500;
    const runs = await Promise.all(['a', 'b', 'c', 'd'].map((name) => write(name, each).ended));
    for (const run of runs) expect(run).toMatchObject({ code: 0, errors: '' });
    const kept = await notes();
    expect(kept.map((note) => note.value)).toEqual(kept.map((_, i) => i + 1));
    expect(new Set(kept.map((note) => note.key)).size).toBe(4 * each);
  });

  it('keeps everything acknowledged when the writer is killed at any moment', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 20; round++) {
      const { child, ended } = write(`r${round}`, 1_000_000);
      setTimeout(() => child.kill('SIGKILL'), randomInt(150, 600));
      const run = await ended;
      expect(run.errors).toBe('');
      acknowledged.push(...run.acknowledged);
    }
    const kept = (await notes()).map((note, i) => `${i + 1} ${note.key}`);
    expect(acknowledged.length).toBeGreaterThan(20);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    expect(kept.length - acknowledged.length).toBeLessThanOrEqual(20);
  });
});
