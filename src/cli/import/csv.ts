import { TunewrightError } from '../../errors.ts';
import type { Space } from '../../space/space.ts';
import type { Scalar } from '../../space/spec.ts';
import type { ImportedResult } from '../../study/imported.ts';
import type { TrialStatus } from '../../trial/event.ts';
import { trialStatuses } from '../../trial/kinds.ts';

/** What the columns of a table are, and its lines as results. */
export interface CsvResults {
  readonly results: readonly ImportedResult[];
  /** Columns that are neither a parameter, a metric nor the status. */
  readonly ignored: readonly string[];
}

/**
 * Results of a CSV file: a header, one trial a line. A column is a parameter, a metric or `status` by its name; those of
 * `tunewright export` (`params.x`, `metrics.loss`) are known.
 * @param metrics - names of the study's metrics
 * @param names - names here, by those of the columns
 * @throws {TunewrightError} TW_IMPORT
 */
export function csvResults(
  text: string,
  space: Space,
  metrics: readonly string[],
  names: ReadonlyMap<string, string>,
): CsvResults {
  const [header, ...lines] = parseCsv(text);
  if (header === undefined) throw wrong('the file is empty', 'Begin it with a line of column names.');
  const domains = new Map(space.dimensions.map(({ name, domain }) => [name, domain]));
  const readers = header.map((column) => readerOf(names.get(column) ?? column));
  const ignored = header.filter((_, i) => readers[i] === undefined);
  if (!readers.some((reader) => reader === 'params'))
    throw wrong(
      `no column is a parameter: ${header.join(', ')}`,
      `Name columns after parameters (${[...domains.keys()].slice(0, 12).join(', ')}), or map them with --column theirs=ours.`,
    );
  const plain = header.map((column) => (names.get(column) ?? column).replace(/^(params|metrics)\./, ''));
  return {
    ignored,
    results: lines.map((cells, line) => {
      const params: { [name: string]: Scalar } = {};
      const values: { [name: string]: number } = {};
      let status: TrialStatus | undefined;
      cells.forEach((cell, i) => {
        const name = plain[i] ?? '';
        if (cell === '') return;
        if (readers[i] === 'params') params[name] = scalar(cell, (value) => fits(name, value));
        else if (readers[i] === 'metrics') values[name] = Number(cell);
        else if (readers[i] === 'status') status = statusOf(cell, line + 2);
      });
      return { params, metrics: values, ...(status !== undefined && { status }) };
    }),
  };

  function readerOf(name: string): 'params' | 'metrics' | 'status' | undefined {
    if (name === 'status') return 'status';
    if (name.startsWith('params.') || domains.has(name)) return 'params';
    return name.startsWith('metrics.') || metrics.includes(name) ? 'metrics' : undefined;
  }

  function fits(name: string, value: Scalar): boolean {
    return !Number.isNaN(domains.get(name)?.fromValue(value) ?? Number.NaN);
  }
}

/** The value that a cell means: what the parameter has, else a number, else its text. */
function scalar(cell: string, fits: (value: Scalar) => boolean): Scalar {
  const number = Number(cell);
  const readings: readonly Scalar[] = [
    ...(cell.trim() !== '' && !Number.isNaN(number) ? [number] : []),
    ...(/^(true|false)$/i.test(cell) ? [cell.toLowerCase() === 'true'] : []),
    ...(cell === 'null' ? [null] : []),
    cell,
  ];
  return readings.find(fits) ?? readings[0] ?? cell;
}

function statusOf(cell: string, line: number): TrialStatus {
  const found = trialStatuses.find((status) => status === cell);
  if (found !== undefined && found !== 'waiting' && found !== 'running' && found !== 'paused') return found;
  throw wrong(
    `line ${line}: ${JSON.stringify(cell)} is not the status of a finished trial`,
    'Use completed, failed, infeasible, skipped or stopped; or leave it empty.',
  );
}

/** Lines and fields as RFC 4180 has them; empty lines are left out. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let fields: string[] = [];
  const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  const source = text.replace(/^\ufeff/, '');
  while (FIELD.lastIndex < source.length) {
    const start = FIELD.lastIndex;
    const match = FIELD.exec(source);
    if (match === null) {
      const line = source.slice(0, start).split('\n').length;
      throw wrong(`line ${line}: a quote is missing or out of place`, 'Double the quotes within quotes.');
    }
    const [, quoted, bare = '', end] = match;
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ',' && FIELD.lastIndex < source.length) continue;
    if (end === ',') fields.push('');
    if (fields.length > 1 || fields[0] !== '') lines.push(fields);
    fields = [];
  }
  return lines;
}

function wrong(message: string, mend: string): TunewrightError {
  return new TunewrightError('TW_IMPORT', message, { mend });
}
