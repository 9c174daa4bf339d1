import type { Command } from 'commander';
import { exit } from '../exit.ts';
import { existing, openStorage, storagesIn } from '../locate.ts';
import { standardOutput } from '../output.ts';
import { bestTrials, type Reading, read } from '../reading.ts';
import { shortPath } from '../source.ts';
import { shortNumber, shortTime } from '../text/number.ts';
import { table } from '../text/table.ts';

interface Options {
  readonly storage?: string;
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[folder]', 'where to look', '.')
    .option('--storage <path>', 'a SQLite file to look into')
    .option('--json', 'answer in JSON')
    .addHelpText('after', '\nExamples:\n  tunewright list\n  tunewright list ~/experiments --json');
}

export async function run(command: Command): Promise<number> {
  const { storage: path, json } = command.opts<Options>();
  const [folder = '.'] = command.args;
  const output = standardOutput({ json });
  const rows: Reading[] = [];
  for (const file of path === undefined ? storagesIn(folder) : [existing(path)]) {
    const storage = await openStorage(file);
    try {
      for (const record of await storage.list()) rows.push(await read({ storage, record }));
    } finally {
      await storage.close();
    }
  }
  if (json) output.value(rows.map(summaryOf));
  else if (rows.length === 0) output.line('No studies here. Make one: tunewright init SCRIPT');
  else output.lines(table(columns, rows.map(summaryOf), output.style, output.width));
  return exit.ok;
}

interface Summary {
  readonly name: string;
  readonly state: string;
  readonly trials: number;
  readonly budget: number | null;
  readonly best: { readonly trial: number; readonly metrics: { readonly [name: string]: number } } | null;
  readonly created: string;
  readonly storage: string;
}

function summaryOf(reading: Reading): Summary {
  const { state, terms, name, location } = reading;
  const [best] = bestTrials(reading);
  return {
    name,
    state: state.control.state,
    trials: state.trialCount,
    budget: terms.definition.budget.trials ?? null,
    best:
      best === undefined
        ? null
        : {
            trial: best,
            metrics: Object.fromEntries(
              terms.objectives.map(({ metric }) => [metric, state.metricOf(best, state.metricId(metric))]),
            ),
          },
    created: new Date(state.createdAt).toISOString(),
    storage: location,
  };
}

const columns = [
  { title: 'study', cell: (row: Summary) => row.name, shrinks: true },
  { title: 'state', cell: (row: Summary) => row.state },
  {
    title: 'trials',
    cell: (row: Summary) => `${row.trials}${row.budget === null ? '' : `/${row.budget}`}`,
    align: 'right',
  },
  {
    title: 'best',
    cell: ({ best }: Summary) =>
      best === null
        ? ''
        : Object.entries(best.metrics)
            .map(([metric, value]) => `${metric} ${shortNumber(value)}`)
            .join(', '),
    shrinks: true,
  },
  { title: 'created', cell: (row: Summary) => shortTime(Date.parse(row.created)) },
  { title: 'kept in', cell: (row: Summary) => shortPath(row.storage), shrinks: true },
] as const;
