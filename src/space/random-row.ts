import type { Space } from './space.ts';

const TRIES = 1000;
const HALVINGS = 30;

/**
 * A random feasible row: uniform on the own scales among the feasible ones, by rejection.
 *
 * After 1,000 draws without luck the last one is moved towards the default row, halving its distance in unit
 * coordinates until it is feasible; the default row itself ends the search. Such rows are feasible but not
 * uniform.
 * @param nextUniform - numbers in [0, 1)
 * @param into - written and returned; a new row without it
 * @remarks Deterministic in the numbers drawn; D numbers a draw.
 */
export function randomRow(
  space: Space,
  nextUniform: () => number,
  into: Float64Array = new Float64Array(space.dimensions.length),
): Float64Array {
  const unit = new Float64Array(space.dimensions.length);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (let i = 0; i < unit.length; i++) unit[i] = nextUniform();
    if (space.satisfies(space.fromUnit(unit, into))) return into;
  }
  const start = space.defaultRow();
  const target = space.toUnit(start);
  for (let halving = 0; halving < HALVINGS; halving++) {
    for (let i = 0; i < unit.length; i++) {
      const goal = target[i] as number;
      if (!Number.isNaN(goal)) unit[i] = 0.5 * ((unit[i] as number) + goal);
    }
    if (space.satisfies(space.fromUnit(unit, into))) return into;
  }
  into.set(start);
  return into;
}
