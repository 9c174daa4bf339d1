/**
 * Freezes the yardsticks of every development problem into reference.json: `node bench/quality/references.ts PYTHON`.
 * Tables exactly; the others from random points (fewer where a point is a training) and a local search from the best,
 * never from the runs that are being compared.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bench } from '../harness/paths.ts';
import type { ProblemDescription } from './protocol.ts';
import { problemServer } from './run.ts';
import type { Reference } from './score.ts';

const file = join(bench, 'quality', 'reference.json');

export function readReferences(): Map<string, Reference> {
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Reference>));
}

const points: { readonly [family: string]: number } = { live: 200, surrogates: 20_000 };

async function freeze(python: string, families: readonly string[]): Promise<void> {
  const references = Object.fromEntries(readReferences());
  const server = problemServer(python, families);
  for (const { id, family } of await server.ask<ProblemDescription[]>({ op: 'list' })) {
    if (references[id] !== undefined) continue;
    references[id] = await server.ask<Reference>({ op: 'reference', id, points: points[family] ?? 20_000 });
    writeFileSync(file, `${JSON.stringify(references, null, 1)}\n`);
    console.log(id, JSON.stringify(references[id]));
  }
  server.close();
}

if (process.argv[1] === import.meta.filename) {
  await freeze(resolve(process.argv[2]!), (process.argv[3] ?? 'tables,surrogates,made,several').split(','));
}
