import type { Command } from 'commander';
import { commandLineOf } from '../command-line.ts';
import { trialJson } from '../describe.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { type Output, standardOutput } from '../output.ts';
import { bestTrials, parametersOf, type Reading, read, secondsOf } from '../reading.ts';
import { shortPath } from '../source.ts';
import { amountsText, reachedOf } from '../text/amounts.ts';
import { counted, shortDuration, shortNumber, shortTime } from '../text/number.ts';
import { shortValue } from '../text/params.ts';
import { pairs } from '../text/table.ts';
import { printable, printableLines } from '../text/width.ts';

interface Options extends StudyOptions {
  readonly trial?: string;
}

export function define(command: Command): void {
  studyOptions(command.argument('[study|trial]', 'name or file of a study, or the number of a trial'))
    .option('-t, --trial <number>', 'show this trial')
    .addHelpText(
      'after',
      `
Examples:
  tunewright show              # the study of this folder
  tunewright show 12           # its trial 12
  tunewright show study.yaml --json`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [word] = command.args;
  const number = options.trial ?? (word !== undefined && /^\d+$/.test(word) ? word : undefined);
  const study = word === number ? options.study : (word ?? options.study);
  const output = standardOutput(options);
  const reading = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  if (number === undefined) showStudy(reading, output);
  else showTrial(reading, Number(number), output);
  return exit.ok;
}

function showStudy(reading: Reading, output: Output): void {
  const { state, terms, name, location, folder } = reading;
  const { definition } = terms;
  const [best] = bestTrials(reading);
  const counts = Object.fromEntries(
    (['completed', 'failed', 'infeasible', 'skipped', 'stopped', 'running', 'waiting'] as const)
      .map((status) => [status, state.countTrials(status)] as const)
      .filter(([, count]) => count > 0),
  );
  if (output.json) {
    output.value({
      name,
      state: state.control.state,
      reason: state.control.reason,
      trials: counts,
      evaluations: state.evaluationCount,
      seconds: state.totals.seconds,
      cost: state.totals.cost,
      queued: state.queue.size,
      best: best === undefined ? null : trialJson(reading, best),
      scheduler: state.scheduler ?? null,
      attributes: state.attributes(-1),
      definition,
      storage: location,
      folder,
    });
    return;
  }
  const { style } = output;
  const { budget } = definition;
  const allowed = budget.trials === undefined ? '' : ` of ${budget.trials}`;
  const control =
    state.control.reason === '' ? state.control.state : `${state.control.state}: ${state.control.reason}`;
  output.line(`${style.bold(printable(name))}  ${style.dim(printable(control))}`);
  output.line();
  const objectives = definition.objectives.map(
    ({ metric, direction, target }) =>
      `${direction} ${metric}${target === undefined ? '' : ` to ${shortNumber(target)}`}`,
  );
  const sampler = state.sampler;
  output.lines(
    pairs(
      [
        ['objective', printable(objectives.join(', '))],
        ...(best === undefined
          ? []
          : [
              [
                'best',
                `${terms.objectives.map(({ metric }) => shortNumber(state.metricOf(best, state.metricId(metric)))).join(', ')}  (trial ${best})`,
              ] as const,
            ]),
        [
          'trials',
          `${state.trialCount}${allowed}  (${
            Object.entries(counts)
              .map(([status, count]) => `${count} ${status}`)
              .join(', ') || 'none yet'
          })`,
        ],
        ...(state.queue.size > 0 ? [['queued', counted(state.queue.size, 'configuration')] as const] : []),
        ['time spent', shortDuration(state.totals.seconds)],
        [
          'sampler',
          sampler === undefined ? definition.sampler.name : `${sampler.sampler}: ${sampler.reason}`,
        ],
        ...(definition.scheduler === undefined && state.scheduler === undefined
          ? []
          : [['scheduler', schedulerText(reading)] as const]),
        ['created', shortTime(state.createdAt)],
        ['kept in', `${shortPath(location)}, logs in ${shortPath(folder)}`],
        ...Object.entries(state.attributes(-1)).map(
          ([key, value]) => [printable(key), printable(textOf(value))] as const,
        ),
      ],
      style,
    ),
  );
}

function showTrial(reading: Reading, trial: number, output: Output): void {
  const { state } = reading;
  const record = state.trial(trial);
  const line = commandLineOf(reading, trial);
  const evaluations = record.evaluations.map((evaluation) => state.evaluation(evaluation));
  if (output.json) {
    output.value({
      ...trialJson(reading, trial),
      sampler: record.sampler?.[0] ?? null,
      reached: reachedOf(state, reading.terms, trial),
      command: line ?? null,
      evaluations: evaluations.map((evaluation) => ({
        ...evaluation,
        startReason: state.startReason(evaluation.evaluation) ?? null,
        verdict: state.verdict(evaluation.evaluation) ?? null,
        reports: state.reportsOf(evaluation.evaluation),
      })),
    });
    return;
  }
  const { style } = output;
  const reached = amountsText(reading.terms, reachedOf(state, reading.terms, trial));
  output.line(
    `${style.bold(`trial ${trial}`)}  ${record.status}  ${style.dim(`${record.origin}, ${shortTime(record.createdAt)}, ${shortDuration(secondsOf(reading, trial))}${reached === '' ? '' : `, ${reached}`}`)}`,
  );
  if (record.reason !== undefined) {
    const color = record.status === 'stopped' ? style.warn : style.bad;
    output.line(color(printableLines(record.reason)));
  }
  section(
    output,
    [...parametersOf(reading, trial)].map(([name, value]) => [printable(name), shortValue(value)]),
  );
  section(
    output,
    Object.entries(record.metrics).map(([name, value]) => {
      const error = record.errors[name];
      return [
        printable(name),
        `${shortNumber(value)}${error === undefined ? '' : ` ± ${shortNumber(error)}`}`,
      ];
    }),
  );
  section(
    output,
    Object.entries(record.attributes).map(([key, value]) => [printable(key), printable(textOf(value))]),
  );
  if (evaluations.length > 1)
    section(
      output,
      evaluations.map(({ evaluation, purpose, status, metrics, target, reached: came }) => [
        `evaluation ${evaluation}`,
        `${[purpose, `seed ${target.seed}`, target.fold < 0 ? '' : `fold ${target.fold}`, status, amountsText(reading.terms, came)].filter(Boolean).join(', ')}  ${Object.entries(
          metrics,
        )
          .map(([name, value]) => `${printable(name)}=${shortNumber(value)}`)
          .join(' ')}${startText(state.startReason(evaluation))}`,
      ]),
    );
  if (line !== undefined) output.lines(['', line]);
}

function schedulerText({ state, terms }: Reading): string {
  const { scheduler } = state;
  const named = terms.definition.scheduler?.name ?? 'auto';
  return scheduler === undefined ? named : `${scheduler.scheduler}: ${printable(scheduler.reason)}`;
}

function startText(reason: string | undefined): string {
  return reason === undefined ? '' : `  (${printable(reason)})`;
}

function section(output: Output, entries: readonly (readonly [string, string])[]): void {
  if (entries.length > 0) output.lines(['', ...pairs(entries, output.style)]);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
