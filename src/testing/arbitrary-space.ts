import type { ParameterSpec, Scalar, SpaceSpec } from '../space/spec.ts';

export interface RandomSpaceOptions {
  /** Only parameters with few values, so that the space can be enumerated. @defaultValue false */
  readonly finite?: boolean;
  /** The most parameters at the top. @defaultValue 5 */
  readonly parameters?: number;
}

export interface RandomSpace {
  readonly space: SpaceSpec;
  readonly constraints: readonly string[];
}

/**
 * A random space for tests: every kind, nesting, repeats, conditions and constraints. The constraints are
 * satisfiable together, by the least values.
 * @param next - uniform numbers in [0, 1); the space depends on them alone
 */
export function randomSpaceSpec(next: () => number, options: RandomSpaceOptions = {}): RandomSpace {
  const { finite = false, parameters = 5 } = options;
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => list[integer(0, list.length - 1)] as T;
  const chance = (probability: number): boolean => next() < probability;
  const constraints: string[] = [];

  const numeric = (): ParameterSpec => {
    const form = integer(0, finite ? 1 : 5);
    const low = integer(1, 3);
    if (form === 0) return { int: [low, low + integer(1, 3)] };
    if (form === 1) return { float: [0, 0.3], step: 0.1 };
    if (form === 2) return { int: [low, low * 200], log: true };
    if (form === 3) return { float: [1e-4, 10 ** integer(-2, 1)], log: true, prior: { mean: 1e-3, sd: 0.5 } };
    if (form === 4) return { int: [-20, 20], step: 4 };
    return { float: [-low, 2.5], default: 0.25 };
  };

  const choices = (): readonly Scalar[] =>
    pick<readonly Scalar[]>([
      ['relu', 'tanh', "it's"],
      [16, 32],
      ['auto', 1, null, true],
      ['🙂', '\n'],
    ]);

  const leaf = (): ParameterSpec => {
    const kind = integer(0, 9);
    if (kind < 5) return numeric();
    if (kind < 7) return { categorical: choices() };
    if (kind === 7) return { ordinal: [8, 16, 64], prior: { weights: [1, 2, 0] } };
    if (kind === 8) return { bool: true, default: chance(0.5) };
    return { constant: pick<Scalar>(['v1', 7, null]) };
  };

  /** A condition that names one earlier parameter of the same level. */
  const condition = (name: string, spec: ParameterSpec): string => {
    const quoted = `\`${name}\``;
    if ('float' in spec) return `${quoted} >= ${spec.float[0] + 0.4 * (spec.float[1] - spec.float[0])}`;
    if ('int' in spec) return `${quoted} > ${spec.int[0]} and ${quoted} != ${spec.int[1]}`;
    if ('bool' in spec) return pick([quoted, `not ${quoted}`]);
    const values = 'oneOf' in spec ? Object.keys(spec.oneOf) : valuesOf(spec);
    return `${quoted} == ${literal(values[0] as Scalar)}`;
  };

  const level = (count: number, depth: number): SpaceSpec => {
    const specs: { [name: string]: ParameterSpec } = {};
    for (let i = 0; i < count; i++) {
      const name = `${pick(['rate', 'größe', 'my param', "o'x", 'a-b'])}${depth}${i}`;
      const earlier = Object.entries(specs).filter(([, spec]) => spec.repeat === undefined);
      const nested = depth < 2 && chance(0.25);
      let spec: ParameterSpec = nested
        ? { oneOf: { first: level(integer(0, 2), depth + 1), 'second one': level(integer(1, 2), depth + 1) } }
        : leaf();
      const counts = earlier.filter(([, other]) => 'int' in other && other.int[0] >= 0 && other.int[1] <= 6);
      if (counts.length > 0 && chance(0.4)) spec = { ...spec, repeat: pick(counts)[0] };
      if (earlier.length > 0 && chance(0.3)) spec = { ...spec, when: condition(...pick(earlier)) };
      specs[name] = spec;
      if (depth === 0 && chance(0.4)) constrain(name, spec);
    }
    return specs;
  };

  /** Upper bounds of sums only: the least values satisfy all of them. */
  const constrain = (name: string, spec: ParameterSpec): void => {
    const range = 'float' in spec ? spec.float : 'int' in spec ? spec.int : undefined;
    if (range === undefined) return;
    const [low, high] = range;
    const bound = low + (high - low) * (0.3 + 0.6 * next());
    constraints.push(
      spec.repeat === undefined
        ? `\`${name}\` <= ${bound}`
        : `sum(\`${name}\`) / len(\`${name}\`) <= ${bound}`,
    );
  };

  return { space: level(integer(1, parameters), 0), constraints };
}

function valuesOf(spec: ParameterSpec): readonly Scalar[] {
  if ('categorical' in spec) return spec.categorical;
  if ('ordinal' in spec) return spec.ordinal;
  return 'constant' in spec ? [spec.constant] : [];
}

function literal(value: Scalar): string {
  return typeof value === 'string' ? `"${value.replaceAll('\n', '\\n')}"` : String(value);
}
