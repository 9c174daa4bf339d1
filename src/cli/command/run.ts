import { dirname } from 'node:path';
import type { Command } from 'commander';
import { artifactFolder, defaultStorage } from '../../study/node/places.ts';
import type { StudyEnd } from '../../study/run.ts';
import type { Study } from '../../study/study.ts';
import { frontJson, trialJson } from '../describe.ts';
import { exit } from '../exit.ts';
import { type DefinitionFlags, definitionFlags, definitionFrom } from '../flags.ts';
import { type Output, standardOutput } from '../output.ts';
import { readingOf } from '../reading.ts';
import { endLines, hasFresh } from '../screen/end.ts';
import { type Watcher, watchLive, watchPlainly } from '../screen/watch.ts';
import { onInterruption } from '../signals.ts';
import { shortPath } from '../source.ts';
import { counted } from '../text/number.ts';

interface Options extends DefinitionFlags {
  readonly storage?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function define(command: Command): void {
  definitionFlags(
    command
      .argument('[file]', 'the study file (YAML or JSON); flags go before what it says')
      .usage('[file] [options] [-- command...]'),
  )
    .option('--storage <path>', 'the SQLite file to keep it in (default: NAME.tunewright.db beside the file)')
    .option('-q, --quiet', 'no progress, only the end')
    .option('--json', 'the end as JSON, no progress')
    .addHelpText(
      'after',
      `
Everything after the first -- is the command, untouched; {name} in it stands for a parameter. Kinds of parameters:
float(low, high), int(low, high), choice(a, b, ...), ordinal(a, b, ...), bool(), constant(x); with log, step=, default=.

Ctrl-C once ends it cleanly, twice at once; the same command goes on where it stopped. A second run of the same
study joins it.

Examples:
  tunewright run study.yaml
  tunewright run study.yaml --trials 100 --parallel 4
  tunewright run -p 'lr=float(1e-5, 0.1, log)' -p 'layers=int(1, 4)' --maximize val_acc \\
    -- python train.py --lr {lr} --layers {layers}`,
    );
}

export async function run(command: Command, rest: readonly string[]): Promise<number> {
  const options = command.opts<Options>();
  const [file] = command.args;
  const output = standardOutput(options);
  const definition = await definitionFrom(file, options, rest);
  const folder = file === undefined ? '.' : dirname(file);
  const storage = options.storage ?? defaultStorage(folder, definition.name);
  const { openStudy } = await import('../../node.ts');
  const study = await openStudy(definition, { storage, folder });
  try {
    return await runStudy(study, options, output, file);
  } finally {
    await study.close();
  }
}

async function runStudy(
  study: Study,
  options: Options,
  output: Output,
  file: string | undefined,
): Promise<number> {
  const quiet = options.json === true || options.quiet === true;
  const began = Date.now();
  let watcher: Watcher | undefined;
  const interruption = onInterruption((count) =>
    watcher?.notice(
      count === 1 ? 'stopping: what runs is ended cleanly; Ctrl-C again ends it at once' : 'ending now',
    ),
  );
  if (!quiet) {
    output.line(opening(study, output));
    watcher = output.terminal
      ? watchLive(study, output.style)
      : watchPlainly(study, output.line, output.style);
  }
  let end: StudyEnd;
  try {
    end = await study.optimize(undefined, { signal: interruption.signal, force: interruption.force });
  } finally {
    interruption.release();
    watcher?.close();
  }
  report(study, end, options, output, file, (Date.now() - began) / 1000);
  return (
    interruption.exitCode() ??
    (study.best() === undefined && study.state.trialCount > 0 ? exit.program : exit.ok)
  );
}

/** `digits: 60 trials, 2 at once, kept in digits.tunewright.db`, or how far it is already. */
function opening(study: Study, { style }: Output): string {
  const { definition, state, location } = study;
  const { trials, timeMs } = definition.budget;
  const amount =
    trials !== undefined
      ? counted(trials, 'trial')
      : timeMs !== undefined
        ? 'until its time is over'
        : 'until it is stopped';
  const done = state.trialCount === 0 ? '' : `, ${state.trialCount} of them done before`;
  return style.dim(
    `${study.name}: ${amount}${done}, ${definition.parallel} at once, kept in ${shortPath(location)}`,
  );
}

function report(
  study: Study,
  end: StudyEnd,
  options: Options,
  output: Output,
  file: string | undefined,
  seconds: number,
): void {
  const folder = artifactFolder(study.location, study.name);
  if (output.json) {
    const reading = readingOf(study);
    const best = study.best();
    const several = reading.terms.objectives.length > 1;
    output.value({
      name: study.name,
      status: end.status,
      reason: end.reason,
      trials: study.state.trialCount,
      best: best === undefined ? null : trialJson(reading, best.number),
      ...(several && { front: frontJson(reading, study.hypervolume()) }),
      ...(hasFresh(study) && { verdict: study.verdict() ?? null }),
      default: best?.default === undefined ? null : trialJson(reading, best.default.number),
      storage: study.location,
      folder,
    });
    return;
  }
  const finds =
    options.storage === undefined ? (file === undefined ? [] : [file]) : ['--storage', options.storage];
  const again =
    file === undefined ? process.argv.slice(3) : [file, ...(options.storage === undefined ? [] : finds)];
  output.lines(endLines(study, { end, again, finds, folder, seconds, width: output.width }, output.style));
}
