import { dirname } from 'node:path';
import type { Command } from 'commander';
import { samplerByName } from '../../index.ts';
import { artifactFolder, defaultStorage } from '../../study/node/places.ts';
import { compileTerms, problemOf, type Terms } from '../../study/terms.ts';
import { renderCommand } from '../command-line.ts';
import { exit } from '../exit.ts';
import { type DefinitionFlags, definitionFlags, definitionFrom } from '../flags.ts';
import { whole } from '../numbers.ts';
import { type Output, standardOutput } from '../output.ts';
import { type ParameterRow, parameterRows } from '../plan/parameters.ts';
import { checkProgram } from '../plan/program.ts';
import { afterwardsLine, evaluationLine, schedulerLine } from '../plan/scheduler.ts';
import { warningsOf } from '../plan/warnings.ts';
import { expectedTrials } from '../screen/progress.ts';
import { shortPath } from '../source.ts';
import { shortDuration } from '../text/number.ts';
import { shortParams } from '../text/params.ts';
import { pairs, table } from '../text/table.ts';
import { printable } from '../text/width.ts';

interface Options extends DefinitionFlags {
  readonly storage?: string;
  readonly json?: boolean;
  readonly first: number;
}

export function define(command: Command): void {
  definitionFlags(command.argument('[file]', 'the study file').usage('[file] [options] [-- command...]'))
    .option('--storage <path>', 'where it would be kept')
    .option('--first <count>', 'how many configurations to show', whole('--first', 1), 3)
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Runs nothing and writes nothing. The first configuration is the default one, the others are those that the same seed
gives when the study runs one at a time.

Examples:
  tunewright plan study.yaml
  tunewright plan -p 'lr=float(1e-5, 0.1, log)' --maximize acc -- python train.py --lr {lr}`,
    );
}

export async function run(command: Command, rest: readonly string[]): Promise<number> {
  const options = command.opts<Options>();
  const [file] = command.args;
  const output = standardOutput(options);
  const definition = await definitionFrom(file, options, rest);
  const terms = compileTerms(definition);
  const folder = file === undefined ? '.' : dirname(file);
  const storage = options.storage ?? defaultStorage(folder, definition.name);
  const rows = firstRows(terms, options.first);
  const lines = rows.map((row, trial) =>
    renderCommand(terms, row, trial, artifactFolder(storage, definition.name)),
  );
  const warnings = [...checkProgram(definition, folder), ...warningsOf(terms)];
  const trials = expectedTrials(terms);
  if (output.json)
    output.value({
      name: definition.name,
      definition,
      size: terms.space.size,
      trials: trials ?? null,
      first: rows.map((row, i) => ({ params: terms.space.toParams(row), command: lines[i] ?? null })),
      warnings,
      storage,
    });
  else print(terms, rows, lines, warnings, storage, output);
  return exit.ok;
}

/** The default first, then what the sampler gives while nothing is known. */
function firstRows(terms: Terms, count: number): readonly Float64Array[] {
  const rows = [terms.space.defaultRow()];
  const { definition } = terms;
  const sampler = samplerByName(definition.sampler).create(problemOf(terms, definition));
  sampler.update([
    { type: 'started', trial: 0, row: rows[0] as Float64Array, origin: 'default', ordinal: -1 },
  ]);
  if (count > 1) rows.push(...sampler.suggest({ count: count - 1, ordinal: 0 }).map(({ row }) => row));
  return rows.slice(0, count);
}

function print(
  terms: Terms,
  rows: readonly Float64Array[],
  lines: readonly (string | undefined)[],
  warnings: readonly string[],
  storage: string,
  output: Output,
): void {
  const { style } = output;
  const { definition, space } = terms;
  const { budget } = definition;
  const objectives = definition.objectives.map(
    ({ metric, direction }) => `${direction} ${printable(metric)}`,
  );
  const size = Number.isFinite(space.size)
    ? `${space.size.toLocaleString('en')} configurations`
    : 'no end of configurations';
  const limits = [
    budget.trials === undefined ? '' : `${budget.trials} trials`,
    budget.timeMs === undefined ? '' : shortDuration(budget.timeMs / 1000),
    budget.evaluations === undefined ? '' : `${budget.evaluations} evaluations`,
    budget.cost === undefined ? '' : `${budget.cost} ${definition.cost}`,
    budget.failures === undefined ? '' : `${budget.failures} failures`,
    budget.patience === undefined ? '' : `${budget.patience} trials without a better one`,
  ].filter(Boolean);
  output.line(style.bold(printable(definition.name)));
  output.lines(
    pairs(
      [
        ['objective', objectives.join(', ')],
        ['budget', limits.length === 0 ? 'none: until somebody stops it' : `at most ${limits.join(', ')}`],
        ['at once', String(definition.parallel)],
        ['sampler', definition.sampler.name],
        ['scheduler', schedulerLine(terms)],
        ...given('a trial is', evaluationLine(terms)),
        ...given('afterwards', afterwardsLine(terms)),
        ['space', size],
        ...definition.constraints.map((text) => ['where', printable(text)] as const),
        ['kept in', shortPath(storage)],
      ],
      style,
    ),
  );
  output.line();
  output.lines(table<ParameterRow>(parameterColumns, parameterRows(space), style, output.width));
  output.line();
  rows.forEach((row, trial) => {
    output.line(style.dim(`trial ${trial}${trial === 0 ? ', the default setting' : ''}`));
    output.line(`  ${lines[trial] ?? shortParams(space.toFlat(row))}`);
  });
  for (const warning of warnings) output.line(`\n${style.warn('warning:')} ${warning}`);
}

const parameterColumns = [
  { title: 'parameter', cell: (row: ParameterRow) => printable(row.name), shrinks: true },
  { title: 'kind', cell: (row: ParameterRow) => row.kind },
  { title: 'range', cell: (row: ParameterRow) => printable(row.range), shrinks: true },
  { title: 'default', cell: (row: ParameterRow) => printable(row.default) },
  { title: 'active', cell: (row: ParameterRow) => row.active, shrinks: true },
] as const;

function given(name: string, line: string | undefined): readonly (readonly [string, string])[] {
  return line === undefined ? [] : [[name, line]];
}
