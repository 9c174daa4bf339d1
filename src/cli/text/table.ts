import type { Style } from './style.ts';
import { cut, padEnd, widthOf } from './width.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers are easier to compare on the right. @defaultValue 'left' */
  readonly align?: 'left' | 'right';
  /** May become narrower than its cells when the table does not fit. */
  readonly shrinks?: boolean;
  readonly color?: (text: string, row: Row) => string;
}

const GAP = 2;
const NARROWEST = 6;

/**
 * Lines of a table without rules, so that it goes well through other programs. With a width, columns that may shrink
 * do so, and what still does not fit is left out from the right.
 * @param width - columns of the terminal; Infinity when it is none
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  style: Style,
  width: number,
): readonly string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const natural = columns.map((column, i) =>
    Math.max(widthOf(column.title), ...cells.map((line) => widthOf(line[i] ?? ''))),
  );
  const widths = shrink(columns, natural, width);
  const line = (texts: readonly string[], color: (text: string, i: number) => string): string =>
    texts
      .slice(0, widths.length)
      .map((text, i) => {
        const size = widths[i] ?? 0;
        const shown = cut(text, size);
        const colored = color(shown, i);
        const blanks = ' '.repeat(Math.max(0, size - widthOf(shown)));
        return columns[i]?.align === 'right' ? blanks + colored : colored + blanks;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [
    line(
      columns.map((column) => column.title),
      (text) => style.dim(text),
    ),
    ...cells.map((texts, r) => line(texts, (text, i) => columns[i]?.color?.(text, rows[r] as Row) ?? text)),
  ];
}

/** The widths of the columns that are shown. */
function shrink<Row>(columns: readonly Column<Row>[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, size) => sum + size + GAP, -GAP);
  while (total() > width) {
    const widest = widths.reduce(
      (best, size, i) => (columns[i]?.shrinks && size > Math.max(NARROWEST, widths[best] ?? 0) ? i : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  while (widths.length > 1 && total() > width) widths.pop();
  return widths;
}

/** Lines `name  value`, the names padded to one width. */
export function pairs(
  entries: readonly (readonly [name: string, value: string])[],
  style: Style,
): readonly string[] {
  const width = Math.max(0, ...entries.map(([name]) => widthOf(name)));
  return entries.map(([name, value]) => `${style.dim(padEnd(name, width))}  ${value}`);
}
