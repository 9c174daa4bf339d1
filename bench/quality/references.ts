/**
 * Freezes the yardsticks of every development problem into reference.json: `node bench/quality/references.ts PYTHON [FAMILIES]`.
 * Tables exactly; the others from random points (fewer where a point is a training) and a local search from the best. With
 * `--seen` the best value that any cached run has found lowers the optimum of problems whose optimum is not known.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bench } from '../harness/paths.ts';
import { cachedTraces } from './cache.ts';
import type { ProblemDescription } from './protocol.ts';
import { problemServer } from './run.ts';
import type { Reference } from './score.ts';
import { peers, versionOf } from './systems.ts';

const file = join(bench, 'quality', 'reference.json');

export function readReferences(): Map<string, Reference> {
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Reference>));
}

/** Random points of a family's yardsticks; half as many more are spent on a local search. A live point is five trainings. */
const points: { readonly [family: string]: number } = { live: 64 };

async function freeze(python: string, families: readonly string[], seen: boolean): Promise<void> {
  const references = Object.fromEntries(readReferences());
  const server = problemServer(python, families);
  for (const problem of await server.ask<ProblemDescription[]>({ op: 'list' })) {
    const { id, family } = problem;
    const known = references[id];
    const reference =
      known ?? (await server.ask<Reference>({ op: 'reference', id, points: points[family] ?? 20_000 }));
    const best =
      seen && problem.objectives === 1 ? Math.min(reference.best, bestSeen(problem)) : reference.best;
    if (best === known?.best) continue;
    references[id] = { ...reference, best };
    writeFileSync(file, `${JSON.stringify(references, null, 1)}\n`);
    console.log(id, known?.best ?? 'new', JSON.stringify(references[id]));
  }
  server.close();
}

function bestSeen({ id, family }: ProblemDescription): number {
  let best = Number.POSITIVE_INFINITY;
  for (const system of ['tunewright-auto', ...Object.keys(peers)]) {
    for (const { truth, excess } of cachedTraces(versionOf(system, family), system, id)) {
      truth.forEach((values, i) => {
        if (values !== null && excess[i]! <= 0) best = Math.min(best, values[0]!);
      });
    }
  }
  return best;
}

if (process.argv[1] === import.meta.filename) {
  const [python, families] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  await freeze(
    resolve(python!),
    (families ?? 'tables,surrogates,made,constrained,several,live').split(','),
    process.argv.includes('--seen'),
  );
}
