import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { TunewrightError } from '../../errors.ts';
import { foldersOf } from '../../executor/node/folders.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { whole } from '../numbers.ts';
import { standardOutput } from '../output.ts';
import { type Reading, read } from '../reading.ts';

interface Options extends StudyOptions {
  readonly follow?: boolean;
  readonly stderr?: boolean;
  readonly evaluation?: number;
}

const POLL_MS = 200;

export function define(command: Command): void {
  studyOptions(command.argument('<trial>', 'number of the trial', whole('trial')))
    .option('-f, --follow', 'go on until the trial has ended')
    .option('--stderr', 'standard error instead of standard output')
    .option('-e, --evaluation <number>', 'of this evaluation (default: the last one)', whole('--evaluation'))
    .addHelpText(
      'after',
      `
With --json it tells where the files are.

Examples:
  tunewright logs 12
  tunewright logs 12 --stderr --follow`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [trial] = command.processedArgs as [number];
  const output = standardOutput(options);
  let reading = await withStudy(options, read);
  const evaluation = options.evaluation ?? reading.state.trial(trial).evaluations.at(-1);
  if (evaluation === undefined) throw nothing(trial, 'it has not begun');
  if (reading.state.evaluation(evaluation).trial !== trial)
    throw nothing(trial, `evaluation ${evaluation} is not one of its own`);
  const folder = foldersOf(join(reading.folder, 'trials'), {
    trial,
    evaluation,
    target: reading.state.evaluation(evaluation).target,
  }).evaluation;
  const file = join(folder, options.stderr === true ? 'stderr.log' : 'stdout.log');
  if (output.json) {
    output.value({
      trial,
      evaluation,
      stdout: join(folder, 'stdout.log'),
      stderr: join(folder, 'stderr.log'),
    });
    return exit.ok;
  }
  let printed = await print(file, 0);
  while (options.follow === true && isRunning(reading, evaluation)) {
    await sleep(POLL_MS);
    printed = await print(file, printed);
    reading = await withStudy(options, read);
  }
  await print(file, printed);
  if (!existsSync(file) && options.follow !== true)
    process.stderr.write(
      `trial ${trial} has printed nothing there${isRunning(reading, evaluation) ? ' yet' : ''}\n`,
    );
  return exit.ok;
}

/** Writes a file from an offset on, byte for byte. @returns where it ends now */
async function print(file: string, from: number): Promise<number> {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size <= from) return from;
  for await (const chunk of createReadStream(file, { start: from, end: size - 1 }))
    if (!process.stdout.write(chunk as Buffer))
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
  return size;
}

function isRunning({ state }: Reading, evaluation: number): boolean {
  return state.open.has(evaluation);
}

function nothing(trial: number, why: string): TunewrightError {
  return new TunewrightError('TW_LOGS_ABSENT', `trial ${trial} has no logs: ${why}`, {
    mend: 'tunewright trials lists what there is.',
  });
}
