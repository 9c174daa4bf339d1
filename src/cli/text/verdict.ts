import type { StudyVerdict } from '../../study/verdict.ts';
import type { Style } from './style.ts';
import { printable, wrap } from './width.ts';

/** Lines longer than this are hard to read. */
const WIDEST = 100;

/** What a study's numbers are worth, as paragraphs. */
export function verdictLines(verdict: StudyVerdict, style: Style, width: number): readonly string[] {
  const wide = Math.min(width, WIDEST);
  const color = { yes: style.good, no: style.bad, unclear: style.warn, default: style.warn }[verdict.real];
  return [
    ...wrap(printable(verdict.headline), wide).map((line) => style.bold(color(line))),
    ...verdict.details.flatMap((line) => listed('-', printable(line), wide)),
    ...verdict.warnings.flatMap((line) => listed('!', printable(line), wide).map(style.warn)),
  ];
}

function listed(mark: string, text: string, width: number): readonly string[] {
  return wrap(text, width - 2).map((line, i) => `${i === 0 ? mark : ' '} ${line}`);
}
