import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import type { Event } from '../../src/trial/event.ts';

/**
 * Durable appends a second, one at a time and 32 in flight, beside the rate at which the disk syncs the same bytes.
 * `node bench/storage/commits.ts [seconds]`
 */
const seconds = Number(process.argv[2] ?? 2);
const cache = resolve(import.meta.dirname, '../.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'commits-'));

/** Syncs of 8 KB (two pages, about what a small commit writes), appended, or over what is there. */
function syncRate(overwrite: boolean): number {
  const file = openSync(join(folder, 'raw'), 'w');
  const page = new Uint8Array(8192);
  const room = 2000;
  if (overwrite) {
    for (let i = 0; i < room; i++) writeSync(file, page, 0, page.length, i * page.length);
    fdatasyncSync(file);
  }
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < seconds * 1000; count++) {
    writeSync(file, page, 0, page.length, (overwrite ? count % room : count) * page.length);
    fdatasyncSync(file);
  }
  const rate = (count / (performance.now() - began)) * 1000;
  closeSync(file);
  return rate;
}

const row = Float64Array.from({ length: 10 }, (_, i) => Math.sin(i));

/** What a coordinator writes for one finished trial and the next one, in one append. */
function trialEvents(trial: number): Event[] {
  const token = trial;
  return [
    {
      type: 'evaluation-ended',
      at: 1,
      evaluation: trial,
      token,
      status: 'completed',
      metrics: { loss: 0.123456789 },
      reached: {},
      seconds: 0,
      cost: 0,
    },
    { type: 'trial-ended', at: 1, trial, status: 'completed', metrics: { loss: 0.123456789 } },
    {
      type: 'trial-created',
      at: 1,
      trial,
      origin: 'sampler',
      row,
      position: trial,
      ordinal: trial,
      batch: [0, 1],
      sampler: ['random', 1],
    },
    {
      type: 'evaluation-started',
      at: 1,
      evaluation: trial,
      trial,
      purpose: 'search',
      target: { fidelity: {}, seed: 1, fold: -1, split: 'search' },
      worker: { host: 'bench', pid: 1 },
      slot: 0,
    },
  ];
}

async function appendRate(inFlight: number): Promise<number> {
  const storage = await sqliteStorage(join(folder, `${inFlight}.db`));
  const { id } = await storage.create('s', [
    { type: 'study-created', at: 1, definition: {}, version: '0.1.0' },
  ]);
  const began = performance.now();
  let count = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - began < seconds * 1000) await storage.append(id, trialEvents(count++));
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  const rate = (count / (performance.now() - began)) * 1000;
  await storage.close();
  return rate;
}

try {
  const result = {
    syncsAppended: syncRate(false),
    syncsOverwritten: syncRate(true),
    oneAtATime: await appendRate(1),
    inFlight32: await appendRate(32),
    inFlight256: await appendRate(256),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
