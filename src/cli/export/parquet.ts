import type { Cell, ExportColumn } from './columns.ts';

/** Parquet with one nullable column each: DOUBLE, BOOLEAN or STRING; a column of mixed values becomes text. */
export async function toParquet(columns: readonly ExportColumn[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map(({ name, cells }) => {
        const type = typeOf(cells);
        const data =
          type === 'STRING' ? cells.map((cell) => (cell === null ? null : String(cell))) : [...cells];
        return { name, data, type, nullable: true };
      }),
      createdBy: 'tunewright',
    }),
  );
}

function typeOf(cells: readonly Cell[]): 'DOUBLE' | 'BOOLEAN' | 'STRING' {
  const types = new Set(cells.filter((cell) => cell !== null).map((cell) => typeof cell));
  const [only] = types;
  if (types.size !== 1) return 'STRING';
  return only === 'number' ? 'DOUBLE' : only === 'boolean' ? 'BOOLEAN' : 'STRING';
}
