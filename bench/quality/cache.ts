import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../harness/paths.ts';
import type { RunOptions, Trace } from './trace.ts';

/** Traces by system, version, problem, seed and batch size. */
export function cachedTrace(version: string, run: RunOptions): Trace | undefined {
  const file = fileOf(version, { ...run, problem: run.problem.id });
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Trace) : undefined;
}

export function keepTrace(version: string, trace: Trace): void {
  const file = fileOf(version, trace);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(trace));
}

function fileOf(
  version: string,
  { system, problem, seed, parallel }: Pick<Trace, 'system' | 'problem' | 'seed' | 'parallel'>,
): string {
  return join(cache, 'quality', `${system}@${version}`, problem, `${seed}x${parallel}.json`);
}

/** Digest of texts, short enough for a folder's name. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}
