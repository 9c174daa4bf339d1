import { dirname } from 'node:path';
import type { Command } from 'commander';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { whole } from '../numbers.ts';
import { withOpenStudy } from '../open-study.ts';
import { standardOutput } from '../output.ts';
import { onInterruption } from '../signals.ts';
import { isStudyFile } from '../source.ts';
import { counted } from '../text/number.ts';
import { verdictLines } from '../text/verdict.ts';

interface Options extends StudyOptions {
  readonly top?: number;
  readonly runs?: number;
  readonly holdout?: boolean;
  readonly parallel?: number;
}

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study'))
    .option('-n, --top <count>', 'how many of the best, besides the default', whole('--top', 1))
    .option('--runs <count>', 'how many runs each of them is to have in the end', whole('--runs', 2))
    .option('--holdout', 'read the locked data instead; a second time is kept and told for ever')
    .option('-j, --parallel <count>', 'how many at once', whole('--parallel', 1))
    .addHelpText(
      'after',
      `
Runs the best few and the default again, all on the same seeds and splits, which no decision of the search has seen;
here and now, outside the budget. Then it says whether the winner is really better (tunewright verdict). What was
interrupted goes on with the same command.

Examples:
  tunewright confirm
  tunewright confirm study.yaml --top 2 --runs 10`,
    );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<Options>();
  const [word = options.study] = command.args;
  const output = standardOutput(options);
  const folder = word !== undefined && isStudyFile(word) ? dirname(word) : '.';
  const interruption = onInterruption(() => {});
  try {
    return await withOpenStudy(
      { ...options, ...(word !== undefined && { study: word }) },
      async (study) => {
        const { signal, force } = interruption;
        const before = study.state.evaluationCount;
        const { top, runs, holdout, parallel } = options;
        const end = await study.confirm(undefined, {
          signal,
          force,
          ...(top !== undefined && { top }),
          ...(runs !== undefined && { runs }),
          ...(holdout !== undefined && { holdout }),
          ...(parallel !== undefined && { parallel }),
        });
        const made = study.state.evaluationCount - before;
        const verdict = study.verdict();
        if (output.json)
          output.value({
            status: end.status,
            reason: end.reason,
            evaluations: made,
            verdict: verdict ?? null,
          });
        else {
          output.line(
            output.style.dim(`${counted(made, 'run')} on data that the search has not seen: ${end.reason}`),
          );
          if (verdict !== undefined) output.lines(['', ...verdictLines(verdict, output.style, output.width)]);
        }
        return interruption.exitCode() ?? (verdict === undefined ? exit.program : exit.ok);
      },
      folder,
    );
  } finally {
    interruption.release();
  }
}
