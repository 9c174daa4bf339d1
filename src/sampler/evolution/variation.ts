import type { RandomStream } from '../../math/random.ts';
import type { Domain } from '../../space/domain.ts';
import type { Space } from '../../space/space.ts';

/** Spread of simulated binary crossover; larger stays closer to the parents. */
const crossoverIndex = 15;
/** Spread of polynomial mutation. */
const mutationIndex = 20;

/**
 * Makes a configuration dimension by dimension, in the order in which they become active. `choose` is asked only for
 * active dimensions that a person did not fix and that can vary.
 */
export function assemble(
  space: Space,
  fixed: Float64Array | undefined,
  choose: (dimension: number, domain: Domain) => number,
): Float64Array {
  const row = new Float64Array(space.dimensions.length);
  for (const { domain, index } of space.dimensions) {
    const given = fixed?.[index] ?? Number.NaN;
    if (!space.isActive(row, index)) row[index] = Number.NaN;
    else if (!Number.isNaN(given)) row[index] = given;
    else if (domain.cardinality === 1) row[index] = domain.nth(0);
    else row[index] = choose(index, domain);
  }
  return row;
}

/**
 * A child of two configurations: where both have a dimension, ordered values are blended by simulated binary crossover and
 * unordered ones taken from either; where one has it, from that one; where neither has, drawn. Then each dimension mutates
 * with the given probability.
 * @see Deb & Agrawal 1995 (SBX); Deb & Goyal 1996 (polynomial mutation)
 */
export function child(
  space: Space,
  random: RandomStream,
  mother: Float64Array,
  father: Float64Array,
  mutation: number,
  fixed?: Float64Array,
): Float64Array {
  const cross = random.uniform() < 0.9;
  return assemble(space, fixed, (d, domain) => {
    const inherited = inherit(random, domain, mother[d]!, father[d]!, cross);
    return random.uniform() < mutation ? mutated(random, domain, inherited) : inherited;
  });
}

function inherit(random: RandomStream, domain: Domain, a: number, b: number, cross: boolean): number {
  if (Number.isNaN(a) && Number.isNaN(b)) return domain.fromUnit(random.uniform());
  if (Number.isNaN(a)) return b;
  if (Number.isNaN(b) || a === b || !cross) return a;
  if (!domain.ordered || random.uniform() < 0.5) return random.uniform() < 0.5 ? a : b;
  const [x, y] = [domain.toUnit(a), domain.toUnit(b)];
  const u = random.uniform();
  const exponent = 1 / (crossoverIndex + 1);
  const spread = u < 0.5 ? (2 * u) ** exponent : (1 / (2 * (1 - u))) ** exponent;
  const sign = random.uniform() < 0.5 ? 1 : -1;
  return domain.fromUnit(0.5 * (x + y) + 0.5 * sign * spread * (x - y));
}

function mutated(random: RandomStream, domain: Domain, number: number): number {
  if (!domain.ordered) {
    // Any other choice.
    const k = random.integer(domain.cardinality - 1);
    return domain.nth(k < domain.indexOf(number) ? k : k + 1);
  }
  const x = domain.toUnit(number);
  const u = random.uniform();
  const exponent = 1 / (mutationIndex + 1);
  const step =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - x) ** (mutationIndex + 1)) ** exponent - 1
      : 1 - (2 * (1 - u) + (2 * u - 1) * x ** (mutationIndex + 1)) ** exponent;
  const moved = domain.fromUnit(x + step);
  if (moved !== number || domain.cardinality === Number.POSITIVE_INFINITY) return moved;
  // A step too short for an integer becomes one to its neighbour.
  const k = domain.indexOf(number) + (step < 0 ? -1 : 1);
  return domain.nth(k < 0 ? 1 : k === domain.cardinality ? k - 2 : k);
}
