import { stream } from '../math/random.ts';
import { compileSpace } from '../space/compile.ts';
import type { Space } from '../space/space.ts';
import type { SpaceSpec } from '../space/spec.ts';
import { randomSpaceSpec } from './arbitrary-space.ts';

export interface NamedSpace {
  readonly name: string;
  readonly space: Space;
}

const unit: SpaceSpec[string] = { float: [0, 1] };

/** One space of every kind that a sampler may meet, from a single value to constrained trees. */
export function contractSpaces(): NamedSpace[] {
  const named = (name: string, spec: SpaceSpec, constraints: readonly string[] = []): NamedSpace => ({
    name,
    space: compileSpace(spec, constraints),
  });
  return [
    named('two floats', { a: { float: [-1, 2] }, b: { float: [1e-5, 1e-1], log: true } }),
    named('one value', { a: { constant: 'only' } }),
    named('single-valued dimensions among others', {
      a: { constant: 3 },
      c: unit,
      d: { float: [0.1, 0.35], step: 0.2 },
    }),
    named('one bool', { a: { bool: true } }),
    named('finite', {
      a: { int: [0, 4] },
      b: { categorical: ['x', 'y', 'z'] },
      c: { ordinal: [1, 10, 100] },
    }),
    named('integers', {
      a: { int: [1, 4096], log: true },
      b: { int: [0, 1_000_000] },
      c: { int: [0, 100], step: 10 },
    }),
    named(
      'finite and conditional',
      {
        c: { oneOf: { p: { n: { int: [0, 9] } }, q: {}, r: { f: { bool: true } } } },
        m: { int: [0, 5] },
      },
      ['m != 4'],
    ),
    named(
      'a tree',
      {
        optimizer: {
          oneOf: {
            sgd: { momentum: { float: [0, 0.99] }, nesterov: { bool: true } },
            adam: { beta2: { float: [0.9, 0.9999] } },
            none: {},
          },
        },
        layers: { int: [1, 4] },
        units: { repeat: 'layers', int: [16, 512], log: true },
        warmup: { int: [0, 10], when: 'layers > 2' },
        rate: { float: [1e-5, 1e-1], log: true, prior: { mean: 1e-3, sd: 0.5 } },
      },
      ['sum(units) <= 1024'],
    ),
    named('a narrow feasible set', { a: unit, b: unit, c: unit }, ['a + b <= 0.9', 'a > b', 'c - a <= 0.2']),
    named('thirty dimensions', Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`x${i}`, unit]))),
  ];
}

/** Spaces of random make; the first `count` of an endless family. */
export function randomSpaces(count: number, seed = 0): NamedSpace[] {
  return Array.from({ length: count }, (_, i) => {
    const random = stream(seed, 'random space', i);
    const { space, constraints } = randomSpaceSpec(() => random.uniform(), { finite: i % 3 === 0 });
    return { name: `random space ${seed}/${i}`, space: compileSpace(space, constraints) };
  });
}
