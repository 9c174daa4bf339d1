import { cached, cachedAll, keep } from '../harness/cache.ts';
import type { RunOptions, Trace } from './trace.ts';

export { digestOf } from '../harness/cache.ts';

/** Traces by system, version, problem, seed and batch size. */
export function cachedTrace(version: string, run: RunOptions): Trace | undefined {
  return cached<Trace>(...pathOf(version, { ...run, problem: run.problem.id }));
}

/** Every trace of a system's version on a problem. */
export function cachedTraces(version: string, system: string, problem: string): Trace[] {
  return cachedAll<Trace>('quality', `${system}@${version}`, problem);
}

export function keepTrace(version: string, trace: Trace): void {
  keep(trace, ...pathOf(version, trace));
}

function pathOf(
  version: string,
  { system, problem, seed, parallel }: Pick<Trace, 'system' | 'problem' | 'seed' | 'parallel'>,
): string[] {
  return ['quality', `${system}@${version}`, problem, `${seed}x${parallel}`];
}
