import type { TunewrightError } from '../../errors.ts';
import type { CommandPart } from '../../executor/port.ts';
import { problem, show } from '../../space/problem.ts';
import type { Confirming, Definition, Holdout, Repetition } from './definition.ts';
import type { EvaluationInput, HoldoutInput, StudyInput } from './input.ts';

/** What `evaluation` means, with all that follows from what it says. */
export function readRepetition(
  input: EvaluationInput | undefined,
  mistakes: TunewrightError[],
): Repetition | undefined {
  if (input === undefined) return undefined;
  const { folds, seeds, strategy = 'auto' } = input;
  const repeated = seeds !== undefined && seeds > 1;
  const splits = input.splits ?? (folds === undefined ? 'holdout' : repeated ? 'repeated-cv' : 'cv');
  const contradiction =
    splits === 'holdout' && folds !== undefined
      ? 'a holdout has no folds'
      : splits === 'cv' && repeated
        ? 'a cross-validation with several seeds is repeated-cv'
        : splits === 'repeated-cv' && seeds === 1
          ? 'one seed repeats nothing'
          : undefined;
  if (contradiction !== undefined)
    mistakes.push(
      problem(
        'TW_EVALUATION_SPLITS',
        'evaluation.splits',
        `is ${show(splits)}, but ${contradiction}`,
        'Leave splits out, or change folds and seeds: cv has folds, holdout has seeds, repeated-cv has both.',
      ),
    );
  const read = {
    folds: splits === 'holdout' ? 0 : (folds ?? 5),
    seeds: seeds ?? (splits === 'repeated-cv' ? 2 : 1),
    strategy,
  };
  return { ...read, race: input.race ?? Math.max(1, read.folds) * read.seeds > 1 };
}

/** On by default where the program can be given fresh seeds or folds. */
export function readConfirming(
  input: StudyInput['confirm'],
  program: Pick<Definition, 'command' | 'evaluation'>,
): Confirming | undefined {
  if (input === false || (input === undefined && !takesSeeds(program))) return undefined;
  const { share = 0.1, top = 3 } = input ?? {};
  return { share, top };
}

/** Whether the program is given a seed or fold of each evaluation, as far as its command or `evaluation` tells. */
export function takesSeeds({
  command = [],
  evaluation,
}: Pick<Definition, 'command' | 'evaluation'>): boolean {
  if (evaluation !== undefined) return true;
  return command.flat().some((text) => /(?<!\{)\{(seed|fold)\}/.test(text));
}

export function readHoldout(
  input: string | HoldoutInput | undefined,
  hasCommand: boolean,
  mistakes: TunewrightError[],
): Holdout | undefined {
  if (input === undefined) return undefined;
  const { split = 'holdout', command, seeds = 1 } = typeof input === 'string' ? { split: input } : input;
  if (split === 'search' || split === 'confirm')
    mistakes.push(
      problem(
        'TW_HOLDOUT_SPLIT',
        typeof input === 'string' ? 'holdout' : 'holdout.split',
        `is ${show(split)}, which is what every other evaluation is told`,
        'Choose another name, such as test.',
      ),
    );
  const parts = commandParts(command);
  if (parts !== undefined && !hasCommand)
    mistakes.push(
      problem(
        'TW_HOLDOUT_COMMAND',
        'holdout.command',
        'stands in place of command, but there is none',
        'Let the module or function look at its split, and name the split only: holdout: test.',
      ),
    );
  return { split, ...(parts !== undefined && { command: parts }), seeds };
}

/** All texts. */
export function commandParts(command: StudyInput['command']): CommandPart[] | undefined {
  return command?.map((part) => (Array.isArray(part) ? part.map(String) : String(part)));
}
