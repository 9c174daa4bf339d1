import type { Command } from 'commander';
import type { ParamValue, ParamValues } from '../../space/space.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { several } from '../numbers.ts';
import { withOpenStudy } from '../open-study.ts';
import { standardOutput } from '../output.ts';
import { readText } from '../source.ts';
import { shortParams } from '../text/params.ts';
import { usage } from '../usage.ts';

interface Options extends StudyOptions {
  readonly param?: readonly string[];
  readonly note?: string;
}

export function define(command: Command): void {
  studyOptions(
    command.argument('[json]', 'configurations as JSON: an object or a list of them; - reads standard input'),
  )
    .option('-p, --param <name=value>', 'a parameter; several make one configuration', several)
    .option('--note <text>', 'why, kept with the trial')
    .addHelpText(
      'after',
      `
What is left out, the sampler fills in. Queued configurations are tried before the sampler's own.

Examples:
  tunewright enqueue -p lr=0.01 -p optimizer.momentum=0.9
  tunewright enqueue '{ "lr": 0.01, "units": [64, 32] }'
  tunewright enqueue - < configurations.json`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const output = standardOutput(options);
  const wanted = configurations(command.args[0], options.param ?? []);
  return withOpenStudy(options, async (study) => {
    const { space } = study;
    // All are checked before any is queued.
    const rows = wanted.map((params) => space.fromParams(params, { partial: true }));
    const { note } = options;
    await Promise.all(wanted.map((params) => study.enqueue(params, { ...(note !== undefined && { note }) })));
    if (output.json) output.value(rows.map(({ row }) => space.toParams(row)));
    else
      for (const { row, free } of rows)
        output.line(
          `Queued ${shortParams(space.toFlat(row))}${free.includes(1) ? ' (the sampler fills in the rest)' : ''}`,
        );
    return exit.ok;
  });
}

function configurations(json: string | undefined, flags: readonly string[]): readonly ParamValues[] {
  if (json !== undefined && flags.length > 0)
    throw usage('a configuration is given by -p and as JSON', 'Use one of the two.');
  if (json === undefined && flags.length === 0)
    throw usage(
      'no configuration is given',
      'Write for example: tunewright enqueue -p lr=0.01, or \'{ "lr": 0.01 }\'.',
    );
  if (json === undefined) return [Object.fromEntries(flags.map(assignment))];
  const text = json === '-' ? readText('-') : json;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usage(
      `the configuration is not JSON: ${error instanceof Error ? error.message : ''}`,
      'Write for example \'{ "lr": 0.01 }\', in single quotes for the shell.',
    );
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || !list.every(isObject))
    throw usage('the JSON holds no configurations', 'Write an object, or a list of objects.');
  return list;
}

function isObject(value: unknown): value is ParamValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `lr=0.01`; numbers, true, false, null, lists and quoted text as JSON, everything else as text. */
function assignment(flag: string): readonly [name: string, value: ParamValue] {
  const at = flag.indexOf('=');
  if (at < 1) throw usage(`-p ${flag} is not NAME=VALUE`, 'Write for example -p lr=0.01.');
  const text = flag.slice(at + 1);
  try {
    return [flag.slice(0, at), JSON.parse(text) as ParamValue];
  } catch {
    return [flag.slice(0, at), text];
  }
}
