import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { parseDefinition } from '../../study/definition/parse.ts';
import { toStudyFile } from '../../study/definition/write.ts';
import { exit } from '../exit.ts';
import { ask } from '../init/ask.ts';
import { draftFor, type StudyDraft } from '../init/draft.ts';
import { whole } from '../numbers.ts';
import { standardOutput } from '../output.ts';
import { readText } from '../source.ts';
import { commandLine } from '../text/shell.ts';
import { usage } from '../usage.ts';

interface Options {
  readonly yes?: boolean;
  readonly output: string;
  readonly force?: boolean;
  readonly maximize?: string;
  readonly minimize?: string;
  readonly trials?: number;
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[script]', 'a program to tune; it is read, never run')
    .option('-y, --yes', 'ask nothing, take what is proposed')
    .option('-o, --output <file>', 'the study file', 'study.yaml')
    .option('--force', 'replace it if it exists')
    .option('--maximize <metric>', 'what is to be large')
    .option('--minimize <metric>', 'what is to be small')
    .option('-n, --trials <count>', 'how many trials', whole('--trials', 1))
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
It finds the options of argparse, click, typer, commander, yargs, parseArgs and of shell scripts, with their defaults,
and proposes ranges around them. Look them over: they are guesses.

Examples:
  tunewright init train.py
  tunewright init train.py --yes --maximize val_accuracy --trials 50`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const output = standardOutput(options);
  const interactive = options.yes !== true && process.stdin.isTTY === true && output.terminal;
  let [script] = command.args;
  if (existsSync(options.output) && options.force !== true)
    throw usage(
      `${options.output} exists already`,
      'Name another file with --output, or replace it with --force.',
    );
  if (script === undefined && interactive) script = await ask('Which script is to be tuned?', undefined);
  if (script === undefined) throw usage('no script is given', 'Write for example: tunewright init train.py.');
  let draft = draftFor(relativeTo(options.output, script), readText(script), options);
  if (interactive) draft = await confirmed(draft);
  if (draft.metric === undefined)
    throw usage(
      `${script} does not show what it prints as its score`,
      'Name the metric: --maximize accuracy, or --minimize loss.',
    );
  if (Object.keys(draft.space).length === 0)
    throw usage(
      `${script} shows no option to tune`,
      "Name parameters yourself: tunewright run -p 'lr=float(1e-5, 0.1, log)' --maximize accuracy -- COMMAND.",
    );
  const text = fileText(draft, options.output);
  writeFileSync(options.output, text);
  if (output.json)
    output.value({ file: options.output, parameters: Object.keys(draft.space), leftOut: draft.leftOut });
  else {
    const { style } = output;
    output.line(`Wrote ${style.bold(options.output)}:\n`);
    output.lines(
      text
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
    );
    for (const { flag, why } of draft.leftOut)
      output.line(style.dim(`\nleft out ${flag}: ${why}`).trimStart());
    output.lines([
      '',
      'The ranges are guesses from the defaults: look them over. Then',
      `  ${style.accent(commandLine(['tunewright', 'plan', options.output]))}   shows what would run`,
      `  ${style.accent(commandLine(['tunewright', 'run', options.output]))}    runs it`,
    ]);
  }
  return exit.ok;
}

async function confirmed(draft: StudyDraft): Promise<StudyDraft> {
  const metric = await ask('Which number that it prints is the score?', draft.metric);
  const better = await ask(
    `Is a large ${metric} good? (yes/no)`,
    draft.direction === 'maximize' ? 'yes' : 'no',
  );
  const trials = await ask('How many trials?', String(draft.trials));
  const parallel = await ask('How many at once?', '1');
  return {
    ...draft,
    metric,
    direction: /^y/i.test(better) ? 'maximize' : 'minimize',
    trials: whole('How many trials', 1)(trials),
    parallel: whole('How many at once', 1)(parallel),
  };
}

function fileText(draft: StudyDraft, file: string): string {
  const { name, command, module, space, metric = '', direction, trials, parallel, fidelity } = draft;
  const definition = parseDefinition({
    name,
    ...(module === undefined ? { command } : { module }),
    space,
    objective: { [direction]: metric },
    ...(Object.keys(fidelity).length > 0 && { fidelity }),
    budget: { trials },
    parallel,
  });
  return `# yaml-language-server: $schema=${schemaAddress(file)}\n${toStudyFile(definition)}`;
}

/** The schema of the installed package where there is one, so that editors need no network. */
function schemaAddress(file: string): string {
  const local = resolve(dirname(file), 'node_modules', 'tunewright', 'schema', 'study.json');
  if (existsSync(local)) return './node_modules/tunewright/schema/study.json';
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return `https://unpkg.com/tunewright@${version}/schema/study.json`;
}

function relativeTo(file: string, script: string): string {
  const path = relative(dirname(resolve(file)), resolve(script));
  return path.startsWith('..') ? resolve(script) : path;
}
