import { TunewrightError } from '../errors.ts';

export function nameTaken(name: string, location: string): TunewrightError {
  return new TunewrightError(
    'TW_STORAGE_NAME_TAKEN',
    `There is a study named ${JSON.stringify(name)} in ${location} already.`,
    { kind: 'conflict', mend: 'Give the new study another name, or continue or remove the existing one.' },
  );
}

export function studyUnknown(id: string, location: string): TunewrightError {
  return new TunewrightError(
    'TW_STORAGE_STUDY_UNKNOWN',
    `There is no study with the id ${JSON.stringify(id)} in ${location}.`,
    { mend: 'List the studies of this storage; it may have been removed meanwhile.' },
  );
}

export function storageClosed(location: string): TunewrightError {
  return new TunewrightError('TW_STORAGE_CLOSED', `The storage at ${location} is closed.`, {
    kind: 'internal',
    mend: 'Open it again before using it.',
  });
}
