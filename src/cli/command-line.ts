import { join } from 'node:path';
import { compileCommand } from '../executor/command.ts';
import { foldersOf } from '../executor/node/folders.ts';
import type { Terms } from '../study/terms.ts';
import type { Reading } from './reading.ts';
import { commandLine } from './text/shell.ts';

/**
 * The exact command line of a configuration, to copy into a shell; undefined for a study without a command.
 * @param trial - its number, or the one it would get
 */
export function renderCommand(
  { definition, space, fidelity }: Terms,
  row: Float64Array,
  trial: number,
  folder: string,
): string | undefined {
  if (definition.command === undefined) return undefined;
  const target = {
    fidelity,
    seed: definition.seed,
    fold: definition.evaluation?.folds ? 0 : -1,
    split: 'search',
  };
  const folders = foldersOf(join(folder, 'trials'), { trial, evaluation: trial, target });
  const template = compileCommand(definition.command, space, Object.keys(fidelity));
  return commandLine(
    template.render({
      params: space.toParams(row),
      flat: space.toFlat(row),
      fidelity,
      trial,
      evaluation: trial,
      seed: definition.seed,
      fold: definition.evaluation?.folds ? 0 : -1,
      folds: definition.evaluation?.folds ?? 0,
      split: 'search',
      paramsFile: folders.params,
      trialDir: folders.evaluation,
      checkpointDir: folders.checkpoint,
    }),
  );
}

/** The command line of a trial of a study. */
export function commandLineOf({ terms, state, folder }: Reading, trial: number): string | undefined {
  return renderCommand(terms, state.row(trial), trial, folder);
}
