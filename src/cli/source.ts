import { readFileSync } from 'node:fs';
import { TunewrightError } from '../errors.ts';
import type { Definition } from '../study/definition/definition.ts';

/** The text of a file, or of standard input if it is `-`. It must be UTF-8; UTF-16 with a byte order mark is understood too. */
export function readText(path: string): string {
  const bytes = readFileSync(path === '-' ? 0 : path);
  const utf16 =
    bytes.length > 1 && (bytes[0] === 0xff ? bytes[1] === 0xfe : bytes[0] === 0xfe && bytes[1] === 0xff);
  const encoding = utf16 ? (bytes[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TunewrightError('TW_STUDY_FILE_ENCODING', `${path}: is not UTF-8 text`, {
      place: { file: path },
      mend: 'Save it as UTF-8, or check that it is the right file.',
      cause,
    });
  }
}

/** Reads the definition that a study file holds. */
export async function readDefinition(path: string): Promise<Definition> {
  const text = readText(path);
  const { readStudyFile } = await import('../study/definition/file.ts');
  return readStudyFile(text, path);
}

/** Whether a word on the command line names a study file rather than a study. */
export function isStudyFile(word: string): boolean {
  return /\.(ya?ml|json)$/i.test(word);
}

/** A path as a person would write it from here. */
export function shortPath(path: string): string {
  const here = `${process.cwd()}/`;
  return path.startsWith(here) ? path.slice(here.length) : path;
}
