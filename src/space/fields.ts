import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';

/** The keys and values of a plain object that a user wrote. */
export type Fields = { readonly [key: string]: unknown };

/** @throws {TunewrightError} TW_SPACE_TYPE if it is not a plain object */
export function readObject(value: unknown, path: string, what: string): Fields {
  if (!isPlainObject(value))
    throw problem('TW_SPACE_TYPE', path, `must be ${what}, not ${show(value)}`, `Write ${what}.`);
  return value;
}

export function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of any realm, or none.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** @throws {TunewrightError} TW_SPACE_UNKNOWN_KEY naming the nearest allowed key */
export function checkKeys(fields: Fields, allowed: readonly string[], path: string): void {
  for (const key of Object.keys(fields))
    if (!allowed.includes(key))
      throw problem(
        'TW_SPACE_UNKNOWN_KEY',
        `${path}.${key}`,
        `unknown key ${show(key)}.${suggestion(key, allowed)}`,
        `Remove it, or use one of: ${allowed.join(', ')}.`,
      );
}

/** Absent, true or false. */
export function readFlag(value: unknown, path: string): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw problem(
    'TW_SPACE_TYPE',
    path,
    `must be true or false, not ${show(value)}`,
    'Write true or leave it out.',
  );
}

/** Absent or text that is not blank. */
export function readText(value: unknown, path: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw problem('TW_SPACE_TYPE', path, `must be text, not ${show(value)}`, 'Write it in quotes.');
}
