import type { Command } from 'commander';
import { evaluationsIn } from '../../evaluation/replication.ts';
import { compileCondition } from '../../space/expression/compile.ts';
import { metricScope } from '../../space/expression/metrics.ts';
import { suggestion } from '../../space/nearest.ts';
import { trialStatuses } from '../../trial/kinds.ts';
import { trialJson } from '../describe.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { whole } from '../numbers.ts';
import { standardOutput } from '../output.ts';
import { bestTrials, parametersOf, type Reading, read, secondsOf } from '../reading.ts';
import { amountsText, fellShort, reachedOf } from '../text/amounts.ts';
import { shortDuration, shortNumber } from '../text/number.ts';
import { shortParams } from '../text/params.ts';
import type { Style } from '../text/style.ts';
import { type Column, table } from '../text/table.ts';
import { printable } from '../text/width.ts';
import { usage } from '../usage.ts';

interface Options extends StudyOptions {
  readonly status?: string;
  readonly where?: string;
  readonly sort?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .option('--status <status,...>', `only these: ${trialStatuses.join(', ')}`)
    .option('--where <condition>', 'only where it holds: metrics and numeric parameters, as in "lr < 0.01"')
    .option('--sort <column>', 'by "best", "seconds", a metric or a parameter (default: by number)')
    .option('--reverse', 'the other way round')
    .option('-n, --limit <count>', 'at most so many', whole('--limit'))
    .addHelpText(
      'after',
      `
Examples:
  tunewright trials --sort best --limit 10
  tunewright trials --status failed
  tunewright trials --where 'val_accuracy > 0.9 and layers == 2' --json`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [study = options.study] = command.args;
  const output = standardOutput(options);
  const reading = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  const trials = select(reading, options);
  if (output.json) output.value(trials.map((trial) => trialJson(reading, trial)));
  else if (trials.length === 0) output.line('No such trials.');
  else output.lines(table(columnsOf(reading, trials, output.style), trials, output.style, output.width));
  return exit.ok;
}

function select(reading: Reading, options: Options): readonly number[] {
  const { state } = reading;
  const all = Array.from({ length: state.trialCount }, (_, trial) => trial);
  const statuses = options.status?.split(',').map((text) => text.trim());
  for (const status of statuses ?? [])
    if (!trialStatuses.some((known) => known === status))
      throw usage(
        `--status ${status} is not known.${suggestion(status, trialStatuses)}`,
        `Use some of ${trialStatuses.join(', ')}, separated by commas.`,
      );
  const condition =
    options.where === undefined
      ? undefined
      : compileCondition({ text: options.where, path: '--where' }, metricScope());
  const kept = all.filter(
    (trial) =>
      (statuses === undefined || statuses.includes(state.trialStatus(trial))) &&
      (condition === undefined || condition.holds(numbersOf(reading, trial)) === 1),
  );
  const sorted = options.sort === undefined ? kept : sortBy(reading, kept, options.sort);
  const ordered = options.reverse === true ? [...sorted].reverse() : sorted;
  return ordered.slice(0, options.limit);
}

/** Metrics and numeric parameters by name; a metric goes before a parameter of its name. */
function numbersOf(reading: Reading, trial: number): { readonly [name: string]: number } {
  const numbers: { [name: string]: number } = {};
  for (const [name, value] of parametersOf(reading, trial))
    if (typeof value === 'number') numbers[name] = value;
  return { ...numbers, ...reading.state.trial(trial).metrics, seconds: secondsOf(reading, trial) };
}

function sortBy(reading: Reading, trials: readonly number[], column: string): readonly number[] {
  if (column === 'best') {
    const rank = new Map(bestTrials(reading).map((trial, place) => [trial, place]));
    const placeOf = (trial: number): number => rank.get(trial) ?? Number.MAX_SAFE_INTEGER;
    return [...trials].sort((a, b) => placeOf(a) - placeOf(b) || a - b);
  }
  const values = new Map(
    trials.map((trial) => [
      trial,
      numbersOf(reading, trial)[column] ?? parametersOf(reading, trial).get(column),
    ]),
  );
  if (![...values.values()].some((value) => value !== undefined)) {
    const [first] = trials;
    const names = first === undefined ? [] : Object.keys(numbersOf(reading, first));
    throw usage(
      `--sort ${column}: no trial has it.${suggestion(column, ['best', 'seconds', ...names])}`,
      'Sort by best, seconds, a metric or a parameter.',
    );
  }
  // Trials without a value come last.
  return [...trials].sort((a, b) => {
    const [x, y] = [values.get(a), values.get(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    if (typeof x === 'number' && typeof y === 'number') return x - y || a - b;
    return String(x).localeCompare(String(y)) || a - b;
  });
}

/** Evaluations of the search that have given a result: what a trial's score is the mean of. */
function searchesOf(state: Reading['state'], trial: number): number {
  return state.evaluationsOf(trial).filter((evaluation) => {
    const { purpose, status } = state.evaluation(evaluation);
    return purpose === 'search' && status === 'completed';
  }).length;
}

function columnsOf(reading: Reading, trials: readonly number[], style: Style): readonly Column<number>[] {
  const { state, terms } = reading;
  const colors: { readonly [status: string]: (text: string) => string } = {
    completed: style.good,
    failed: style.bad,
    running: style.accent,
  };
  const amounts = (trial: number): string => amountsText(terms, reachedOf(state, terms, trial));
  const short = trials.some((trial) => fellShort(terms, reachedOf(state, terms, trial)));
  const several = evaluationsIn(terms.definition.evaluation ?? { folds: 0, seeds: 1 });
  const why = trials.every((trial) => state.trialStatus(trial) !== 'completed');
  return [
    { title: 'trial', cell: String, align: 'right' },
    {
      title: 'status',
      cell: (trial) => state.trialStatus(trial),
      color: (text, trial) => colors[state.trialStatus(trial)]?.(text) ?? text,
    },
    ...terms.objectives.map(
      ({ metric }): Column<number> => ({
        title: printable(metric),
        cell: (trial) => {
          const value = state.metricOf(trial, state.metricId(metric));
          return Number.isNaN(value) ? '' : shortNumber(value);
        },
        align: 'right',
      }),
    ),
    ...(short ? [{ title: 'reached', cell: amounts }] : []),
    ...(several > 1
      ? [
          {
            title: 'runs',
            cell: (trial: number): string => `${searchesOf(state, trial)}/${several}`,
            align: 'right' as const,
          },
        ]
      : []),
    { title: 'took', cell: (trial) => shortDuration(secondsOf(reading, trial)), align: 'right' },
    {
      title: 'parameters',
      cell: (trial) => shortParams(parametersOf(reading, trial)),
      shrinks: true,
    },
    ...(why
      ? [{ title: 'why', cell: (trial: number) => printable(state.trial(trial).reason ?? ''), shrinks: true }]
      : []),
  ];
}
