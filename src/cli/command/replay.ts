import type { Command } from 'commander';
import type { Verdict } from '../../scheduler/port.ts';
import type { Replay } from '../../study/replay.ts';
import type { Study } from '../../study/study.ts';
import { exit } from '../exit.ts';
import { type StudyOptions, studyOptions } from '../locate.ts';
import { withOpenStudy } from '../open-study.ts';
import { type Output, standardOutput } from '../output.ts';
import { counted } from '../text/number.ts';
import { shortParams } from '../text/params.ts';

export function define(command: Command): void {
  studyOptions(command.argument('[study]', 'name or file of the study')).addHelpText(
    'after',
    `
Makes every suggestion of the sampler again from the log alone, and compares bit for bit, and every early stop of the
scheduler with its reason; a parallel study that was killed and resumed too. Ends with 6 if one differs.

Example:
  tunewright replay`,
  );
}

export async function run(command: Command): Promise<number> {
  const options = command.opts<StudyOptions>();
  const [named = options.study] = command.args;
  const output = standardOutput(options);
  return withOpenStudy({ ...options, ...(named !== undefined && { study: named }) }, async (study) => {
    const replay = await study.replay();
    print(study, replay, output);
    return replay.exact ? exit.ok : exit.differs;
  });
}

function print(study: Study, replay: Replay, output: Output): void {
  const { exact, suggestions, verdicts, difference, verdict, changed } = replay;
  const params = (row: Float64Array | undefined) => (row === undefined ? null : study.space.toParams(row));
  if (output.json) {
    output.value({
      exact,
      suggestions,
      verdicts,
      difference:
        difference === undefined
          ? null
          : {
              trial: difference.trial,
              recorded: params(difference.recorded),
              replayed: params(difference.replayed),
            },
      verdict: verdict ?? null,
      changed: changed ?? null,
    });
    return;
  }
  const { style } = output;
  if (exact)
    output.line(
      `${style.good('exact')}: ${counted(suggestions, 'suggestion')} made again, bit for bit${verdicts === 0 ? '' : `, and ${counted(verdicts, 'early stop')}`}.`,
    );
  else if (changed !== undefined)
    output.line(
      `${style.warn('not comparable')}: the decisions were made by ${changed.recorded}, this Tunewright has ${changed.now}.`,
    );
  else if (verdict !== undefined)
    output.lines([
      `${style.bad('differs')}: ${counted(verdicts, 'early stop')} came out again, that of trial ${verdict.trial} at step ${verdict.step} did not.`,
      `  recorded  ${said(verdict.recorded)}`,
      `  replayed  ${said(verdict.replayed)}`,
    ]);
  else if (difference !== undefined)
    output.lines([
      `${style.bad('differs')}: ${counted(suggestions, 'suggestion')} came out again, then trial ${difference.trial} did not.`,
      `  recorded  ${shortParams(study.space.toFlat(difference.recorded))}`,
      `  replayed  ${difference.replayed === undefined ? 'nothing' : shortParams(study.space.toFlat(difference.replayed))}`,
    ]);
}

function said(verdict: Verdict): string {
  return verdict.type === 'continue' ? verdict.type : `${verdict.type}: ${verdict.reason}`;
}
