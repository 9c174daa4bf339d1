import { hypervolume } from '../../src/math/hypervolume.ts';
import type { Trace } from './trace.ts';

/** Frozen yardsticks of one problem: see reference.json and the script that made it. */
export interface Reference {
  readonly best: number;
  readonly median: number;
  /** Several objectives: lowest value of each, and the point that hypervolume is measured against. */
  readonly low?: readonly number[];
  readonly reference?: readonly number[];
  /** Several objectives: the largest hypervolume ever seen, in the normalised box. */
  readonly volume?: number;
}

/**
 * Normalised regret after the first `count` trials: 0 is the optimum, 1 the median of random points, and also what is worse,
 * failed or breaks a limit.
 * One objective: (f − best) / (median − best), on BBOB of log10 f (floor 1e-8); several: 1 − hypervolume / largest seen.
 * `recommender`: 'observed' takes the best feasible *seen* value, the same rule for all; 'own' what the system names.
 */
export function regret(
  trace: Trace,
  checkpoint: number,
  count: number,
  reference: Reference,
  recommender: 'observed' | 'own',
): number {
  if (reference.reference !== undefined) return hypervolumeRegret(trace, count, reference);
  const value = recommender === 'own' ? (trace.recommended[checkpoint] ?? null) : observed(trace, count);
  if (value === null) return 1;
  const scale =
    trace.family === 'bbob' ? (f: number): number => Math.log10(Math.max(f, 1e-8)) : (f: number): number => f;
  const best = scale(reference.best);
  return Math.max(0, Math.min(1, (scale(value) - best) / (scale(reference.median) - best)));
}

function observed(trace: Trace, count: number): number | null {
  let best = Number.POSITIVE_INFINITY;
  let truth: number | null = null;
  for (let i = 0; i < Math.min(count, trace.seen.length); i++) {
    const seen = trace.seen[i];
    if (seen == null || trace.excess[i]! > 0 || seen[0]! >= best) continue;
    best = seen[0]!;
    truth = trace.truth[i]![0]!;
  }
  return truth;
}

/** Points of a trace in the box where 0 is the lowest value and 1 the reference point of each objective: shape [n, m]. */
export function normalised(trace: Trace, count: number, reference: Reference): Float64Array {
  const points: number[] = [];
  for (let i = 0; i < Math.min(count, trace.truth.length); i++) {
    const truth = trace.truth[i];
    if (truth == null || trace.excess[i]! > 0) continue;
    truth.forEach((value, j) => {
      points.push((value - reference.low![j]!) / (reference.reference![j]! - reference.low![j]!));
    });
  }
  return Float64Array.from(points);
}

/** Hypervolume of normalised points, shape [n, m], in the box that ends at 1. */
export function volumeOf(points: Float64Array, { reference }: Reference): number {
  return hypervolume(points, new Float64Array(reference!.length).fill(1));
}

function hypervolumeRegret(trace: Trace, count: number, reference: Reference): number {
  return Math.max(0, 1 - volumeOf(normalised(trace, count, reference), reference) / reference.volume!);
}
