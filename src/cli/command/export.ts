import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { trialJson } from '../describe.ts';
import { exit } from '../exit.ts';
import { exportColumns } from '../export/columns.ts';
import { toCsv } from '../export/csv.ts';
import { toParquet } from '../export/parquet.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { jsonText, standardOutput } from '../output.ts';
import { type Reading, read } from '../reading.ts';
import { counted } from '../text/number.ts';
import { usage } from '../usage.ts';

interface Options extends StudyOptions {
  readonly format?: 'csv' | 'json' | 'parquet';
  readonly output?: string;
}

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .addOption(
      new Option('-f, --format <format>', 'default: by the ending of the file, else csv').choices([
        'csv',
        'json',
        'parquet',
      ]),
    )
    .option('-o, --output <file>', 'default: standard output')
    .addHelpText(
      'after',
      `
Examples:
  tunewright export --output trials.csv
  tunewright export --output trials.parquet
  tunewright export --format json | jq '.[].params'`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [study = options.study] = command.args;
  const reading = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  const format = options.format ?? formatOf(options.output) ?? (options.json === true ? 'json' : 'csv');
  const bytes = await contents(reading, format);
  if (options.output === undefined) {
    if (format === 'parquet' && process.stdout.isTTY)
      throw usage('Parquet is not for terminals', 'Name a file: --output trials.parquet.');
    process.stdout.write(bytes);
    return exit.ok;
  }
  writeFileSync(options.output, bytes);
  const output = standardOutput(options);
  const trials = reading.state.trialCount;
  if (output.json) output.value({ file: options.output, format, trials });
  else output.line(`Wrote ${counted(trials, 'trial')} to ${options.output}.`);
  return exit.ok;
}

async function contents(reading: Reading, format: 'csv' | 'json' | 'parquet'): Promise<string | Uint8Array> {
  if (format === 'csv') return toCsv(exportColumns(reading));
  if (format === 'parquet') return toParquet(exportColumns(reading));
  const trials = Array.from({ length: reading.state.trialCount }, (_, trial) => trialJson(reading, trial));
  return `${jsonText(trials)}\n`;
}

function formatOf(file: string | undefined): 'csv' | 'json' | 'parquet' | undefined {
  const ending = file === undefined ? '' : extname(file).slice(1).toLowerCase();
  return ending === 'csv' || ending === 'json' || ending === 'parquet' ? ending : undefined;
}
