import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.ts';

/** A result kept under `bench/.cache`, by the suite's name and whatever it depends on. */
export function cached<T>(...path: readonly string[]): T | undefined {
  const file = `${join(cache, ...path)}.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}

/** All results kept in a folder of the cache. */
export function cachedAll<T>(...path: readonly string[]): T[] {
  const folder = join(cache, ...path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T);
}

export function keep(value: unknown, ...path: readonly string[]): void {
  const file = `${join(cache, ...path)}.json`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}

/** Digest of texts, short enough for a folder's name. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}
