import { TunewrightError } from '../../errors.ts';
import type { ParamValue } from '../../space/space.ts';
import type { Metrics } from '../event.ts';

/**
 * What `JSON.stringify` writes as it is. Events are made into such values and then written in one call, which is
 * several times faster than joining texts.
 */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** NaN is null, and what JSON lacks is a short string, so every double survives. */
export function writeNumber(value: number): number | string | null {
  if (Number.isFinite(value)) return value === 0 && 1 / value < 0 ? '-0' : value;
  if (value > 0) return '+';
  return value < 0 ? '-' : null;
}

/** @throws {TunewrightError} TW_LOG_INVALID if it is not a whole number: what cannot be read back is never written */
export function writeInteger(value: number): number {
  // + 0 makes -0 and 0 one number.
  if (Number.isSafeInteger(value)) return value + 0;
  throw new TunewrightError('TW_LOG_INVALID', `${value} stands in an event where a whole number belongs.`, {
    kind: 'internal',
    mend: 'Report this as a defect of Tunewright; nothing was written.',
  });
}

export function writeOptionalInteger(value: number | undefined): number | null {
  return value === undefined ? null : writeInteger(value);
}

export function writeNumbers(values: ArrayLike<number>): Json {
  const list: Json[] = [];
  for (let i = 0; i < values.length; i++) list.push(writeNumber(values[i] as number));
  return list;
}

/** `[name, number, name, number, ...]` */
export function writeMetrics(metrics: Metrics): Json {
  const list: Json[] = [];
  for (const name of Object.keys(metrics)) list.push(name, writeNumber(metrics[name] as number));
  return list;
}

/**
 * Numbers that JSON lacks become `{"$":"NaN"}`, and an object that has a member `$` is wrapped as `{"$":{...}}`, so
 * that reading gives back exactly what was written.
 */
export function writeValue(value: ParamValue): Json {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $: Object.is(value, -0) ? '-0' : `${value}` };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly ParamValue[]).map(writeValue);
  const entries: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) entries.push([name, writeValue(member)]);
  }
  const plain = Object.fromEntries(entries);
  return Object.hasOwn(plain, '$') ? { $: plain } : plain;
}

/** As `writeValue`, or null when absent; wrapped in a list because null is a value too. */
export function writeOptionalValue(value: ParamValue | undefined): Json {
  return value === undefined ? null : [writeValue(value)];
}

export function writeOptionalText(value: string | undefined): string | null {
  return value === undefined ? null : value;
}

/** Leaves out the nulls at the end, in place. */
export function withoutTrailingNulls(list: Json[]): Json[] {
  while (list.length > 0 && list[list.length - 1] === null) list.pop();
  return list;
}

/** JSON text of a value. */
export function valueText(value: ParamValue): string {
  return JSON.stringify(writeValue(value));
}
