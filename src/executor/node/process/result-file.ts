import { readFile } from 'node:fs/promises';
import type { Metrics } from '../../../trial/event.ts';
import { numbersOf } from './message.ts';

export interface ResultFile {
  readonly metrics: Metrics;
  readonly status?: string;
  readonly reason: string;
  /** Why the file could not be used; there are no metrics then. */
  readonly fault?: string;
}

const none: ResultFile = { metrics: {}, reason: '' };

/** JSON cannot say NaN, but Python writes it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const strings = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;
    const mended = text.replace(strings, (token) => (token.startsWith('"') ? token : `"${token}"`));
    if (mended === text) throw error;
    return JSON.parse(mended);
  }
}

/** Reads what the program left: numbers, also under "metrics", perhaps with a "status" and "reason". */
export async function readResultFile(path: string): Promise<ResultFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { ...none, fault: `It wrote no ${path}.` } : { ...none, fault: message };
  }
  try {
    const value = parse(text);
    if (typeof value !== 'object' || value === null) return { ...none, fault: `${path} holds no object.` };
    const { status, reason, metrics } = value as { [name: string]: unknown };
    return {
      metrics: { ...numbersOf(value), ...numbersOf(metrics) },
      ...(typeof status === 'string' ? { status } : {}),
      reason: typeof reason === 'string' ? reason : '',
    };
  } catch (error) {
    return { ...none, fault: `${path} is no JSON: ${(error as Error).message}.` };
  }
}
