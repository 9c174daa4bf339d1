import { dirname } from 'node:path';
import type { Command } from 'commander';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { whole } from '../numbers.ts';
import { withOpenStudy } from '../open-study.ts';
import { standardOutput } from '../output.ts';
import { onInterruption } from '../signals.ts';
import { isStudyFile } from '../source.ts';
import { shortDuration, shortNumber } from '../text/number.ts';
import { printable, shortReason } from '../text/width.ts';

export function define(command: Command): void {
  studyOptions(command.argument('<trial>', 'number of the trial', whole('trial'))).addHelpText(
    'after',
    `
Runs the trial's configuration once more, here and now, with another seed. Its search result stays as it is; the new
numbers are kept beside it (tunewright show TRIAL) and do not count in the budget.

Example:
  tunewright rerun 12`,
  );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<StudyOptions>();
  const [trial] = command.processedArgs as [number];
  const output = standardOutput(options);
  const { study: word } = options;
  const folder = word !== undefined && isStudyFile(word) ? dirname(word) : '.';
  const interruption = onInterruption(() => {});
  try {
    return await withOpenStudy(
      options,
      async (study) => {
        const { signal, force } = interruption;
        const number = await study.rerun(trial, undefined, { signal, force });
        const { status, metrics, seconds, reason } = study.state.evaluation(number);
        if (output.json)
          output.value({ trial, evaluation: number, status, metrics, seconds, reason: reason ?? null });
        else {
          const values = Object.entries(metrics).map(
            ([name, value]) => `${printable(name)} ${shortNumber(value)}`,
          );
          output.line(
            [`trial ${trial}`, status, ...values, shortDuration(seconds), shortReason(reason ?? '')]
              .filter(Boolean)
              .join('  '),
          );
        }
        return interruption.exitCode() ?? (status === 'completed' ? exit.ok : exit.program);
      },
      folder,
    );
  } finally {
    interruption.release();
  }
}
