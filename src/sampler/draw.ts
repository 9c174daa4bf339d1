import type { RandomStream } from '../math/random.ts';
import type { Space } from '../space/space.ts';

const rejections = 500;
const steps = 200;

/**
 * Overwrites entries by a person's and settles which dimensions are active, in place. `row` must have a number in
 * every dimension. Returns the row.
 */
export function impose(space: Space, row: Float64Array, fixed: Float64Array | undefined): Float64Array {
  if (fixed !== undefined) {
    for (let d = 0; d < fixed.length; d++) {
      const given = fixed[d]!;
      if (!Number.isNaN(given)) row[d] = given;
    }
  }
  return space.activate(row);
}

/** A row from numbers in [0, 1]^D with a person's entries imposed; constraints not looked at. */
export function rowOfUnit(space: Space, unit: Float64Array, fixed: Float64Array | undefined): Float64Array {
  if (fixed === undefined) return space.fromUnit(unit);
  const row = new Float64Array(unit.length);
  for (const { domain, index } of space.dimensions) row[index] = domain.fromUnit(unit[index]!);
  return impose(space, row, fixed);
}

/**
 * A configuration drawn uniformly, each dimension on its own scale, among those that satisfy the hard constraints and
 * agree with `fixed`. Rejection first; when nearly nothing satisfies, a random walk from the default configuration
 * (which does), so that the draw is then only roughly uniform. Undefined when that fails too.
 */
export function drawFeasible(
  space: Space,
  random: RandomStream,
  fixed?: Float64Array,
): Float64Array | undefined {
  const unit = new Float64Array(space.dimensions.length);
  for (let i = 0; i < rejections; i++) {
    for (let d = 0; d < unit.length; d++) unit[d] = random.uniform();
    const row = rowOfUnit(space, unit, fixed);
    if (space.satisfies(row)) return row;
  }
  return walk(space, random, fixed);
}

function walk(space: Space, random: RandomStream, fixed?: Float64Array): Float64Array | undefined {
  const start = space.defaultRow();
  const unit = new Float64Array(start.length);
  for (const { domain, index } of space.dimensions) {
    const number = start[index]!;
    unit[index] = domain.toUnit(Number.isNaN(number) ? domain.defaultNumber : number);
  }
  let row = rowOfUnit(space, unit, fixed);
  if (!space.satisfies(row)) return undefined;
  for (let step = 0; step < steps; step++) {
    const d = random.integer(unit.length);
    const before = unit[d]!;
    unit[d] = step % 2 === 0 ? random.uniform() : Math.min(1, Math.max(0, before + 0.1 * random.normal()));
    const next = rowOfUnit(space, unit, fixed);
    if (space.satisfies(next)) row = next;
    else unit[d] = before;
  }
  return row;
}
