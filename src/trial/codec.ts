import { TunewrightError } from '../errors.ts';
import { formats } from './codec/formats.ts';
import { type Body, Malformed, readNumber } from './codec/read.ts';
import { type Json, withoutTrailingNulls, writeNumber } from './codec/write.ts';
import type { Event } from './event.ts';

interface AnyFormat {
  readonly tag: string;
  readonly write: (event: Event) => Json[];
  readonly read: (body: Body, at: number) => Event;
}

const byType = new Map(Object.entries(formats as unknown as { readonly [type: string]: AnyFormat }));
const byTag = new Map([...byType.values()].map((format) => [format.tag, format]));

/**
 * An event as compact positional JSON text, for example `["report",1700000000000,3,17,5,["loss",0.25]]`.
 * Every double survives: NaN as null, infinities as "+" and "-", negative zero as "-0".
 * @remarks Deterministic. The text begins with a tag that names type and version; a changed layout gets a new tag.
 */
export function encodeEvent(event: Event): string {
  const format = byType.get(event.type) as AnyFormat;
  return JSON.stringify(withoutTrailingNulls([format.tag, writeNumber(event.at), ...format.write(event)]));
}

/**
 * The event that `encodeEvent` wrote.
 * @param position - its place in the log, for the error only
 * @throws {TunewrightError} TW_LOG_NEWER if a later Tunewright wrote it, TW_LOG_DAMAGED if it cannot be read
 */
export function decodeEvent(body: string, position: number): Event {
  return decodeParsed(parse(body, position), position);
}

/**
 * Many events at once: their texts joined by commas, which parses several times faster than one by one.
 * @param position - of the first
 * @param count - how many there must be
 * @returns undefined if the text as a whole is not such a list; then `decodeEvent` finds the culprit
 */
export function decodeEvents(joined: string, position: number, count: number): Event[] | undefined {
  let bodies: unknown;
  try {
    bodies = JSON.parse(`[${joined}]`);
  } catch {
    return undefined;
  }
  if (!Array.isArray(bodies) || bodies.length !== count) return undefined;
  for (let i = 0; i < count; i++) bodies[i] = decodeParsed(bodies[i], position + i);
  return bodies as Event[];
}

function decodeParsed(body: unknown, position: number): Event {
  if (!Array.isArray(body)) throw damaged(position, 'it is not a list');
  const format = byTag.get(body[0]);
  if (format === undefined) throw unknownTag(body[0], position);
  try {
    return format.read(body, readNumber(body[1]));
  } catch (error) {
    if (error instanceof Malformed) throw damaged(position, error.message);
    throw error;
  }
}

function parse(body: string, position: number): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw damaged(position, 'it is not JSON');
  }
}

function unknownTag(tag: unknown, position: number): TunewrightError {
  if (typeof tag !== 'string' || !/^[a-z]+(:\d+)?$/.test(tag)) return damaged(position, 'it has no tag');
  return new TunewrightError(
    'TW_LOG_NEWER',
    `Event ${position} of the log is of the kind "${tag}", which this version does not know.`,
    { kind: 'storage', mend: 'Update Tunewright to the version that wrote this study, or newer.' },
  );
}

function damaged(position: number, why: string): TunewrightError {
  return new TunewrightError('TW_LOG_DAMAGED', `Event ${position} of the log cannot be read: ${why}.`, {
    kind: 'storage',
    mend: 'Restore the storage from a copy. Nothing was changed; the events before this one are sound.',
  });
}
