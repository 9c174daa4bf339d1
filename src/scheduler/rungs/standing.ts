import { hypervolumeOrder } from '../../math/hypervolume.ts';
import { nonDominatedRanks } from '../../math/pareto.ts';

/** What a trial had where it is compared. */
export interface Entry {
  readonly trial: number;
  /** To minimise, finite, shape [objectives]. */
  readonly values: Float64Array;
  /** By how much the limits are exceeded; 0 when all hold, and where that is unknown. */
  readonly excess: number;
}

/** What is unknown counts as kept: the program may tell it at its end only. */
export function knownExcess(excess: number): number {
  return Number.isNaN(excess) ? 0 : excess;
}

/**
 * Entries best first: those within the limits before others. Within, by value; with several objectives by
 * non-domination rank, in a front by the hypervolume that each adds to those before. Others by their excess. Of equals
 * the earlier trial goes first.
 * @param entries - each trial once, in any order
 * @see Schmucker et al. 2021, arXiv:2106.12639 (multi-objective asynchronous halving)
 */
export function ranked(entries: readonly Entry[]): readonly Entry[] {
  const sorted = entries.toSorted(byFirst);
  if ((sorted[0]?.values.length ?? 1) === 1) return sorted;
  const feasible = sorted.filter(({ excess }) => excess === 0);
  const fronts = frontsOf(feasible);
  return [...fronts.flatMap(spread), ...sorted.slice(feasible.length)];
}

/**
 * How many of the entries are better than one of them; of equals none is.
 * @remarks O(n) with one objective.
 */
export function betterThan(entry: Entry, entries: readonly Entry[]): number {
  const several = entry.values.length > 1;
  let better = 0;
  if (!several || entry.excess > 0) {
    for (const other of entries) if (compare(other, entry) < 0) better++;
    return better;
  }
  const feasible = entries.filter(({ excess }) => excess === 0).sort((a, b) => a.trial - b.trial);
  for (const front of frontsOf(feasible)) {
    if (front.some(({ trial }) => trial === entry.trial)) {
      return better + spread(front).findIndex(({ trial }) => trial === entry.trial);
    }
    better += front.length;
  }
  return better;
}

function frontsOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const m = entries[0]?.values.length ?? 1;
  const fronts: Entry[][] = [];
  nonDominatedRanks(valuesOf(entries), m).forEach((rank, index) => {
    fronts[rank] ??= [];
    fronts[rank].push(entries[index] as Entry);
  });
  return fronts;
}

/** A front in the order in which its points add most. */
function spread(front: readonly Entry[]): readonly Entry[] {
  if (front.length === 1) return front;
  const order = hypervolumeOrder(valuesOf(front), front[0]!.values.length, front.length);
  return Array.from(order, (index) => front[index] as Entry);
}

function valuesOf(entries: readonly Entry[]): Float64Array {
  return Float64Array.from(entries.flatMap(({ values }) => [...values]));
}

/** By limits, then by the first objective, then by number. */
export function byFirst(a: Entry, b: Entry): number {
  return compare(a, b) || a.trial - b.trial;
}

/** By limits, then by the first objective. */
function compare(a: Entry, b: Entry): number {
  if (a.excess !== b.excess) return a.excess < b.excess ? -1 : 1;
  if (a.excess > 0) return 0;
  const [x, y] = [a.values[0] as number, b.values[0] as number];
  return x < y ? -1 : x > y ? 1 : 0;
}
