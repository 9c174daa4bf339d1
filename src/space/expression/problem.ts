import { TunewrightError } from '../../errors.ts';
import { printable, show } from '../problem.ts';

/** The text of an expression and its place in what the user wrote, for errors. */
export interface Source {
  readonly text: string;
  /** For example `space.warmup.when` or `constraints[0]`. */
  readonly path: string;
}

/** An error at a column (from 0) of an expression; the message counts from 1. */
export function expressionProblem(
  code: string,
  source: Source,
  column: number,
  message: string,
  mend: string,
): TunewrightError {
  const where = `column ${column + 1} of ${show(source.text)}`;
  return new TunewrightError(code, `${printable(source.path)}: ${message} (${where})`, {
    place: { path: source.path },
    mend,
  });
}
