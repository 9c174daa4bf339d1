import { TunewrightError } from '../../errors.ts';
import type { ParamValue } from '../../space/space.ts';
import type { Metrics } from '../event.ts';

/** JSON text of a number; NaN is null, and what JSON lacks is a short string, so every double survives. */
export function writeNumber(value: number): string {
  if (Number.isFinite(value)) return value === 0 && 1 / value < 0 ? '"-0"' : `${value}`;
  if (value > 0) return '"+"';
  return value < 0 ? '"-"' : 'null';
}

/** @throws {TunewrightError} TW_LOG_INVALID if it is not a whole number: what cannot be read back is never written */
export function writeInteger(value: number): string {
  if (Number.isSafeInteger(value)) return `${value}`;
  throw new TunewrightError('TW_LOG_INVALID', `${value} stands in an event where a whole number belongs.`, {
    kind: 'internal',
    mend: 'Report this as a defect of Tunewright; nothing was written.',
  });
}

export function writeOptionalInteger(value: number | undefined): string {
  return value === undefined ? 'null' : writeInteger(value);
}

export function writeNumbers(values: ArrayLike<number>): string {
  let text = '[';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    text += writeNumber(values[i] as number);
  }
  return `${text}]`;
}

export function writeText(value: string): string {
  return JSON.stringify(value);
}

/** `[name, number, name, number, ...]` */
export function writeMetrics(metrics: Metrics): string {
  let text = '[';
  for (const name of Object.keys(metrics)) {
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(name)},${writeNumber(metrics[name] as number)}`;
  }
  return `${text}]`;
}

/**
 * JSON text of a value. Numbers that JSON lacks become `{"$":"NaN"}`, and an object that has a member `$` is
 * wrapped as `{"$":{...}}`, so that reading gives back exactly what was written.
 */
export function writeValue(value: ParamValue): string {
  return JSON.stringify(escapeValue(value));
}

/** As `writeValue`, or null when absent; wrapped in a list because null is a value too. */
export function writeOptionalValue(value: ParamValue | undefined): string {
  return value === undefined ? 'null' : `[${writeValue(value)}]`;
}

export function writeOptionalText(value: string | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** A list of texts as a JSON array; nulls at the end are left out. */
export function writeList(parts: readonly string[]): string {
  let length = parts.length;
  while (length > 0 && parts[length - 1] === 'null') length--;
  return `[${parts.slice(0, length).join(',')}]`;
}

function escapeValue(value: ParamValue): ParamValue {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $: Object.is(value, -0) ? '-0' : `${value}` };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly ParamValue[]).map(escapeValue);
  const entries: [string, ParamValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) entries.push([name, escapeValue(member)]);
  }
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(plain, '$') ? { $: plain } : plain;
}
