import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../harness/paths.ts';
import type { Trace } from './trace.ts';

/** Traces by system, its version, problem, seed and batch size. `version` of ours is a digest of its sources. */
export function cachedTrace(
  version: string,
  system: string,
  problem: string,
  seed: number,
  parallel: number,
): Trace | undefined {
  const file = fileOf(version, system, problem, seed, parallel);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Trace) : undefined;
}

export function keepTrace(version: string, trace: Trace): void {
  const file = fileOf(version, trace.system, trace.problem, trace.seed, trace.parallel);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(trace));
}

function fileOf(version: string, system: string, problem: string, seed: number, parallel: number): string {
  return join(cache, 'quality', `${system}@${version}`, problem, `${seed}x${parallel}.json`);
}

/** Digest of texts, short enough for a folder's name. */
export function digestOf(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex').slice(0, 12);
}
