/**
 * One measurement of Tunewright's log in a process of its own, printed as a JSON line:
 * `durable FILE IN_FLIGHT TRIALS` | `memory IN_FLIGHT TRIALS` | `open FILE` | `paired FOLDER ROUNDS`.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadStudy, memoryStorage, openStudy, type Storage, sqliteStorage } from '../../src/node.ts';

const space = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`x${i}`, { float: [0, 1] as const }]));

/** Ten parameters, random sampler; each loop asks, computes and tells, and goes on when the tell is acknowledged. */
async function trialsPerSecond(storage: Storage, inFlight: number, trials: number): Promise<object> {
  const study = await openStudy(
    { name: 'speed', space, objective: { minimize: 'loss' }, budget: { trials }, sampler: 'random', seed: 1 },
    { storage },
  );
  const began = performance.now();
  let told = 0;
  const loop = async (): Promise<void> => {
    for (let trial = await study.ask(); trial !== undefined; trial = await study.ask()) {
      let loss = 0;
      for (const value of Object.values(trial.params)) loss += value as number;
      await study.tell(trial, loss);
      told++;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, loop));
  const seconds = (performance.now() - began) / 1000;
  await study.close();
  return { perSecond: told / seconds, told };
}

/** Time and memory to open a large study and to know its best trial. */
async function open(file: string): Promise<object> {
  const began = performance.now();
  const study = await loadStudy('large', { storage: file });
  const seconds = (performance.now() - began) / 1000;
  const best = study.best();
  const megabytes = process.resourceUsage().maxRSS / 1024;
  await study.close();
  return { seconds, megabytes, trials: study.state.trialCount, best: best?.number ?? null };
}

/**
 * Commits one at a time (a trial has two: it is asked for and told) beside what the disk can do, a small write and
 * fdatasync; in turn, in short rounds, as disks drift. The median of the rounds' ratios is given.
 */
async function paired(folder: string, rounds: number): Promise<object> {
  const trials = 50;
  const storage = await sqliteStorage(join(folder, 'paired.db'));
  const study = await openStudy(
    { name: 'paired', space, objective: { minimize: 'loss' }, sampler: 'random', seed: 1 },
    { storage },
  );
  const file = openSync(join(folder, 'fsync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const ratios: number[] = [];
  const syncs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let i = 0; i < 2 * trials; i++) {
      writeSync(file, page);
      fdatasyncSync(file);
    }
    const between = performance.now();
    for (let i = 0; i < trials; i++) {
      const trial = await study.ask();
      await study.tell(trial!, i);
    }
    ratios.push((between - began) / (performance.now() - between));
    syncs.push((2000 * trials) / (between - began));
  }
  closeSync(file);
  await study.close();
  await storage.close();
  return { ratio: median(ratios), syncsPerSecond: median(syncs), ratios };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const [mode, ...args] = process.argv.slice(2);
const number = (index: number): number => Number(args[index]);
const result =
  mode === 'durable'
    ? await trialsPerSecond(await sqliteStorage(args[0]!), number(1), number(2))
    : mode === 'memory'
      ? await trialsPerSecond(memoryStorage(), number(0), number(1))
      : mode === 'open'
        ? await open(args[0]!)
        : await paired(args[0]!, number(1));
console.log(JSON.stringify(result));
