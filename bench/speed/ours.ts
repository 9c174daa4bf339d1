/**
 * CPU milliseconds of suggest + tell with a history: `node --expose-gc ours.ts SAMPLER TRIALS DIMENSIONS ROUNDS`. One JSON line.
 * The history is TRIALS uniform random trials of a shifted sphere; one round is not counted, then ROUNDS are, each through the
 * sampler as the study drives it, with nothing computed ahead. Three studies of that kind one after another: the first is
 * `coldMs`, what a fresh process pays; the second goes on for a second of CPU time, until everything is compiled; the third is
 * `warmMs`. `keptMb` is what a fourth sampler holds after its rounds.
 */
import { compileSpace, samplerByName } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';
import type { Change, Sampler } from '../../src/sampler/port.ts';

const [name = 'tpe', ...numbers] = process.argv.slice(2);
const [trials, dimensions, rounds] = numbers.map(Number) as [number, number, number];

const spec = Object.fromEntries(
  Array.from({ length: dimensions }, (_, i) => [`x${i}`, { float: [0, 1] as const }]),
);
const space = compileSpace(spec);

function value(row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i]! - 0.3) ** 2;
  return sum;
}

function changes(trial: number, row: Float64Array): Change[] {
  return [
    { type: 'started', trial, row, origin: 'sampler', ordinal: trial },
    {
      type: 'observed',
      trial,
      status: 'completed',
      values: Float64Array.of(value(row)),
      fidelity: 1,
      cost: 1,
    },
  ];
}

function withHistory(seed: number): Sampler {
  const sampler = samplerByName({ name, options: {} }).create({
    space,
    objectives: 1,
    limits: 0,
    seed,
    parallel: 1,
    noisy: false,
  });
  const random = stream(seed, 'history');
  const history: Change[] = [];
  for (let trial = 0; trial < trials; trial++) {
    history.push(
      ...changes(
        trial,
        Float64Array.from({ length: dimensions }, () => random.uniform()),
      ),
    );
  }
  sampler.update(history);
  return sampler;
}

/** One round, the `ordinal`-th suggestion. */
function step(sampler: Sampler, ordinal: number): void {
  const [suggestion] = sampler.suggest({ count: 1, ordinal });
  sampler.update(changes(ordinal, suggestion!.row));
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function millisecondsOf(sampler: Sampler): Promise<number> {
  step(sampler, trials);
  // The threads of V8 still collect and compile what loading and the history left behind; both count as CPU time.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const before = process.cpuUsage();
  for (let round = 1; round <= rounds; round++) step(sampler, trials + round);
  return millisecondsSince(before) / rounds;
}

function warmUp(sampler: Sampler): void {
  const before = process.cpuUsage();
  for (let ordinal = trials; millisecondsSince(before) < 1000; ordinal++) step(sampler, ordinal);
}

async function megabytes(): Promise<number> {
  // Arrays outside the heap are only freed some turns after a collection.
  for (let pass = 0; pass < 3; pass++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const coldMs = await millisecondsOf(withHistory(1));
warmUp(withHistory(2));
const warmMs = await millisecondsOf(withHistory(3));
// After the times: a forced collection throws compiled code away.
const before = await megabytes();
const last = withHistory(4);
for (let round = 0; round < rounds; round++) step(last, trials + round);
const keptMb = (await megabytes()) - before;
// Asked once more, so that it is still alive where its memory was measured.
step(last, trials + rounds);
console.log(JSON.stringify({ coldMs, warmMs, keptMb }));
