import type { Reference } from '../quality/score.ts';
import type { Differences } from '../quality/statistics.ts';
import { incumbents } from './incumbent.ts';
import type { Trace } from './simulate.ts';

/** Shares of the budget at which runs are compared. */
export const checkpoints: readonly number[] = [0.1, 0.25, 0.5, 1];

export interface Run {
  readonly trace: Trace;
  readonly reference: Reference;
  readonly incumbents: readonly (readonly [spent: number, truth: number])[];
}

export function scored(trace: Trace, reference: Reference): Run {
  return { trace, reference, incumbents: incumbents(trace) };
}

/**
 * Normalised regret of the incumbent after a share of the budget: (f − best) / (median − best) of its value at the full
 * fidelity; 0 is the optimum, 1 the median of random configurations, and what there is before anything was reported.
 */
export function regret({ trace, reference, incumbents }: Run, share: number): number {
  const found = incumbents.findLast(([spent]) => spent <= share * trace.budget + 1e-9);
  return found === undefined ? 1 : normalised(found[1], reference);
}

/** Cost until regret is first at most `goal`, in full evaluations; undefined if it never is. */
export function reaching({ reference, incumbents }: Run, goal: number): number | undefined {
  return incumbents.find(([, truth]) => normalised(truth, reference) <= goal)?.[0];
}

function normalised(value: number, { best, median }: Reference): number {
  return Math.max(0, Math.min(10, (value - best) / (median - best)));
}

export function ofSystem(runs: readonly Run[], system: string): Run[] {
  return runs.filter(({ trace }) => trace.system === system);
}

export function byProblem(runs: readonly Run[]): Map<string, Run[]> {
  return Map.groupBy(runs, ({ trace }) => trace.problem);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Mean over problems of the mean over seeds. */
export function meanRegret(runs: readonly Run[], share: number): number {
  return mean([...byProblem(runs).values()].map((seeds) => mean(seeds.map((run) => regret(run, share)))));
}

/** Peer − ours by family, problem and seed, where both ran. */
export function differences(runs: readonly Run[], ours: string, peer: string, share: number): Differences {
  const key = ({ trace }: Run): string => `${trace.problem} ${trace.seed}`;
  const mine = new Map(ofSystem(runs, ours).map((run) => [key(run), run]));
  const result = new Map<string, Map<string, number[]>>();
  for (const theirs of ofSystem(runs, peer)) {
    const partner = mine.get(key(theirs));
    if (partner === undefined) continue;
    const { family, problem } = theirs.trace;
    const problems = result.get(family) ?? new Map<string, number[]>();
    const seeds = problems.get(problem) ?? [];
    seeds.push(regret(theirs, share) - regret(partner, share));
    result.set(family, problems.set(problem, seeds));
  }
  return result;
}
