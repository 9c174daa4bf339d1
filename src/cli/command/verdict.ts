import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { judge } from '../../study/verdict.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions, withStudy } from '../locate.ts';
import { standardOutput } from '../output.ts';
import { verdictSvg } from '../picture/verdict-svg.ts';
import { read } from '../reading.ts';
import { shortValue } from '../text/params.ts';
import { table } from '../text/table.ts';
import { verdictLines } from '../text/verdict.ts';
import { printable } from '../text/width.ts';

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .option('--svg <file>', 'draw it too')
    .addHelpText(
      'after',
      `
Is the winner really better than the default? Says by how much on splits that the search has not seen, how much of
the search's gain was luck, what the locked data says, how far each parameter may move before it matters, and what to
be careful with. Intervals are 90 %.

Examples:
  tunewright verdict
  tunewright verdict --svg verdict.svg
  tunewright verdict --json | jq .report.fresh.gain`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<StudyOptions & { readonly svg?: string }>();
  const [study = options.study] = command.args;
  const output = standardOutput(options);
  const { state, terms } = await withStudy({ ...options, ...(study !== undefined && { study }) }, read);
  const verdict = judge(state, terms);
  if (options.svg !== undefined && verdict?.report !== undefined)
    writeFileSync(options.svg, verdictSvg(verdict.report, verdict.headline));
  if (output.json) output.value(verdict ?? null);
  else if (verdict === undefined) output.line('No trial has completed within the limits yet.');
  else {
    output.lines(verdictLines(verdict, output.style, output.width));
    const { sensitivity = [] } = verdict.report ?? {};
    if (sensitivity.length > 0) {
      output.lines([
        '',
        output.style.bold('How far each parameter may move before the loss exceeds the noise'),
        ...table(
          [
            { title: 'parameter', cell: ({ parameter }) => printable(parameter), shrinks: true },
            { title: 'value', cell: ({ value }) => shortValue(value), align: 'right' },
            {
              title: 'as good',
              cell: ({ low, high, choices }) =>
                choices === undefined
                  ? `${shortValue(low ?? null)} to ${shortValue(high ?? null)}`
                  : choices.map(shortValue).join(', '),
              shrinks: true,
            },
            {
              title: 'of its range',
              cell: ({ share }) => `${Math.round(100 * share)}%`,
              align: 'right',
            },
          ],
          sensitivity,
          output.style,
          output.width,
        ),
      ]);
    }
  }
  return verdict === undefined ? exit.program : exit.ok;
}
