import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

const segmenter = new Intl.Segmenter();

/** Columns that a text takes on a terminal; colours take none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Fills up with blanks; a text that is too long stays as it is. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Cuts a text without colours to a width, with an ellipsis where something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = used + widthOf(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** Breaks a text without colours into lines of at most a width, at blanks where there are some. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && widthOf(longer) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  });
}

/** What others wrote, on one line and without what a terminal would obey: escape sequences go, control characters become �. */
export function printable(text: string): string {
  return printableLines(text).replaceAll('\n', ' ');
}

/** The same with its line ends. */
export function printableLines(text: string): string {
  return stripVTControlCharacters(text).replace(/(?!\n)\p{Cc}/gu, '\ufffd');
}

/** Why something failed, on one line: without its code, with the last line of what the program said. */
export function shortReason(reason: string): string {
  const lines = printableLines(reason)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const first = (lines[0] ?? '').replace(/^TW_[A-Z_]+: /, '');
  return lines.length < 2 ? first : `${first} ${lines.at(-1)}`;
}
