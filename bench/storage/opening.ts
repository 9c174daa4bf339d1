import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { sqliteStorage } from '../../src/storage/node/sqlite/sqlite.ts';
import { decodeSnapshot, encodeSnapshot, reducerVersion } from '../../src/trial/snapshot.ts';
import { StudyState } from '../../src/trial/state.ts';
import { generateStudy } from './generate.ts';

/**
 * Opens a study of 100,000 trials, 10 parameters and 10 reports each, in this process, so run it once for each way:
 * `node bench/storage/opening.ts plain`, then `node bench/storage/opening.ts snapshot`.
 */
const way = process.argv[2] ?? 'plain';
const size = { trials: 100_000, parameters: 10, reports: 10 };
const folder = resolve(import.meta.dirname, '../.cache');
const path = join(folder, 'opening.db');

await mkdir(folder, { recursive: true });
if (!existsSync(path)) {
  const writer = await sqliteStorage(path);
  await generateStudy(writer, 'opening', size);
  await writer.close();
}

const began = performance.now();
const storage = await sqliteStorage(path);
const study = (await storage.find('opening'))!;
const kept = way === 'snapshot' ? await storage.loadSnapshot(study.id) : undefined;
const state = (kept && decodeSnapshot(kept.bytes)) ?? new StudyState();
const fromSnapshot = state.position;
for await (const events of storage.read(study.id, state.position)) state.applyAll(events);
const seconds = (performance.now() - began) / 1000;

const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ way, events: state.position, fromSnapshot, trials: state.trialCount, reports: state.reportCount, seconds, peakMb })}\n`,
);

if (kept === undefined) {
  const encodingBegan = performance.now();
  const bytes = encodeSnapshot(state);
  const encodedMs = performance.now() - encodingBegan;
  await storage.saveSnapshot(study.id, { position: state.position, reducer: reducerVersion, bytes });
  const savedMs = performance.now() - encodingBegan;
  process.stdout.write(`${JSON.stringify({ snapshotMb: bytes.length / 1e6, encodedMs, savedMs })}\n`);
}
await storage.close();
