import { dirname } from 'node:path';
import type { Command } from 'commander';
import { compileSpace } from '../../space/compile.ts';
import type { ParamValue } from '../../space/space.ts';
import type { Definition } from '../../study/definition/definition.ts';
import { parseDefinition } from '../../study/definition/parse.ts';
import { defaultStorage } from '../../study/node/places.ts';
import { version } from '../../study/version.ts';
import { exit } from '../exit.ts';
import { importedEvents } from '../import/events.ts';
import { importCsv } from '../import/into.ts';
import { type OptunaStudy, readOptuna } from '../import/optuna.ts';
import { inferSpace } from '../import/space.ts';
import { openStorage } from '../locate.ts';
import { type Output, standardOutput } from '../output.ts';
import { readDefinition, shortPath } from '../source.ts';
import { counted } from '../text/number.ts';
import { usage } from '../usage.ts';

interface Options {
  readonly studyName?: string;
  readonly name?: string;
  readonly storage?: string;
  readonly into?: string;
  readonly column: readonly string[];
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('<source>', 'FILE.csv, optuna:FILE or optuna:sqlite:///FILE')
    .argument('[file]', 'a study file to import into: its space, its command')
    .option('--study-name <name>', 'which study of the Optuna file')
    .option('--name <name>', 'how it is called here (default: as there)')
    .option('--storage <path>', 'the SQLite file to keep it in (default: NAME.tunewright.db)')
    .option('--into <name|file>', 'the study that takes the results of a CSV file')
    .option('--column <theirs=ours>', 'a column that is called otherwise here (repeatable)', collected, [])
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Takes over Optuna 4 and 5 studies: complete, pruned, failed, running and waiting trials, intermediate values and
attributes. Without a study file the space is inferred, conditions included. Imported trials teach the sampler; they
do not count in the budget.

A CSV file has a header and one trial a line; its columns are parameters, metrics and status, by their names. What is
left out had its default; lines outside the space are kept.

Examples:
  tunewright import results.csv --into study.yaml --column lr=learning_rate
  tunewright import optuna:sqlite:///study.db
  tunewright import optuna:study.db study.yaml --study-name resnet && tunewright run study.yaml`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const output = standardOutput(options);
  const [source = '', file] = command.args;
  if (/\.csv$/i.test(source)) return fromCsv(source, options, output);
  if (!source.startsWith('optuna:'))
    throw usage(
      `${source} is not known as a source`,
      'Name a CSV file, or write optuna: and the SQLite file of Optuna.',
    );
  const study = readOptuna(source.slice('optuna:'.length), options.studyName);
  const { definition, names } = await target(study, file, options.name);
  const space = compileSpace(definition.space, definition.constraints);
  const now = Date.now();
  const path = options.storage ?? defaultStorage(file === undefined ? '.' : dirname(file), definition.name);
  const events = importedEvents(study, definition, space, names, 1, now);
  const storage = await openStorage(path);
  try {
    await storage.create(definition.name, [
      { type: 'study-created', at: now, definition: definition as unknown as ParamValue, version },
      ...events,
    ]);
  } finally {
    await storage.close();
  }
  const trials = events.filter(({ type }) => type === 'trial-created').length;
  const queued = events.filter(({ type }) => type === 'trial-enqueued').length;
  if (output.json)
    output.value({ name: definition.name, trials, queued, storage: path, names: Object.fromEntries(names) });
  else {
    output.line(
      `Imported ${counted(trials, 'trial')}${queued > 0 ? ` and ${queued} queued` : ''} as ${definition.name} into ${shortPath(path)}.`,
    );
    for (const [theirs, ours] of names)
      if (theirs !== ours) output.line(`  ${theirs} is called ${ours} here`);
  }
  return exit.ok;
}

async function fromCsv(path: string, options: Options, output: Output): Promise<number> {
  const { into, storage, column } = options;
  if (into === undefined) throw usage('--into is missing', 'Say which study takes the results.');
  const done = await importCsv(path, into, storage, new Map(column.map(pair)));
  if (output.json) output.value(done);
  else {
    output.line(`Imported ${counted(done.trials, 'trial')} into ${done.name}.`);
    if (done.outside > 0)
      output.line(`  ${done.outside} outside the space: kept, but the sampler learns nothing from them`);
    if (done.unknown.length > 0) output.line(`  not in the space: ${done.unknown.join(', ')}`);
    if (done.ignored.length > 0) output.line(`  columns left out: ${done.ignored.join(', ')}`);
  }
  return exit.ok;
}

function collected(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function pair(text: string): readonly [theirs: string, ours: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usage(`--column ${text} has no =`, 'Write it as --column theirs=ours.');
}

/** The study to import into: what a file says, or what Optuna's trials show. */
async function target(
  study: OptunaStudy,
  file: string | undefined,
  name: string | undefined,
): Promise<{ readonly definition: Definition; readonly names: ReadonlyMap<string, string> }> {
  const inferred = inferSpace(study.trials);
  if (file !== undefined) {
    const definition = await readDefinition(file);
    if (definition.objectives.length !== study.directions.length)
      throw usage(
        `${file} has ${counted(definition.objectives.length, 'objective')}, the Optuna study ${study.directions.length}`,
        'Name a study file with as many objectives.',
      );
    return { definition: name === undefined ? definition : { ...definition, name }, names: inferred.names };
  }
  const metric = (m: number): string =>
    study.metrics?.[m] ?? (study.directions.length === 1 ? 'value' : `value${m}`);
  const definition = parseDefinition({
    name: name ?? safeName(study.name),
    space: inferred.space,
    objective: study.directions.map((direction, m) => ({ [direction]: metric(m) })),
  });
  return { definition, names: inferred.names };
}

function safeName(name: string): string {
  const safe = name
    .replace(/[/\\]|\p{Cc}/gu, '-')
    .trim()
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return safe === '' ? 'optuna' : safe;
}
