import type { Command } from 'commander';
import { type FrontPoint, fewOf, frontOf } from '../../analysis/front.ts';
import type { Recommendation } from '../../analysis/recommend/recommend.ts';
import { commandLineOf } from '../command-line.ts';
import { frontJson, type TrialJson, trialJson } from '../describe.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { whole } from '../numbers.ts';
import { type Output, standardOutput } from '../output.ts';
import { bestTrials, parametersOf, type Reading, read, recommendOf } from '../reading.ts';
import { frontColumns, frontHead } from '../text/front.ts';
import { shortNumber } from '../text/number.ts';
import { shortParams, shortValue } from '../text/params.ts';
import { type Column, pairs, table } from '../text/table.ts';
import { printable } from '../text/width.ts';

interface Options extends StudyOptions {
  readonly top?: number;
}

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .option('-n, --top <count>', 'show so many of the best', whole('--top', 1))
    .addHelpText(
      'after',
      `
With several objectives it shows every trial that no other beats in all of them,
and the volume that they dominate; --top shows so many that dominate most of it.

Examples:
  tunewright best
  tunewright best study.yaml --top 5
  tunewright best --json | jq .params`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [study = options.study] = command.args;
  const output = standardOutput(options);
  const reading = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  if (reading.terms.objectives.length > 1) return showFront(reading, options.top, output);
  const found = recommendOf(reading);
  const shown =
    options.top === undefined && found !== undefined
      ? [found.best.trial]
      : bestTrials(reading).slice(0, options.top ?? 1);
  if (output.json) {
    const values = shown.map((trial) => ({
      ...settingOf(reading, trial),
      ...(found?.best.trial === trial && found.noise !== 'none' && { estimate: estimateOf(found) }),
    }));
    output.value(options.top === undefined ? (values[0] ?? null) : values);
  } else if (shown.length === 0) output.line('No trial has completed yet.');
  else if (options.top === undefined) printOne(reading, shown[0] ?? 0, found, output);
  else printTable(reading, shown, output);
  return shown.length === 0 ? exit.program : exit.ok;
}

function settingOf(reading: Reading, trial: number): TrialJson & { readonly command: string | null } {
  return { ...trialJson(reading, trial), command: commandLineOf(reading, trial) ?? null };
}

/** What is believed of the best one's true score. */
function estimateOf({ best, betterThanDefault, betterThanRunnerUp }: Recommendation): object {
  const { value, low, high, raw } = best;
  return {
    value,
    low,
    high,
    raw,
    betterThanDefault: betterThanDefault ?? null,
    betterThanRunnerUp: betterThanRunnerUp ?? null,
  };
}

function showFront(reading: Reading, top: number | undefined, output: Output): number {
  const { state, terms } = reading;
  const { objectives } = terms;
  const front = frontOf(state, terms);
  const shown = fewOf(front, terms, top ?? front.points.length);
  if (output.json) {
    output.value({
      ...frontJson(reading, front),
      front: shown.map(({ trial, contribution }) => ({ ...settingOf(reading, trial), contribution })),
    });
  } else {
    output.lines(frontHead(front, objectives, output.style));
    const parameters: Column<FrontPoint> = {
      title: 'parameters',
      cell: ({ trial }) => shortParams(parametersOf(reading, trial)),
      shrinks: true,
    };
    const columns = [...frontColumns(front, objectives), parameters];
    if (shown.length > 0) output.lines(['', ...table(columns, shown, output.style, output.width)]);
  }
  return shown.length === 0 ? exit.program : exit.ok;
}

/** The score as believed, and what of it was seen: the best of many noisy scores is too good by construction. */
function printEstimate(found: Recommendation, metric: string, reading: Reading, output: Output): void {
  const { style } = output;
  const { best, betterThanDefault: first, betterThanRunnerUp: second, runnerUp } = found;
  const { trial, value, low, high, raw } = best;
  const half = Number(((high - low) / 2).toPrecision(2));
  const score = `${style.good(style.bold(shortNumber(value)))}${style.dim(` ± ${shortNumber(half)}`)}`;
  const observed = style.dim(`observed ${shortNumber(raw)}, trial ${trial} of ${reading.state.trialCount}`);
  output.line(`${printable(metric)} ${score}  ${observed}`);
  const chances: string[] = [];
  const isDefault = found.default?.trial === trial;
  if (isDefault) chances.push('the default setting');
  else if (first !== undefined) chances.push(`better than the default with probability ${first.toFixed(2)}`);
  if (second !== undefined && runnerUp !== undefined && runnerUp.trial !== found.default?.trial)
    chances.push(
      `${isDefault ? 'better than' : 'than'} the next, trial ${runnerUp.trial}, with ${isDefault ? 'probability ' : ''}${second.toFixed(2)}`,
    );
  if (chances.length > 0) output.line(style.dim(chances.join(', ')));
}

function printOne(reading: Reading, trial: number, found: Recommendation | undefined, output: Output): void {
  const { state, terms } = reading;
  const { style } = output;
  const record = state.trial(trial);
  const noisy = found !== undefined && found.noise !== 'none' && found.best.trial === trial;
  for (const { metric } of terms.objectives) {
    if (noisy) {
      printEstimate(found, metric, reading, output);
      continue;
    }
    const error = record.errors[metric];
    const spread = error === undefined ? '' : style.dim(` ± ${shortNumber(error)}`);
    output.line(
      `${printable(metric)} ${style.good(style.bold(shortNumber(record.metrics[metric] ?? Number.NaN)))}${spread}  ${style.dim(`trial ${trial} of ${state.trialCount}`)}`,
    );
  }
  output.line();
  output.lines(
    pairs(
      [...parametersOf(reading, trial)].map(([name, value]) => [printable(name), shortValue(value)]),
      style,
    ),
  );
  const others = Object.entries(record.metrics).filter(
    ([name]) => !terms.objectives.some(({ metric }) => metric === name),
  );
  if (others.length > 0) {
    output.line();
    output.lines(
      pairs(
        others.map(([name, value]) => [printable(name), shortNumber(value)]),
        style,
      ),
    );
  }
  const line = commandLineOf(reading, trial);
  if (line !== undefined) output.lines(['', line]);
}

function printTable(reading: Reading, trials: readonly number[], output: Output): void {
  const { state, terms } = reading;
  output.lines(
    table<number>(
      [
        { title: 'trial', cell: String, align: 'right' },
        ...terms.objectives.map(({ metric }) => ({
          title: printable(metric),
          cell: (trial: number) => shortNumber(state.metricOf(trial, state.metricId(metric))),
          align: 'right' as const,
        })),
        { title: 'parameters', cell: (trial) => shortParams(parametersOf(reading, trial)), shrinks: true },
      ],
      trials,
      output.style,
      output.width,
    ),
  );
}
