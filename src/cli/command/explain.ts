import type { Command } from 'commander';
import { frontOf } from '../../analysis/front.ts';
import type { Fanova, PairImportance } from '../../analysis/importance/fanova.ts';
import { type Importance, importanceOf } from '../../analysis/importance/importance.ts';
import type { ParameterImportance } from '../../analysis/importance/table.ts';
import { observationsOf } from '../../analysis/observations.ts';
import { type Estimate, type Recommendation, recommend } from '../../analysis/recommend/recommend.ts';
import { isNoisy } from '../../study/leaders.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { type Output, standardOutput } from '../output.ts';
import { read } from '../reading.ts';
import { frontHead } from '../text/front.ts';
import { shortNumber } from '../text/number.ts';
import { type Column, table } from '../text/table.ts';
import { printable } from '../text/width.ts';

const BAR = 20;
const MOST_PAIRS = 5;
/** Also where the output is no terminal, so that the table can be pasted anywhere. */
const WIDTH = 80;

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study')).addHelpText(
    'after',
    `
Shares say how much of the scores' variance a parameter explains over the whole
space, and how much it decides whether a trial is among the best; in brackets
the 90 % interval. "?" marks what chance could give as well.

Examples:
  tunewright explain
  tunewright explain --json | jq '.importance[0].overall.dependence'`,
  );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<StudyOptions>();
  const [study = options.study] = command.args;
  const output = standardOutput(options);
  const { state, terms } = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  const observations = observationsOf(state, terms);
  const importance = importanceOf(observations, terms.definition.seed);
  const front = terms.objectives.length > 1 ? frontOf(state, terms) : undefined;
  const recommendation = recommend(observations, { noisy: isNoisy(terms) });
  if (output.json) {
    output.value({ recommendation: recommendation ?? null, importance, ...(front && { front }) });
    return exit.ok;
  }
  if (front !== undefined) output.lines(frontHead(front, terms.objectives, output.style));
  else printRecommendation(recommendation, terms.objectives[0]!.metric, output);
  for (const one of importance) printImportance(one, output);
  return exit.ok;
}

function printRecommendation(found: Recommendation | undefined, metric: string, output: Output): void {
  if (found === undefined) {
    output.line('No trial has completed within the limits yet.');
    return;
  }
  const { style } = output;
  const { noise, best } = found;
  output.line(
    `${style.bold(`trial ${best.trial}`)}  ${printable(metric)} ${style.good(scoreOf(best, noise))}`,
  );
  if (found.default !== undefined && found.default.trial !== best.trial) {
    const chance = found.betterThanDefault ?? Number.NaN;
    output.line(`default  ${scoreOf(found.default, noise)}; worse with probability ${chance.toFixed(2)}`);
  }
  if (found.runnerUp !== undefined && noise !== 'none') {
    const chance = (found.betterThanRunnerUp ?? Number.NaN).toFixed(2);
    output.line(
      `next     trial ${found.runnerUp.trial}, ${scoreOf(found.runnerUp, noise)}; worse with ${chance}`,
    );
  }
  if (noise === 'inferred') {
    output.line(style.dim('The noise is inferred. Measure it: tunewright rerun the best few.'));
  }
}

function scoreOf({ value, low, high, raw }: Estimate, noise: Recommendation['noise']): string {
  if (noise === 'none') return shortNumber(value);
  return `${shortNumber(value)} ± ${shortNumber(Number(((high - low) / 2).toPrecision(2)))} (observed ${shortNumber(raw)})`;
}

function printImportance({ metric, trials, overall, amongBest }: Importance, output: Output): void {
  const { style } = output;
  output.line();
  output.line(style.bold(`What mattered for ${printable(metric)}`) + style.dim(`  ${trials} trials`));
  const best = amongBest.available ? new Map(amongBest.parameters.map((p) => [p.parameter, p])) : undefined;
  const rows = overall.available ? overall.parameters : amongBest.available ? amongBest.parameters : [];
  const columns: Column<ParameterImportance>[] = [
    { title: 'parameter', cell: ({ parameter }) => printable(parameter), shrinks: true },
  ];
  if (overall.available) {
    columns.push({
      title: '',
      cell: ({ share }) => '█'.repeat(Math.round(share * BAR)),
      color: style.accent,
    });
    columns.push({ title: 'overall', cell: shareText });
  }
  if (best !== undefined) {
    columns.push({
      title: 'among the best',
      cell: ({ parameter }) => (best.has(parameter) ? shareText(best.get(parameter)!) : ''),
    });
  }
  if (rows.some(({ active }) => active < 1)) {
    columns.push({ title: 'active', cell: ({ active }) => percent(active), align: 'right' });
  }
  if (rows.length > 0) output.lines(table(columns, rows, style, Math.min(WIDTH, output.width)));
  if (!overall.available) output.line(style.warn(`overall: ${overall.reason}`));
  if (!amongBest.available) output.line(style.warn(`among the best: ${amongBest.reason}`));
  if (overall.available) printPairs(overall, output);
}

function printPairs({ pairs, explained }: Fanova, output: Output): void {
  const { style } = output;
  const clear = pairs.filter(({ low, share }) => low > 0 && share >= 0.01).slice(0, MOST_PAIRS);
  const text = ({ parameters, ...share }: PairImportance): string =>
    `${parameters.map(printable).join(' × ')} ${percent(share.share)} [${percent(share.low)}, ${percent(share.high)}]`;
  if (clear.length > 0) output.lines(['together:', ...clear.map((pair) => `  ${text(pair)}`)]);
  output.line(style.dim(`The model explains ${percent(explained)} of scores that it has not seen.`));
}

function shareText({ share, low, high, clear }: ParameterImportance): string {
  return `${percent(share)}${clear ? '' : '?'} [${percent(low)}, ${percent(high)}]`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
