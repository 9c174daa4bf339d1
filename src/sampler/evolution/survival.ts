import { columnsToUnit, nonDominatedRanks } from '../../math/pareto.ts';
import type { History } from '../history.ts';
import { isFeasible, rankSlots } from '../ranking.ts';

/** A member of a population and how it stands: lower rank first, then larger spread. */
export interface Standing {
  readonly slot: number;
  /** Non-domination rank; what is over a limit or has no values comes after, each in a rank of its own. */
  readonly rank: number;
  /** Room that a member has among its front; Infinity at the ends. */
  readonly spread: number;
}

/** Gives the members of one front, shape [n, m], their spread; `before` holds the values of all better fronts. */
export type Spread = (values: Float64Array, before: Float64Array) => Float64Array;

/** Members by constrained domination, best first. @see Deb et al. 2002, doi:10.1109/4235.996017 */
export function standings(history: History, slots: readonly number[], spread: Spread): Standing[] {
  const m = history.problem.objectives;
  const feasible = slots.filter((slot) => isFeasible(history, slot)).sort((a, b) => a - b);
  const others = slots.filter((slot) => !isFeasible(history, slot));
  const valuesOf = (of: readonly number[]): Float64Array =>
    Float64Array.from(of.flatMap((slot) => [...history.values.subarray(slot * m, slot * m + m)]));
  const ranks = nonDominatedRanks(valuesOf(feasible), m);
  const fronts: number[][] = [];
  feasible.forEach((slot, i) => {
    fronts[ranks[i]!] ??= [];
    fronts[ranks[i]!]!.push(slot);
  });
  const standing = fronts.flatMap((front, rank) => {
    const spreads = spread(valuesOf(front), valuesOf(fronts.slice(0, rank).flat()));
    return front
      .map((slot, i) => ({ slot, rank, spread: spreads[i]! }))
      .sort((a, b) => (a.spread === b.spread ? a.slot - b.slot : b.spread - a.spread));
  });
  const rest = rankSlots(history, others, 0).map((slot, i) => ({ slot, rank: fronts.length + i, spread: 0 }));
  return [...standing, ...rest];
}

/** Spread by crowding: the distance between a member's neighbours, summed over the objectives. @see Deb et al. 2002, section III-B */
export function crowding(m: number): Spread {
  return (values) => distances(values, m);
}

function distances(values: Float64Array, m: number): Float64Array {
  const n = values.length / m;
  const unit = columnsToUnit(values, m);
  const sums = new Float64Array(n);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let j = 0; j < m; j++) {
    order.sort((a, b) => unit[a * m + j]! - unit[b * m + j]! || a - b);
    sums[order[0]!] = Number.POSITIVE_INFINITY;
    sums[order[n - 1]!] = Number.POSITIVE_INFINITY;
    for (let i = 1; i < n - 1; i++) {
      sums[order[i]!]! += unit[order[i + 1]! * m + j]! - unit[order[i - 1]! * m + j]!;
    }
  }
  return sums;
}
