import type { Cell, ExportColumn } from './columns.ts';

/** CSV as RFC 4180 has it, with LF: a header, one line a trial, empty where there is no value. Numbers keep every digit. */
export function toCsv(columns: readonly ExportColumn[]): string {
  const rows = columns[0]?.cells.length ?? 0;
  const lines = [columns.map(({ name }) => field(name)).join(',')];
  for (let row = 0; row < rows; row++)
    lines.push(columns.map(({ cells }) => field(cells[row] ?? null)).join(','));
  return `${lines.join('\n')}\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
