import type { Interval } from './interval.ts';
import type { OverfitReport } from './report.ts';
import { warningsOf } from './warnings.ts';
import { amount, number, plusMinus, signed } from './wording.ts';

/** The report in plain words. */
export interface Verdict {
  /** Whether the winner beats the default: as far as its interval excludes nothing to gain, or cannot be said. */
  readonly real: 'yes' | 'unclear' | 'no' | 'default';
  /** One sentence that carries the answer. */
  readonly headline: string;
  /** Further sentences. */
  readonly details: readonly string[];
  readonly warnings: readonly string[];
}

/** @returns sentences with numbers in the metric's own units */
export function verdictOf(report: OverfitReport): Verdict {
  const warnings = warningsOf(report);
  const details = [...freshLines(report), ...holdoutLines(report), ...insideLines(report)];
  return { ...headlineOf(report), details, warnings };
}

function headlineOf(report: OverfitReport): Pick<Verdict, 'real' | 'headline'> {
  const { trial, fresh, search, recommendation, metric } = report;
  if (report.default === undefined)
    return {
      real: 'unclear',
      headline: `Trial ${trial} is the one to use; the default setting has no result to compare it with.`,
    };
  if (trial === report.default)
    return {
      real: 'default',
      headline: `Keep the default setting: of ${search.trials} trials none is known to be better.`,
    };
  if (fresh?.gain !== undefined) return confirmedHeadline(report, fresh.gain);
  const gain = search.gain ?? Number.NaN;
  if (recommendation.noise === 'none')
    return {
      real: 'unclear',
      headline: `Trial ${trial} scored ${amount(gain)} better than the default (${metric}), once each; how much of that is luck is not known.`,
    };
  const { best, default: start, betterThanDefault: chance = Number.NaN } = recommendation;
  const believed = Math.abs(best.value - (start?.value ?? Number.NaN));
  const sure = chance >= 0.95 ? 'yes' : 'unclear';
  return {
    real: sure,
    headline: `Trial ${trial} is better than the default with probability ${chance.toFixed(2)}: by ${amount(believed)} (${metric}), where the search's scores say ${amount(gain)}.`,
  };
}

function confirmedHeadline(report: OverfitReport, gain: Interval): Pick<Verdict, 'real' | 'headline'> {
  const { trial, fresh, search } = report;
  const real = gain.low > 0 ? 'yes' : gain.high < 0 ? 'no' : 'unclear';
  const claim = {
    yes: `Trial ${trial} is really better than the default`,
    unclear: `It is not clear that trial ${trial} is better than the default`,
    no: `Trial ${trial} is worse than the default`,
  }[real];
  const luck = fresh?.luck ?? Number.NaN;
  const promised = search.gain ?? Number.NaN;
  const half = (gain.high - gain.low) / 2;
  const share =
    luck > 0
      ? `; ${number(luck, half)} of the search's ${number(promised, half)} was luck`
      : `; the search had promised ${number(promised, half)}`;
  return { real, headline: `${claim}: the gain is ${plusMinus(gain)} on fresh splits${share}.` };
}

/** What became of the search's best score where the default is kept. */
function fallen({ fresh, metric, direction, trial }: OverfitReport): string[] {
  const sign = direction === 'minimize' ? 1 : -1;
  const others = (fresh?.confirmed ?? []).filter((one) => one.trial !== trial);
  const [first] = others.toSorted((a, b) => sign * (a.search - b.search));
  if (first === undefined) return [];
  const { search, value } = first;
  return [
    `The search's best, trial ${first.trial} with ${metric} ${number(search)}, came to ${plusMinus(value)} on fresh splits.`,
  ];
}

function freshLines(report: OverfitReport): string[] {
  const { fresh, metric } = report;
  if (fresh === undefined) return [];
  const { value, default: start, optimism } = fresh;
  const before = start === undefined ? '' : `, the default ${plusMinus(start)}`;
  const half = (optimism.high - optimism.low) / 2;
  const fell = report.trial === report.default ? fallen(report) : [];
  return [
    ...fell,
    `On fresh splits (${value.runs} runs) it has ${metric} ${plusMinus(value)}${before}; the search's score was ${number(Math.abs(optimism.value), half)} too ${optimism.value >= 0 ? 'good' : 'bad'}.`,
  ];
}

function holdoutLines({ holdout, locked, trial }: OverfitReport): string[] {
  if (holdout === undefined) return locked ? ['The locked data was not read yet.'] : [];
  const { value, default: start, gain, runs, openings } = holdout;
  const of = holdout.trial === trial ? '' : ` for trial ${holdout.trial}`;
  const once = openings === 1 ? 'read once, after everything else was decided' : `read ${openings} times`;
  const many = runs === 1 ? '' : `, mean of ${runs} runs`;
  const against = start === undefined ? '' : `, the default ${number(start)} (${signed(gain ?? Number.NaN)})`;
  return [`On the locked data (${once}${many}) it has ${number(value)}${of}${against}.`];
}

function insideLines(report: OverfitReport): string[] {
  const { gap, overtuning, stability, sensitivity, recommendation } = report;
  const lines: string[] = [];
  if (gap !== undefined) {
    const before = gap.default === undefined ? '' : `, of the default ${number(gap.default)}`;
    lines.push(
      `The gap to ${gap.metric} is ${number(gap.own)}${before}; half of the trials have more than ${number(gap.median)}.`,
    );
  }
  if (overtuning !== undefined && overtuning.absolute > 0) {
    const { absolute, relative, better, metric } = overtuning;
    const share = Number.isFinite(relative) ? `, ${Math.round(100 * relative)} % of what was to gain` : '';
    lines.push(
      `Overtuning: by ${metric} the search had passed something better by ${amount(absolute)} (trial ${better})${share}.`,
    );
  }
  const { betterThanRunnerUp, runnerUp } = recommendation;
  if (
    runnerUp !== undefined &&
    runnerUp.trial !== report.default &&
    betterThanRunnerUp !== undefined &&
    recommendation.noise !== 'none'
  )
    lines.push(
      `That it beats the runner-up, trial ${runnerUp.trial}, has a probability of ${betterThanRunnerUp.toFixed(2)}.`,
    );
  const differ = stability.parameters.filter(({ agree }) => !agree).map(({ parameter }) => parameter);
  const agree = stability.parameters.filter((one) => one.agree).map(({ parameter }) => parameter);
  if (stability.trials.length > 2 && agree.length + differ.length > 0) {
    const who = `The best ${stability.trials.length} trials`;
    if (differ.length === 0) lines.push(`${who} agree on every parameter.`);
    else if (agree.length === 0) lines.push(`${who} agree on no parameter: many settings do as well.`);
    else lines.push(`${who} agree on ${agree.join(', ')}; they differ in ${differ.join(', ')}.`);
  }
  const tight = sensitivity.filter(({ share }) => share < 0.25).map(({ parameter }) => parameter);
  const loose = sensitivity.filter(({ share }) => share >= 0.75).map(({ parameter }) => parameter);
  if (tight.length > 0) lines.push(`Within the noise only a little may change in ${tight.join(', ')}.`);
  if (loose.length > 0) lines.push(`Nearly any value does for ${loose.join(', ')}.`);
  return lines;
}
