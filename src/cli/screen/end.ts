import { fewOf } from '../../analysis/front.ts';
import type { Estimate } from '../../analysis/recommend/recommend.ts';
import type { Scalar } from '../../space/spec.ts';
import type { StudyEnd } from '../../study/run.ts';
import type { Study } from '../../study/study.ts';
import { readingOf } from '../reading.ts';
import { shortPath } from '../source.ts';
import { reachedOf } from '../text/amounts.ts';
import { frontColumns, frontHead } from '../text/front.ts';
import { counted, shortDuration, shortNumber, signedNumber } from '../text/number.ts';
import { shortValue } from '../text/params.ts';
import { commandLine } from '../text/shell.ts';
import type { Style } from '../text/style.ts';
import { pairs, table } from '../text/table.ts';
import { verdictLines } from '../text/verdict.ts';
import { cut, printable, printableLines } from '../text/width.ts';

/** Trials of a front that are shown; they dominate most of it. */
const shownOfFront = 8;

/** What the screen needs besides the study. */
export interface EndContext {
  readonly end: StudyEnd;
  /** How it was called, for what to do next: the file, or the options that find it. */
  readonly again: readonly string[];
  readonly finds: readonly string[];
  readonly folder: string;
  readonly seconds: number;
  readonly width: number;
}

/** The last screen: what came out, against the default, where it is kept, what to do next. */
export function endLines(study: Study, context: EndContext, style: Style): readonly string[] {
  const next = nextSteps(context, study, style);
  const kept = `${shortPath(study.location)}, logs in ${shortPath(context.folder)}`;
  return [
    '',
    ...headline(study, context, style),
    ...results(study, style, context.width),
    ...verdictOf(study, style, context.width),
    '',
    ...pairs([['kept in', kept], ...next], style),
  ];
}

function headline(study: Study, { end, seconds }: EndContext, style: Style): readonly string[] {
  const { state } = study;
  const counts = (['completed', 'failed', 'infeasible', 'skipped', 'stopped'] as const)
    .map((status) => [status, state.countTrials(status)] as const)
    .filter(([, count]) => count > 0)
    .map(([status, count]) => `${count} ${status}`);
  const verb =
    end.status === 'finished' ? 'is done' : end.status === 'stopped' ? 'was stopped' : 'is interrupted';
  return [
    `${style.bold(`${printable(study.name)} ${verb}`)}: ${counted(state.trialCount, 'trial')} in ${shortDuration(seconds)}${counts.length === 0 ? '' : ` (${counts.join(', ')})`}`,
    style.dim(`${end.reason.charAt(0).toUpperCase()}${end.reason.slice(1)}.`.replace(/\.\.$/, '.')),
  ];
}

function results(study: Study, style: Style, width: number): readonly string[] {
  const best = study.best();
  if (best === undefined) return ['', style.warn('No trial completed.'), ...lastFailure(study, style)];
  const { objectives } = study.definition;
  if (objectives.length > 1) return frontLines(study, style, width);
  const [objective] = objectives;
  const metric = objective?.metric ?? '';
  const found = hasFresh(study) ? study.recommend() : undefined;
  const believed = found === undefined || found.noise === 'none' ? undefined : found.best;
  const used = believed?.trial ?? best.number;
  const value = best.metrics[metric] ?? Number.NaN;
  const before = best.default?.metrics[metric];
  const gain =
    before === undefined || best.default?.number === best.number
      ? ''
      : style.dim(`  (${signedNumber(value - before)})`);
  const observed = `${style.bold(style.good(shortNumber(value)))}${gain}  ${style.dim(`trial ${best.number}`)}`;
  const lines: (readonly [string, string])[] = [
    [`best ${printable(metric)}`, believed === undefined ? observed : believedText(believed, style)],
  ];
  if (believed !== undefined && used !== best.number)
    lines.push([
      `${objective?.direction === 'minimize' ? 'lowest' : 'highest'} observed`,
      `${shortNumber(value)}  ${style.dim(`trial ${best.number}`)}`,
    ]);
  if (best.default !== undefined)
    lines.push([
      `default setting`,
      best.default.number === best.number
        ? believed === undefined
          ? 'is the best so far'
          : shortNumber(value)
        : before === undefined
          ? best.default.status
          : `${shortNumber(before)}  ${style.dim(`trial ${best.default.number}`)}`,
    ]);
  const effort = effortOf(study);
  if (effort !== undefined) lines.push(['effort', effort]);
  const flat: ReadonlyMap<string, Scalar> = study.space.toFlat(study.state.row(used));
  const parameters = pairs(
    [...flat].map(([name, text]) => [printable(name), cut(shortValue(text), Math.max(10, width - 30))]),
    style,
  );
  return ['', ...pairs(lines, style), '', ...parameters.map((line) => `  ${line}`)];
}

/** The setting to use with its score as believed: the best of many noisy scores is too good by construction. */
function believedText({ trial, value, low, high, raw }: Estimate, style: Style): string {
  const half = Number(((high - low) / 2).toPrecision(2));
  const score = `${style.bold(style.good(shortNumber(Number(value.toPrecision(4)))))} ± ${shortNumber(half)}`;
  return `${score}  ${style.dim(`trial ${trial}, observed ${shortNumber(raw)}`)}`;
}

/** Whether there are runs on fresh splits or on locked data, which make the verdict worth reading at once. */
export function hasFresh({ definition: { confirm, holdout, evaluation } }: Study): boolean {
  return confirm !== undefined || holdout !== undefined || evaluation !== undefined;
}

function verdictOf(study: Study, style: Style, width: number): readonly string[] {
  const verdict = hasFresh(study) ? study.verdict() : undefined;
  return verdict === undefined ? [] : ['', ...verdictLines(verdict, style, width)];
}

/** How much of the full amounts was spent, where trials were stopped or given less. */
function effortOf(study: Study): string | undefined {
  const { state } = study;
  const { terms } = readingOf(study);
  const [fidelity, another] = terms.fidelities;
  if (fidelity === undefined || another !== undefined || state.countTrials('stopped') === 0) return undefined;
  const { name, full } = fidelity;
  let spent = 0;
  for (let trial = 0; trial < state.trialCount; trial++) spent += reachedOf(state, terms, trial)[name] ?? 0;
  if (spent >= full * state.trialCount) return undefined;
  return `${Math.round(spent).toLocaleString('en')} ${printable(name)} of ${(full * state.trialCount).toLocaleString('en')} for every trial in full`;
}

function frontLines(study: Study, style: Style, width: number): readonly string[] {
  const { objectives } = study.definition;
  const front = study.hypervolume();
  const shown = fewOf(front, readingOf(study).terms, shownOfFront);
  const more = front.points.length - shown.length;
  return [
    '',
    ...frontHead(front, objectives, style),
    '',
    ...table(frontColumns(front, objectives), shown, style, width),
    ...(more > 0 ? [style.dim(`and ${more} more`)] : []),
  ];
}

function lastFailure(study: Study, style: Style): readonly string[] {
  const { state } = study;
  for (let trial = state.trialCount - 1; trial >= 0; trial--) {
    const { status, reason } = state.trial(trial);
    if (status === 'failed' && reason !== undefined)
      return [style.bad(printableLines(`trial ${trial}: ${reason}`))];
  }
  return [];
}

function nextSteps(
  { end, again, finds, width }: EndContext,
  study: Study,
  style: Style,
): readonly (readonly [string, string])[] {
  const hasBest = study.best() !== undefined;
  const front = study.definition.objectives.length > 1;
  const steps: (readonly [readonly string[], string])[] = [];
  if (end.status !== 'finished') steps.push([['tunewright', 'run', ...again], 'goes on']);
  if (hasBest)
    steps.push([['tunewright', 'best', ...finds], front ? 'all of it, with parameters' : 'its command line']);
  steps.push([['tunewright', 'trials', ...finds, ...(hasBest ? ['--sort', 'best'] : [])], 'all trials']);
  const longest = Math.max(...steps.map(([words]) => commandLine(words).length));
  return steps.map(([words, what], index) => {
    const line = commandLine(words);
    const explained = 10 + longest + 2 + what.length <= width;
    return [
      index === 0 ? 'next' : '',
      explained ? `${style.accent(line.padEnd(longest))}  ${style.dim(what)}` : style.accent(line),
    ];
  });
}
