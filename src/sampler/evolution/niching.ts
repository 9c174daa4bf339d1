import { columnsToUnit } from '../../math/pareto.ts';
import type { Spread } from './survival.ts';

/**
 * Spread by reference directions: a member has the more room the fewer members of its niche (in better fronts, or in its own and
 * nearer to the direction) come before it.
 * @param size - of the population; the directions are the finest lattice with at most so many
 * @remarks Objectives are scaled by the range of the members, not by the intercepts of their extreme points.
 * @see Deb & Jain 2014, doi:10.1109/TEVC.2013.2281535 (NSGA-III); Das & Dennis 1998 for the lattice
 */
export function niching(m: number, size: number): Spread {
  const directions = lattice(m, size);
  return (values, before) => {
    const all = new Float64Array(before.length + values.length);
    all.set(before);
    all.set(values, before.length);
    const unit = columnsToUnit(all, m);
    const members = Array.from({ length: all.length / m }, (_, i) =>
      nearest(unit.subarray(i * m, i * m + m), directions),
    );
    const counts = new Uint32Array(directions.length);
    for (const { niche } of members.slice(0, before.length / m)) counts[niche]!++;
    const front = members.slice(before.length / m).map((member, i) => ({ ...member, i }));
    const spreads = new Float64Array(front.length);
    front.sort((a, b) => a.distance - b.distance || a.i - b.i);
    for (const { niche, i } of front) spreads[i] = -counts[niche]!++;
    return spreads;
  };
}

/** Unit vectors towards the points of a simplex lattice. */
function lattice(m: number, most: number): Float64Array[] {
  let divisions = 1;
  while (latticeSize(m, divisions + 1) <= most) divisions++;
  const points: Float64Array[] = [];
  const parts = new Float64Array(m);
  const fill = (j: number, left: number): void => {
    if (j === m - 1) {
      parts[j] = left;
      const length = Math.hypot(...parts);
      points.push(parts.map((part) => part / length));
      return;
    }
    for (let part = 0; part <= left; part++) {
      parts[j] = part;
      fill(j + 1, left - part);
    }
  };
  fill(0, divisions);
  return points;
}

function latticeSize(m: number, divisions: number): number {
  if (m === 1) return Number.POSITIVE_INFINITY;
  let size = 1;
  for (let j = 1; j < m; j++) size = (size * (divisions + j)) / j;
  return size;
}

/** The direction whose line passes nearest. */
function nearest(
  point: Float64Array,
  directions: readonly Float64Array[],
): { readonly niche: number; readonly distance: number } {
  let niche = 0;
  let distance = Number.POSITIVE_INFINITY;
  directions.forEach((direction, k) => {
    let along = 0;
    let square = 0;
    for (let j = 0; j < point.length; j++) {
      along += point[j]! * direction[j]!;
      square += point[j]! ** 2;
    }
    const away = square - along * along;
    if (away < distance) {
      distance = away;
      niche = k;
    }
  });
  return { niche, distance };
}
