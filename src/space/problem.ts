import { TunewrightError } from '../errors.ts';

/** An error about what the user wrote at `path`, for example `space.learning_rate.float`. */
export function problem(code: string, path: string, message: string, mend: string): TunewrightError {
  return new TunewrightError(code, `${printable(path)}: ${message}`, { place: { path }, mend });
}

/** Text with what would break its line or turn its direction escaped. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A user's value on one short line, safe to print. */
export function show(value: unknown): string {
  const text = printable(print(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

// Control characters, line separators and the marks that turn the direction of text.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function print(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'an object that refers to itself';
  }
}
