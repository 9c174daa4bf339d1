import { type Reference, regret } from './score.ts';
import type { Differences } from './statistics.ts';
import { checkpoints, type Trace } from './trace.ts';

export type Recommender = 'observed' | 'own';

/** Regret of one run at each checkpoint under both recommenders. */
export interface Scored {
  readonly trace: Trace;
  readonly reference: Reference;
  readonly observed: readonly number[];
  readonly own: readonly number[];
}

export function scored(trace: Trace, reference: Reference): Scored {
  const at = (recommender: Recommender): number[] =>
    checkpoints.map((share, i) =>
      regret(trace, i, Math.round(share * trace.truth.length), reference, recommender),
    );
  return { trace, reference, observed: at('observed'), own: at('own') };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

export function byProblem(runs: readonly Scored[]): Map<string, Scored[]> {
  return Map.groupBy(runs, ({ trace }) => trace.problem);
}

export function byFamily(runs: readonly Scored[]): Map<string, Scored[]> {
  return Map.groupBy(runs, ({ trace }) => trace.family);
}

export function ofSystem(runs: readonly Scored[], system: string): Scored[] {
  return runs.filter(({ trace }) => trace.system === system);
}

/** Mean over problems of the mean over seeds; null without runs. */
export function meanRegret(runs: readonly Scored[], checkpoint: number, kind: Recommender): number | null {
  if (runs.length === 0) return null;
  const problems = [...byProblem(runs).values()];
  return round(mean(problems.map((seeds) => mean(seeds.map((run) => run[kind][checkpoint]!)))));
}

/** Ours and a peer on the same problems with the same seeds, in pairs. */
export function pairs(runs: readonly Scored[], ours: string, peer: string): [mine: Scored, theirs: Scored][] {
  const key = ({ trace }: Scored): string => `${trace.problem} ${trace.seed} ${trace.parallel}`;
  const mine = new Map(ofSystem(runs, ours).map((run) => [key(run), run]));
  return ofSystem(runs, peer).flatMap((run) => {
    const partner = mine.get(key(run));
    return partner === undefined ? [] : [[partner, run] as [Scored, Scored]];
  });
}

/** Peer − ours by family, problem and seed. */
export function differences(
  runs: readonly Scored[],
  ours: string,
  peer: string,
  checkpoint: number,
  kind: Recommender,
): Differences {
  const result = new Map<string, Map<string, number[]>>();
  for (const [mine, theirs] of pairs(runs, ours, peer)) {
    const { family, problem } = mine.trace;
    const problems = result.get(family) ?? new Map<string, number[]>();
    const seeds = problems.get(problem) ?? [];
    seeds.push(theirs[kind][checkpoint]! - mine[kind][checkpoint]!);
    result.set(family, problems.set(problem, seeds));
  }
  return result;
}
