import { readFileSync } from 'node:fs';
import { type Place, TunewrightError } from '../errors.ts';
import { exitCodeOf } from './exit.ts';
import type { Style } from './text/style.ts';
import { styleFor } from './text/style.ts';
import { cut, printable, printableLines, wrap } from './text/width.ts';

const WIDTH = 100;
const SHOWN_MISTAKES = 10;

/** Prints an error on standard error as a person needs it, and gives the exit code. */
export function fail(error: unknown): number {
  if (process.env.TUNEWRIGHT_DEBUG !== undefined && error instanceof Error)
    process.stderr.write(`${error.stack ?? error.message}\n`);
  const known = error instanceof TunewrightError ? error : unknownFault(error);
  process.stderr.write(`${describe(known, styleFor(process.stderr)).join('\n')}\n`);
  return exitCodeOf(known.kind);
}

/** One paragraph a mistake: what is wrong, where, the line it is in, how to mend it, its code. */
export function describe(error: TunewrightError, style: Style): readonly string[] {
  const mistakes = 'mistakes' in error ? (error.mistakes as readonly TunewrightError[]) : [error];
  const shown = mistakes.slice(0, SHOWN_MISTAKES).flatMap((mistake, index) => {
    const lines = paragraph(mistake, style);
    return index === 0 ? lines : ['', ...lines];
  });
  const more = mistakes.length - SHOWN_MISTAKES;
  return more > 0 ? [...shown, '', `and ${more} more like these`] : shown;
}

function paragraph(error: TunewrightError, style: Style): readonly string[] {
  const { file, line, column } = error.place;
  const where =
    file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
  const message =
    file !== undefined && error.message.startsWith(`${file}: `)
      ? error.message.slice(file.length + 2)
      : error.message;
  const [first = '', ...rest] = wrap(printableLines(sentence(`error: ${where}${message}`)), WIDTH);
  return [
    style.bad('error:') + style.bold(first.slice('error:'.length)),
    ...rest.map((text) => style.bold(text)),
    ...excerpt(error.place, style),
    ...wrap(`${error.mend} [${error.code}]`, WIDTH),
  ];
}

function sentence(text: string): string {
  return /[.!?:]$/.test(text) || text.includes('\n') ? text : `${text}.`;
}

/** The line of the user's own text, with a mark under the place. */
function excerpt({ file, line, column }: Place, style: Style): readonly string[] {
  if (file === undefined || line === undefined) return [];
  const text = lineOf(file, line);
  if (text === undefined || text.trim() === '') return [];
  const number = `  ${line} | `;
  const shown = cut(printable(text.replaceAll('\t', ' ')).trimEnd(), WIDTH - number.length);
  const mark =
    column === undefined || column > shown.length ? [] : [`${' '.repeat(number.length + column - 1)}^`];
  return [style.dim(number) + shown, ...mark.map((caret) => style.bad(caret))];
}

function lineOf(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split('\n')[line - 1];
  } catch {
    return undefined;
  }
}

function unknownFault(error: unknown): TunewrightError {
  const system = error as { readonly code?: unknown; readonly path?: unknown; readonly message?: unknown };
  const known = typeof system?.code === 'string' ? fileFaults.get(system.code) : undefined;
  if (known !== undefined)
    return new TunewrightError('TW_FILE', `${String(system.path ?? 'a file')}: ${known[0]}`, {
      kind: known[2] ?? 'input',
      mend: known[1],
      cause: error,
    });
  const message = error instanceof Error ? error.message : String(error);
  return new TunewrightError('TW_INTERNAL', `this is a fault of Tunewright: ${message}`, {
    kind: 'internal',
    mend: 'Please report it with what you ran; TUNEWRIGHT_DEBUG=1 shows where it happened.',
    cause: error,
  });
}

/** What the file system says, for files other than the storage's. */
const fileFaults: ReadonlyMap<string, readonly [what: string, mend: string, kind?: 'input' | 'storage']> =
  new Map([
    ['ENOENT', ['there is no such file', 'Check the path; it counts from the current folder.']],
    ['EISDIR', ['is a folder', 'Name a file.']],
    ['ENOTDIR', ['a part of the path is a file, not a folder', 'Check the path.']],
    [
      'EACCES',
      ['may not be read or written', 'Give yourself the permission, or name another file.', 'storage'],
    ],
    [
      'EPERM',
      ['may not be read or written', 'Give yourself the permission, or name another file.', 'storage'],
    ],
    ['EROFS', ['is on a file system that cannot be written', 'Name a place on another one.', 'storage']],
    ['ENOSPC', ['there is no room left on the disk', 'Free some space, then run again.', 'storage']],
    ['EDQUOT', ['your share of the disk is used up', 'Free some space, then run again.', 'storage']],
    ['EEXIST', ['exists already', 'Name another file.']],
    ['ENAMETOOLONG', ['the path is too long', 'Choose a shorter name.']],
  ]);
