import { problem, show } from './problem.ts';

const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const FORBIDDEN = /[.[\]{}=`]/;
// Control, line and paragraph separators, marks that reverse the direction of text, and the byte order mark.
const UNDISPLAYABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * Checks the name of a parameter or of a choice under `oneOf`. Any text of 1 to 100 characters that prints on
 * one line, emoji and quotes too, except: `.` `[` `]` (they make paths), `{` `}` (placeholders), `=`
 * (assignments on the command line), backticks (they quote names), blanks at an end, and the names that JavaScript objects reserve.
 * @throws {TunewrightError} TW_SPACE_NAME
 */
export function checkName(name: string, path: string): void {
  const wrong = fault(name);
  if (wrong !== undefined)
    throw problem(
      'TW_SPACE_NAME',
      path,
      `the name ${show(name)} ${wrong}`,
      'Choose another name: letters, digits, _ and - always work.',
    );
}

function fault(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > 100) return 'is longer than 100 characters';
  if (RESERVED.has(name)) return 'is reserved by JavaScript';
  if (FORBIDDEN.test(name)) return 'contains one of . [ ] { } = `';
  if (UNDISPLAYABLE.test(name) || !name.isWellFormed())
    return 'contains a character that cannot be shown on one line';
  if (name.trim() !== name) return 'begins or ends with a blank';
  return undefined;
}
