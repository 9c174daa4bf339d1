/**
 * CPU milliseconds of suggest + tell with a history: `node --expose-gc ours.ts SAMPLER TRIALS DIMENSIONS ROUNDS`. One JSON line.
 * The history is TRIALS uniform random trials of a shifted sphere; one round is not counted, then ROUNDS are, each through the
 * sampler as the study drives it, with nothing computed ahead. Three studies of that kind one after another: the first is
 * `coldMs`, what a fresh process pays, the last is `warmMs`. `keptMb` is what the last sampler holds after its rounds.
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

function millisecondsOf(sampler: Sampler): number {
  let spent = 0;
  for (let round = 0; round <= rounds; round++) {
    const before = process.cpuUsage();
    const ordinal = trials + round;
    const [suggestion] = sampler.suggest({ count: 1, ordinal });
    sampler.update(changes(ordinal, suggestion!.row));
    const { user, system } = process.cpuUsage(before);
    if (round > 0) spent += (user + system) / 1000;
  }
  return spent / rounds;
}

function megabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

const coldMs = millisecondsOf(withHistory(1));
millisecondsOf(withHistory(2));
const before = megabytes();
const last = withHistory(3);
const warmMs = millisecondsOf(last);
const keptMb = megabytes() - before;
// Asked once more, so that it is still alive where its memory was measured.
last.suggest({ count: 1, ordinal: trials + rounds + 1 });
console.log(JSON.stringify({ coldMs, warmMs, keptMb }));
