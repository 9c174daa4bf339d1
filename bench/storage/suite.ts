import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sqliteStorage } from '../../src/node.ts';
import { bench, root } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite, Target } from '../harness/suite.ts';
import { generateStudy } from './generate.ts';
import { spawnOverhead } from './spawn.ts';

const run = promisify(execFile);

interface Rate {
  readonly perSecond: number;
  readonly told?: number;
}

async function answer<T>(command: string, args: readonly string[]): Promise<T> {
  const { stdout } = await run(command, args, { maxBuffer: 1e8 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}

const ours = <T>(...args: readonly (string | number)[]): Promise<T> =>
  answer<T>(process.execPath, [join(bench, 'storage', 'ours.ts'), ...args.map(String)]);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function repeated(times: number, measure: () => Promise<Rate>): Promise<number> {
  const rates: number[] = [];
  for (let i = 0; i < times; i++) rates.push((await measure()).perSecond);
  return median(rates);
}

export const suite: Suite = {
  title: 'The log: trials per second, opening, start and overhead',
  async run({ quick, python, log }: Context): Promise<Findings> {
    const folder = mkdtempSync(join(tmpdir(), 'tunewright-bench-'));
    const peer = await python('storage');
    const optuna = (storage: string, inFlight: number, trials: number): Promise<Rate> =>
      answer<Rate>(peer, [
        join(bench, 'storage', 'peer.py'),
        storage,
        String(inFlight),
        String(trials),
        mkdtempSync(join(folder, 'optuna-')),
      ]);
    const file = (): string => join(mkdtempSync(join(folder, 'ours-')), 'study.db');
    const times = quick ? 1 : 3;
    try {
      log('durable trials, ours and Optuna in turn');
      const beside = await ours<{ ratio: number; syncsPerSecond: number }>('paired', folder, quick ? 11 : 41);
      const one = await repeated(times, () => ours<Rate>('durable', file(), 1, quick ? 500 : 2000));
      const many = await repeated(times, () => ours<Rate>('durable', file(), 32, quick ? 5000 : 20_000));
      const durablePeers: number[] = [];
      for (const inFlight of [1, 4, 32])
        durablePeers.push(await repeated(times, () => optuna('sqlite', inFlight, quick ? 60 : 150)));
      const journal = await repeated(times, () => optuna('journal', 1, 300));
      log('in memory');
      const memory = await repeated(times, () => ours<Rate>('memory', 1, quick ? 50_000 : 200_000));
      const memoryMany = await repeated(times, () => ours<Rate>('memory', 32, quick ? 50_000 : 200_000));
      const memoryPeer = await repeated(times, () => optuna('memory', 1, 3000));
      log('four processes on one file');
      const shared = file();
      const four = await Promise.allSettled(
        Array.from({ length: 4 }, () => ours<Rate & { told: number }>('durable', shared, 8, 4000)),
      );
      const told = four.reduce(
        (sum, result) => sum + (result.status === 'fulfilled' ? result.value.told : 0),
        0,
      );
      const errors = four.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
      log('opening a study of 100,000 trials');
      const large = join(folder, 'large.db');
      const writer = await sqliteStorage(large);
      await generateStudy(writer, 'large', { trials: 100_000, parameters: 10, reports: 10 });
      await writer.close();
      const opened = await ours<{ seconds: number; megabytes: number; trials: number }>('open', large);
      const again: (typeof opened)[] = [];
      for (let i = 0; i < times; i++) again.push(await ours<typeof opened>('open', large));
      const snapshot = again.sort((a, b) => a.seconds - b.seconds)[Math.floor(times / 2)]!;
      log('start of the command, overhead of a child process');
      const start = startMs(quick ? 5 : 15);
      const overhead = await spawnOverhead(folder, quick ? 100 : 300);
      const best = Math.max(...durablePeers);
      return {
        settings: {
          parameters: 10,
          sampler: 'random',
          'runs (median shown)': times,
          'large study': '100,000 trials, 10 reports each',
        },
        tables: [
          {
            title: 'Trials per second',
            caption:
              'Each trial asked for and told, each acknowledged; high is good. Durable: SQLite, synchronous=FULL.',
            columns: ['what', 'Tunewright', 'Optuna 5', 'ratio'],
            rows: [
              rate('durable, 1 in flight', one, durablePeers[0]!),
              rate('durable, 32 in flight', many, durablePeers[2]!),
              rate('durable, best of 1, 4 and 32 in flight', Math.max(one, many), best),
              rate('durable, Optuna’s journal file, 1 in flight', one, journal),
              rate('memory, 1 in flight', memory, memoryPeer),
              rate('memory, 32 in flight', memoryMany, memoryPeer),
              ['fdatasync of 4 kB, a second', round(beside.syncsPerSecond), null, null],
              ['four processes, trials told of 4,000', told, null, null],
            ],
          },
          {
            title: 'Opening, starting, spawning',
            caption: 'Low is good.',
            columns: ['what', 'measured', 'unit'],
            rows: [
              ['open 100,000 trials, folding the log', round(opened.seconds), 's'],
              ['the same, memory', round(opened.megabytes), 'MB'],
              ['open 100,000 trials, with the snapshot', round(snapshot.seconds), 's'],
              ['the same, memory', round(snapshot.megabytes), 'MB'],
              ['tunewright --help over bare node', round(start.over), 'ms'],
              ['bare node', round(start.bare), 'ms'],
              ['child process per trial over a bare spawn', round(overhead.overMs), 'ms'],
              ['bare spawn', round(overhead.bareMs), 'ms'],
            ],
          },
        ],
        targets: [
          target(
            'durable, 32 in flight, over Optuna’s best',
            '≥ 100 times',
            many / best,
            many / best >= 100,
            ' times',
          ),
          target(
            'durable, one at a time: commits over the disk’s syncs, in turn',
            '≥ 80 %',
            100 * beside.ratio,
            beside.ratio >= 0.8,
            ' %',
            oneAtATime,
          ),
          target(
            'in memory over Optuna',
            '≥ 50 times',
            Math.max(memory, memoryMany) / memoryPeer,
            Math.max(memory, memoryMany) / memoryPeer >= 50,
            ' times',
            inMemory,
          ),
          target(
            'four processes on one file, trials of a budget of 4,000',
            '4,000, no error',
            told,
            told === 4000 && errors.length === 0,
            '',
          ),
          target(
            'open 100,000 trials with a snapshot',
            '< 2 s, < 500 MB',
            snapshot.seconds,
            snapshot.seconds < 2 && snapshot.megabytes < 500,
            ' s',
          ),
          target('open 100,000 trials without', '< 8 s', opened.seconds, opened.seconds < 8, ' s'),
          target('tunewright --help over bare node', '< 60 ms', start.over, start.over < 60, ' ms'),
          target(
            'child process per trial over a bare spawn',
            '< 3 ms',
            overhead.overMs,
            overhead.overMs < 3,
            ' ms',
          ),
        ],
        failures: errors,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Why it may be missed; shown only then. */
const oneAtATime =
  'The syncs take 0.36 of 0.51 ms a trial on a disk with 5,600 syncs a second, the rest is processor time: two event-loop turns, a look whether the file is still there, the fold. On disks with a few hundred syncs a second 84 to 98 % were seen.';
const inMemory =
  'A trial costs 14 to 18 µs: its four events are encoded, folded and shown to the sampler as on disk, so that a study in memory replays too. Tried: one JSON call an event (11 to 4 µs), rows looked up without texts, compiled params, one text an append. The profile is flat now; a fifth is garbage collection.';

function rate(what: string, mine: number, theirs: number): Cell[] {
  return [what, round(mine), round(theirs), round(mine / theirs)];
}

function target(
  name: string,
  wanted: string,
  value: number,
  met: boolean,
  unit: string,
  note?: string,
): Target {
  return {
    name,
    target: wanted,
    measured: `${round(value)}${unit}`,
    met,
    ...(!met && note !== undefined && { note }),
  };
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Median wall time of the command's help and of an empty Node program, in turn. */
function startMs(times: number): { bare: number; over: number } {
  const bare: number[] = [];
  const help: number[] = [];
  const time = (args: readonly string[]): number => {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
    return performance.now() - began;
  };
  for (let i = 0; i < times; i++) {
    bare.push(time(['-e', '0']));
    help.push(time([join(root, 'bin', 'tunewright.js'), '--help']));
  }
  return { bare: median(bare), over: median(help) - median(bare) };
}
