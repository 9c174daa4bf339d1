import type { ParamValue } from '../../space/space.ts';
import type { Metrics } from '../event.ts';

/** Thrown while reading one body; `decodeEvent` adds the position. */
export class Malformed extends Error {}

/** What `JSON.parse` gave for one event: its tag, its time and its fields. */
export type Body = readonly unknown[];

export function readNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return Number.NaN;
  if (value === '+') return Number.POSITIVE_INFINITY;
  if (value === '-') return Number.NEGATIVE_INFINITY;
  if (value === '-0') return -0;
  throw new Malformed(`${show(value)} is not a number`);
}

export function readInteger(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Malformed(`${show(value)} is not a whole number`);
}

export function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Malformed(`${show(value)} is not a text`);
}

export function readOneOf<T extends string>(value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new Malformed(`${show(value)} is not one of ${choices.join(', ')}`);
}

export function readArray(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Malformed(`${show(value)} is not a list`);
}

export function readRow(value: unknown): Float64Array {
  const list = readArray(value);
  const row = new Float64Array(list.length);
  for (let i = 0; i < list.length; i++) row[i] = readNumber(list[i]);
  return row;
}

export function readFlags(value: unknown): Uint8Array {
  return Uint8Array.from(readArray(value), (flag) => (readInteger(flag) === 0 ? 0 : 1));
}

export function readMetrics(value: unknown): Metrics {
  const list = readArray(value);
  if (list.length % 2 !== 0) throw new Malformed('a metric has no value');
  const metrics: { [name: string]: number } = {};
  for (let i = 0; i < list.length; i += 2) {
    setOwn(metrics, readText(list[i]), readNumber(list[i + 1]));
  }
  return metrics;
}

/** As assignment, but `__proto__` is a name like any other. */
export function setOwn<T>(record: { [name: string]: T }, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    record[name] = value;
  }
}

export function readPair(value: unknown): readonly [number, number] {
  const list = readArray(value);
  return [readInteger(list[0]), readInteger(list[1])];
}

export function readSampler(value: unknown): readonly [string, number] {
  const list = readArray(value);
  return [readText(list[0]), readInteger(list[1])];
}

export function readOptional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === null || value === undefined ? undefined : read(value);
}

/** Reads what `writeValue` wrote, after `JSON.parse`. */
export function readValue(value: unknown): ParamValue {
  if (typeof value !== 'object' || value === null) return value as ParamValue;
  if (Array.isArray(value)) return value.map(readValue);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '$') {
    const escaped = (value as { readonly $: unknown }).$;
    if (typeof escaped === 'string') return Number(escaped);
    if (typeof escaped === 'object' && escaped !== null) return readMembers(escaped);
    throw new Malformed(`${show(value)} is not an escaped value`);
  }
  return readMembers(value);
}

/** Reads what `writeOptionalValue` wrote. */
export function readWrapped(value: unknown): ParamValue {
  return readValue(readArray(value)[0]);
}

export function readObject(value: unknown): { readonly [name: string]: ParamValue } {
  const read = readWrapped(value);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
    return read as { readonly [name: string]: ParamValue };
  }
  throw new Malformed(`${show(value)} is not an object`);
}

function readMembers(value: object): ParamValue {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readValue(member)]));
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
