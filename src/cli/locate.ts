import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { TunewrightError } from '../errors.ts';
import { suggestion } from '../space/nearest.ts';
import { show } from '../space/problem.ts';
import type { Storage, StudyRecord } from '../storage/port.ts';
import { defaultStorage } from '../study/node/places.ts';
import { isStudyFile, readDefinition, shortPath } from './source.ts';

/** Options that say which study is meant. */
export interface StudyOptions {
  readonly study?: string;
  readonly storage?: string;
  readonly json?: boolean;
}

export function studyOptions(command: Command): Command {
  return command
    .option('-s, --study <name|file>', 'which study: its name or its file (default: the only one here)')
    .option('--storage <path>', 'the SQLite file it is kept in (default: NAME.tunewright.db beside its file)')
    .option('--json', 'answer in JSON');
}

/** A study in an open storage, which the finder of it closes. */
export interface Located {
  readonly storage: Storage;
  readonly record: StudyRecord;
}

/**
 * Finds a study: by its file, by its name in a storage or in those of the current folder, or because it is the only one.
 * @throws {TunewrightError} TW_STUDY_NOT_FOUND, TW_STUDY_AMBIGUOUS, and what the storage throws
 */
async function locate(options: StudyOptions): Promise<Located> {
  const { study } = options;
  const file = study !== undefined && isStudyFile(study) ? study : undefined;
  const name = file === undefined ? study : (await readDefinition(file)).name;
  const folder = file === undefined ? '.' : dirname(file);
  const own = name === undefined ? undefined : defaultStorage(folder, name);
  const paths =
    options.storage !== undefined
      ? [existing(options.storage)]
      : own !== undefined && existsSync(own)
        ? [own]
        : storagesIn(folder);
  const found: (Located & { readonly path: string })[] = [];
  const names: string[] = [];
  for (const path of paths) {
    const storage = await openStorage(path);
    const records = await storage.list();
    names.push(...records.map((record) => record.name));
    const wanted = records.filter(
      (record) => name === undefined || record.name === name || record.id === name,
    );
    for (const record of wanted) found.push({ storage, record, path });
    if (wanted.length === 0) await storage.close();
  }
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  for (const { storage } of found) await storage.close();
  throw only === undefined ? notFound(name, names, paths) : ambiguous(found.map(({ record }) => record.name));
}

/** Opens the study, does something with it, and closes the storage whatever happens. */
export async function withStudy<T>(options: StudyOptions, use: (located: Located) => Promise<T>): Promise<T> {
  const located = await locate(options);
  try {
    return await use(located);
  } finally {
    await located.storage.close();
  }
}

export async function openStorage(path: string): Promise<Storage> {
  const { sqliteStorage } = await import('../storage/node/sqlite/sqlite.ts');
  return sqliteStorage(path);
}

/** The storages of a folder, by name. */
export function storagesIn(folder: string): readonly string[] {
  return readdirSync(resolve(folder))
    .filter((entry) => entry.endsWith('.tunewright.db'))
    .sort()
    .map((entry) => join(resolve(folder), entry));
}

/** Reading must not make an empty database where a path is misspelt. */
export function existing(path: string): string {
  if (existsSync(path)) return resolve(path);
  throw new TunewrightError('TW_STUDY_NOT_FOUND', `there is no storage ${show(path)}`, {
    mend: 'Check the path; tunewright run makes the storage.',
  });
}

function notFound(
  name: string | undefined,
  names: readonly string[],
  paths: readonly string[],
): TunewrightError {
  const places = paths.length === 0 ? 'this folder' : paths.map(shortPath).join(', ');
  if (name === undefined)
    return new TunewrightError('TW_STUDY_NOT_FOUND', `there is no study in ${places}`, {
      mend: 'Run one first, go to its folder, or name its file: --study study.yaml.',
    });
  return new TunewrightError(
    'TW_STUDY_NOT_FOUND',
    `there is no study ${show(name)} in ${places}.${suggestion(name, names)}`,
    {
      mend:
        names.length === 0
          ? 'Run it first, or name its storage with --storage.'
          : `There are: ${names.join(', ')}.`,
    },
  );
}

function ambiguous(names: readonly string[]): TunewrightError {
  const same = new Set(names).size < names.length;
  return new TunewrightError(
    'TW_STUDY_AMBIGUOUS',
    `there are ${names.length} studies here: ${names.join(', ')}`,
    {
      mend: same ? 'Name the storage with --storage.' : `Say which, as in --study ${names[0]}.`,
    },
  );
}
