import { TunewrightError } from '../errors.ts';
import type { Frame } from './frame.ts';

/**
 * Every feasible configuration of a finite space, once each, in the order of the values of the first dimension,
 * then of the second, and so on. Each row is fresh.
 * @throws {TunewrightError} TW_SPACE_INFINITE if a float without step is in the space
 * @remarks Time grows with the combinations that conditions leave, feasible or not; memory does not.
 */
export function* enumerate(space: Frame): Generator<Float64Array, void, undefined> {
  const endless = space.dimensions.find(({ domain }) => domain.cardinality === Infinity);
  if (endless !== undefined)
    throw new TunewrightError('TW_SPACE_INFINITE', `${endless.path} has infinitely many values`, {
      place: { path: endless.path },
      mend: 'Give it a step, list its values with ordinal, or use a resolution.',
    });
  const row = new Float64Array(space.dimensions.length);
  resetFrom(space, row, 0);
  do {
    if (space.satisfies(row)) yield row.slice();
  } while (advance(space, row));
}

/**
 * How many feasible configurations there are, counted up to `limit` combinations; beyond it, or for a space
 * that is not finite, the product of the dimensions' cardinalities, which bounds it from above.
 */
export function countConfigurations(space: Frame, limit: number): number {
  const bound = space.dimensions.reduce((product, { domain }) => product * domain.cardinality, 1);
  if (bound === Infinity) return Infinity;
  const row = new Float64Array(space.dimensions.length);
  resetFrom(space, row, 0);
  let count = 0;
  for (let visited = 1; visited <= limit; visited++) {
    if (space.satisfies(row)) count++;
    if (!advance(space, row)) return count;
  }
  return bound;
}

/** Steps to the next combination in place; false after the last. */
function advance(space: Frame, row: Float64Array): boolean {
  for (let i = row.length - 1; i >= 0; i--) {
    const number = row[i] as number;
    if (Number.isNaN(number)) continue;
    const { domain } = space.dimensions[i] as Frame['dimensions'][number];
    const next = domain.indexOf(number) + 1;
    if (next === domain.cardinality) continue;
    row[i] = domain.nth(next);
    resetFrom(space, row, i + 1);
    return true;
  }
  return false;
}

/** Puts the entries from `start` on to their first values, as far as they are active. */
function resetFrom(space: Frame, row: Float64Array, start: number): void {
  for (let i = start; i < row.length; i++) {
    const { domain } = space.dimensions[i] as Frame['dimensions'][number];
    row[i] = space.isActive(row, i) ? domain.nth(0) : Number.NaN;
  }
}
