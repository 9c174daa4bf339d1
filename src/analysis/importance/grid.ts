import type { Domain } from '../../space/domain.ts';
import type { Space } from '../../space/space.ts';

/** Dimensions that can vary. */
export function varying(space: Space): number[] {
  return space.dimensions.filter(({ domain }) => domain.cardinality > 1).map(({ index }) => index);
}

/** Cells of a dimension: its values where they are few, else `most` places over its own scale. */
export function cellsOf(domain: Domain, most: number): number {
  return domain.ordered ? Math.min(most, domain.cardinality) : domain.cardinality;
}

/** The cell of a number, 0 ≤ cell < cells. A continuous scale has its first and last cell at its ends, half as wide. */
export function cellOf(domain: Domain, number: number, cells: number): number {
  if (!domain.ordered) return domain.indexOf(number);
  const u = domain.toUnit(number);
  const cell =
    domain.cardinality === Number.POSITIVE_INFINITY
      ? Math.ceil(u * (cells - 1) - 0.5)
      : Math.floor(u * cells);
  return Math.min(cells - 1, Math.max(0, cell));
}
