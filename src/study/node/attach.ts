import { copyFile, mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { TunewrightError } from '../../errors.ts';
import type { Study } from '../study.ts';
import { artifactFolder } from './places.ts';

export interface AttachOptions {
  /** Belongs to this trial; without it to the study. */
  readonly trial?: number;
  /** Name to keep it under. @defaultValue the file's own */
  readonly name?: string;
}

/**
 * Keeps a copy of a file beside the study, and says so in the log as the attribute `artifact:NAME`. A later file of the
 * same name takes its place.
 * @returns where the copy is
 * @throws {TunewrightError} TW_ARTIFACT, TW_TRIAL_UNKNOWN
 */
export async function attachFile(
  study: Pick<Study, 'name' | 'location' | 'trial' | 'note'>,
  file: string,
  options: AttachOptions = {},
): Promise<string> {
  const { trial = -1, name = basename(file) } = options;
  if (trial >= 0) study.trial(trial);
  if (name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name)) {
    throw refused(file, `${JSON.stringify(name)} cannot name a file`, 'Give it a plain name.');
  }
  const owner = trial < 0 ? 'study' : String(trial).padStart(6, '0');
  const folder = join(artifactFolder(study.location, study.name), 'artifacts', owner);
  const copy = join(folder, name);
  let bytes: number;
  try {
    await mkdir(folder, { recursive: true });
    await copyFile(file, copy);
    bytes = (await stat(copy)).size;
  } catch (error) {
    throw refused(
      file,
      (error as Error).message,
      'Check the path, the free space and the rights of the folder.',
    );
  }
  await study.note(`artifact:${name}`, { file: join('artifacts', owner, name), bytes }, trial);
  return copy;
}

function refused(file: string, why: string, mend: string): TunewrightError {
  return new TunewrightError('TW_ARTIFACT', `${file} cannot be kept: ${why}.`, { place: { file }, mend });
}
