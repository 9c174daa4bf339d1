import { TunewrightError } from '../../errors.ts';

/** Several mistakes in one definition, each with its own code, place and mend. */
export class DefinitionError extends TunewrightError {
  override readonly name: string = 'DefinitionError';
  /** At least two, in the order of the text where that is known. */
  readonly mistakes: readonly TunewrightError[];

  constructor(mistakes: readonly TunewrightError[]) {
    const lines = mistakes.map((mistake) => `- ${mistake.message}\n  ${mistake.mend}`);
    super('TW_DEFINITION_INVALID', `the study has ${mistakes.length} mistakes:\n${lines.join('\n')}`, {
      mend: 'Mend each of them; nothing was run.',
    });
    this.mistakes = mistakes;
  }
}

/** Throws what was found: the mistake itself if it is one, a `DefinitionError` if there are several. */
export function throwMistakes(mistakes: readonly TunewrightError[]): void {
  if (mistakes.length === 1) throw mistakes[0];
  if (mistakes.length > 1) throw new DefinitionError(mistakes);
}

/** Runs a check; a mistake that it throws joins the list. */
export function collect(mistakes: TunewrightError[], check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof DefinitionError) mistakes.push(...error.mistakes);
    else if (error instanceof TunewrightError) mistakes.push(error);
    else throw error;
  }
}
