/** One study: `node ours.ts WHERE SAMPLER PARALLEL MILLISECONDS TRIALS` prints its waits as JSON. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type NodeStudyOptions, openStudy } from '../../src/node.ts';

export interface Waits {
  /** Milliseconds from an evaluation's end to the start of the next one in its place. */
  readonly median: number;
  readonly p90: number;
  /** Processor seconds of the main thread, and of all. */
  readonly main: number;
  readonly all: number;
}

const dimensions = 20;
/** From here on the model is of the size that matters. */
const first = 100;

const [where, sampler = '', parallel, milliseconds, trials] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'tunewright-wait-'));
const space = Object.fromEntries(
  Array.from({ length: dimensions }, (_, i) => [`x${i}`, { float: [0, 1] as const }]),
);
const study = await openStudy(
  {
    name: 'wait',
    space,
    objective: { minimize: 'loss' },
    budget: { trials: Number(trials) },
    parallel: Number(parallel),
    sampler,
    seed: 3,
  },
  { folder, suggestIn: where as NonNullable<NodeStudyOptions['suggestIn']> },
);
/** When places became free that are free still. */
const free: number[] = [];
const waits: number[] = [];
await study.optimize(async ({ params, number }) => {
  const since = free.shift();
  if (since !== undefined && number >= first) waits.push(performance.now() - since);
  await sleep(Number(milliseconds) * (0.8 + 0.4 * ((number * 0.618) % 1)));
  free.push(performance.now());
  return Object.values(params).reduce<number>((sum, x, i) => sum + (Number(x) - i / dimensions) ** 2, 0);
});
await study.close();
rmSync(folder, { recursive: true });
waits.sort((a, b) => a - b);
const quantile = (share: number): number => waits[Math.floor(share * (waits.length - 1))] ?? Number.NaN;
const result: Waits = {
  median: quantile(0.5),
  p90: quantile(0.9),
  main: process.threadCpuUsage().user / 1e6,
  all: process.cpuUsage().user / 1e6,
};
console.log(JSON.stringify(result));
