import type { Constraint } from './constraint.ts';
import { enumerate } from './enumerate.ts';
import type { Frame } from './frame.ts';
import { problem } from './problem.ts';

/** Spaces with at most so many combinations are searched completely. */
const COMPLETE = 100_000;
const DRAWS = 20_000;
const STARTS = 8;
const SWEEPS = 20;
const STEPS = 16;

/**
 * The row of all defaults, or where it breaks a constraint a feasible row near it: the nearest of a complete
 * enumeration, or of a quasi-random search and a descent on the constraints' excess. Deterministic.
 * @throws {TunewrightError} TW_SPACE_UNSATISFIABLE saying what was tried
 */
export function findDefault(frame: Frame, constraints: readonly Constraint[]): Float64Array {
  const full = Float64Array.from(frame.dimensions, ({ domain }) => domain.defaultNumber);
  const natural = frame.activate(full.slice());
  if (frame.satisfies(natural)) return natural;
  const home = Float64Array.from(frame.dimensions, ({ domain }) => domain.toUnit(domain.defaultNumber));
  const combinations = frame.dimensions.reduce((product, { domain }) => product * domain.cardinality, 1);
  if (combinations <= COMPLETE) {
    const best = nearestTo(frame, home, enumerate(frame));
    if (best === undefined) throw unsatisfiable(constraints, 'all combinations were tried', () => false);
    return best;
  }
  const held = constraints.map(() => false);
  const found = search(frame, constraints, home, held);
  if (found === undefined)
    throw unsatisfiable(
      constraints,
      `${DRAWS.toLocaleString('en')} configurations all over the space and ${STARTS} descents were tried`,
      (index) => held[index] as boolean,
    );
  return found;
}

function search(
  frame: Frame,
  constraints: readonly Constraint[],
  home: Float64Array,
  held: boolean[],
): Float64Array | undefined {
  const size = home.length;
  const unit = new Float64Array(size);
  const row = new Float64Array(size);
  const step = quasiSteps(size);
  const feasible: Float64Array[] = [];
  const starts: Float64Array[] = [home];
  for (let k = 1; k <= DRAWS; k++) {
    // A third each: near the default, half-way, anywhere.
    const reach = [0.25, 0.5, 1][k % 3] as number;
    for (let i = 0; i < size; i++) {
      const u = (0.5 + k * (step[i] as number)) % 1;
      const from = home[i] as number;
      unit[i] = from + reach * (u - from);
    }
    frame.fromUnit(unit, row);
    if (k <= STARTS) starts.push(unit.slice());
    let all = true;
    constraints.forEach((constraint, index) => {
      if (constraint.holds(row)) held[index] = true;
      else all = false;
    });
    if (all) feasible.push(row.slice());
  }
  if (feasible.length === 0)
    for (const start of starts) {
      const end = descend(frame, constraints, start);
      if (end !== undefined) feasible.push(end);
    }
  const best = nearestTo(frame, home, feasible);
  return best === undefined ? undefined : approach(frame, home, best);
}

/** Coordinate descent on the total excess of the constraints. */
function descend(
  frame: Frame,
  constraints: readonly Constraint[],
  start: Float64Array,
): Float64Array | undefined {
  const unit = start.slice();
  const row = new Float64Array(unit.length);
  const excess = (): number => {
    frame.fromUnit(unit, row);
    return constraints.reduce((sum, constraint) => sum + Math.max(0, constraint.excess(row)), 0);
  };
  let best = excess();
  let width = 1;
  for (let sweep = 0; sweep < SWEEPS && best > 0; sweep++) {
    const before = best;
    for (let i = 0; i < unit.length && best > 0; i++) {
      const origin = unit[i] as number;
      let place = origin;
      for (let s = 0; s <= STEPS; s++) {
        unit[i] = Math.min(1, Math.max(0, origin + width * ((2 * s) / STEPS - 1)));
        const now = excess();
        if (now < best) {
          best = now;
          place = unit[i] as number;
        }
      }
      unit[i] = place;
    }
    if (best === before) width /= STEPS / 2;
  }
  const end = frame.fromUnit(unit);
  return frame.satisfies(end) ? end : undefined;
}

/** Moves a feasible row towards the default as far as it stays feasible, one coordinate after the other. */
function approach(frame: Frame, home: Float64Array, from: Float64Array): Float64Array {
  const row = new Float64Array(home.length);
  const unit = frame.toUnit(from);
  for (let i = 0; i < unit.length; i++) if (Number.isNaN(unit[i])) unit[i] = home[i] as number;
  const feasible = (): boolean => {
    // A default that was reached is meant exactly, not up to the rounding of its unit coordinate.
    frame.dimensions.forEach(({ domain }, i) => {
      row[i] = unit[i] === home[i] ? domain.defaultNumber : domain.fromUnit(unit[i] as number);
    });
    return frame.satisfies(frame.activate(row));
  };
  const accept = (i: number, u: number): boolean => {
    const before = unit[i] as number;
    unit[i] = u;
    const ok = feasible();
    if (!ok) unit[i] = before;
    return ok;
  };
  for (let i = 0; i < unit.length; i++) {
    const goal = home[i] as number;
    if (accept(i, goal)) continue;
    for (let bisection = 0; bisection < 20; bisection++) accept(i, 0.5 * ((unit[i] as number) + goal));
  }
  return feasible() ? row : from;
}

function nearestTo(frame: Frame, home: Float64Array, rows: Iterable<Float64Array>): Float64Array | undefined {
  let best: Float64Array | undefined;
  let bestDistance = Infinity;
  const unit = new Float64Array(home.length);
  for (const row of rows) {
    frame.toUnit(row, unit);
    let distance = 0;
    frame.dimensions.forEach(({ domain }, i) => {
      const gap = (unit[i] as number) - (home[i] as number);
      // Unordered values are equally far from one another.
      if (gap !== 0 && !Number.isNaN(gap)) distance += domain.ordered ? gap * gap : 1;
    });
    if (distance < bestDistance) {
      best = row;
      bestDistance = distance;
    }
  }
  return best;
}

/** Steps of a Kronecker sequence by powers of the generalised golden ratio, shape [size] (Roberts 2018). */
function quasiSteps(size: number): Float64Array {
  let ratio = 2;
  for (let i = 0; i < 64; i++) ratio = (1 + ratio) ** (1 / (size + 1));
  return Float64Array.from({ length: size }, (_, i) => (1 / ratio) ** (i + 1) % 1);
}

function unsatisfiable(
  constraints: readonly Constraint[],
  tried: string,
  held: (index: number) => boolean,
): Error {
  const never = constraints.flatMap(({ text }, index) => (held(index) ? [] : [text]));
  const which =
    constraints.length === 1 || never.length === 0 || never.length === constraints.length
      ? constraints.map(({ text }) => text)
      : never;
  return problem(
    'TW_SPACE_UNSATISFIABLE',
    constraints.length === 1 ? 'constraints[0]' : 'constraints',
    `no configuration satisfies ${which.map((text) => JSON.stringify(text)).join(', ')}: ${tried}`,
    'Loosen the constraints, widen the ranges, or give defaults that satisfy them.',
  );
}
