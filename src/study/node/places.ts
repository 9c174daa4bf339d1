import { dirname, resolve } from 'node:path';

/** Where a study is kept unless somebody says otherwise: beside its file. */
export function defaultStorage(folder: string, name: string): string {
  return resolve(folder, `${name}.tunewright.db`);
}

/** Where the logs and artifacts of a study lie: beside its storage. */
export function artifactFolder(storage: string, name: string): string {
  return resolve(dirname(storage), `${name}.tunewright`);
}
