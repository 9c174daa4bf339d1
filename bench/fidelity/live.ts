import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDigits, splitDigits } from '../../examples/digits/data.ts';
import { testAccuracy } from '../../examples/digits/judge.ts';
import { accuracy, type Epoch, type Setting, train } from '../../examples/digits/train.ts';
import { memoryStorage, openStudy, readStudyFile } from '../../src/node.ts';
import { cached, keep } from '../harness/cache.ts';
import { root } from '../harness/paths.ts';
import type { Table, Target } from '../harness/suite.ts';
import { mean, round } from './score.ts';
import { versionOf } from './systems.ts';

const full = 20;

interface Search {
  /** Best validation accuracy at all epochs. */
  readonly validation: number;
  readonly test: number;
  /** Of training and tuning, without the judging at the end. */
  readonly cpuSeconds: number;
  readonly epochs: number;
  readonly trials: number;
}

interface Pair {
  readonly seed: number;
  readonly whole: Search;
  readonly scheduled: Search;
}

/**
 * The main job of examples/digits, really run: the full search of its study file, and the same with a scheduler that
 * may spend a third of its epochs. Checkpoints live in memory.
 */
export async function live(
  seeds: number,
  log: (line: string) => void,
): Promise<{ table: Table; targets: Target[] }> {
  const version = versionOf('tunewright-auto');
  const pairs: Pair[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const path = ['fidelity', `live@${version}`, String(seed)];
    const pair = cached<Pair>(...path) ?? {
      seed,
      whole: await search(seed, undefined),
      scheduled: await search(seed, 'auto'),
    };
    keep(pair, ...path);
    pairs.push(pair);
    const { whole, scheduled } = pair;
    log(`live, seed ${seed}: ${JSON.stringify({ whole, scheduled })}`);
  }
  const share = (of: (search: Search) => number): number =>
    median(pairs.map(({ whole, scheduled }) => of(scheduled) / of(whole)));
  const cpu = share(({ cpuSeconds }) => cpuSeconds);
  const error = standardError(mean(pairs.map(({ whole }) => whole.validation)));
  const behind = median(pairs.map(({ whole, scheduled }) => whole.validation - scheduled.validation));
  const test = mean(pairs.map(({ whole, scheduled }) => scheduled.test - whole.test));
  return {
    table: {
      title: 'The digits search, really run',
      caption:
        'Best validation accuracy at all 20 epochs, test accuracy of that setting (mean of three trainings on training and validation images), CPU seconds, epochs and trials; first the full search of 60 trials, then with the scheduler and a third of the epochs.',
      columns: [
        'seed',
        'validation',
        'test',
        'CPU s',
        'epochs',
        'trials',
        ...['validation', 'test', 'CPU s', 'epochs', 'trials'].map((name) => `${name}, scheduled`),
      ],
      rows: pairs.map(({ seed, whole, scheduled }) => [
        seed,
        ...[whole, scheduled].flatMap(({ validation, test, cpuSeconds, epochs, trials }) => [
          round(validation),
          round(test),
          round(cpuSeconds),
          epochs,
          trials,
        ]),
      ]),
    },
    targets: [
      {
        name: 'digits, really run: within one standard error of the full search’s validation accuracy',
        target: `within ${round(error)} at ≤ 1/3 of its time (medians; CPU time, the machine is shared)`,
        measured: `${round(behind)} behind at ${round(cpu)} of the CPU time`,
        met: behind <= error && cpu <= 1 / 3,
      },
      {
        name: 'digits, really run: test accuracy no worse',
        target: '≥ 0 on average',
        measured: `${test > 0 ? '+' : ''}${round(test)}`,
        met: test >= 0,
      },
    ],
  };
}

async function search(seed: number, scheduler: string | undefined): Promise<Search> {
  const { train: images, validation } = splitDigits(loadDigits());
  const file = join(root, 'examples', 'digits', 'study.yaml');
  const definition = readStudyFile(readFileSync(file, 'utf8'), file);
  const trials = definition.budget.trials!;
  const before = process.cpuUsage();
  const { module: _, evaluation: __, holdout: ___, ...rest } = definition;
  const study = await openStudy(
    scheduler === undefined
      ? { ...rest, seed, scheduler: { name: 'single', options: {} } }
      : {
          ...rest,
          seed,
          scheduler: { name: scheduler, options: {} },
          fidelity: { epochs: [1, full] },
          cost: 'spent',
          budget: { cost: (trials * full) / 3 },
        },
    { storage: memoryStorage() },
  );
  const checkpoints = new Map<number, Generator<Epoch>>();
  let epochs = 0;
  await study.optimize(async ({ params, number, seed, fidelity, shouldStop }) => {
    const going = checkpoints.get(number) ?? train(images, params as unknown as Setting, full, seed);
    checkpoints.set(number, going);
    let spent = 0;
    let score = 0;
    for (;;) {
      const { epoch, network } = going.next().value as Epoch;
      epochs++;
      spent++;
      score = accuracy(network, validation);
      const stop = await shouldStop(epoch, score);
      if (stop || epoch >= fidelity.epochs!) break;
    }
    return { val_accuracy: score, spent };
  });
  const { user, system } = process.cpuUsage(before);
  const best = study.best();
  if (best === undefined) throw new Error('no trial has completed');
  const result = {
    validation: best.metrics.val_accuracy!,
    test: testAccuracy(best.params as unknown as Setting, full),
    cpuSeconds: (user + system) / 1e6,
    epochs,
    trials: study.trials().length,
  };
  await study.close();
  return result;
}

/** Of a share of the validation images. */
function standardError(share: number): number {
  return Math.sqrt((share * (1 - share)) / splitDigits(loadDigits()).validation.count);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
