import { describe, expect, expectTypeOf, it } from 'vitest';
import { compileSpace } from '../../src/space/compile.ts';
import type { Params } from '../../src/space/params.ts';
import type { ParamValues } from '../../src/space/space.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';

/** As a user's call does: literals are inferred, nothing is written `as const`. */
function first<const S extends SpaceSpec>(spec: S): Params<S> {
  const space = compileSpace(spec);
  return space.toParams(space.defaultRow()) as Params<S>;
}

const params = first({
  rate: { float: [1e-5, 1e-1], log: true },
  layers: { int: [1, 4] },
  units: { repeat: 'layers', int: [16, 512] },
  activations: { repeat: 'layers', categorical: ['relu', 'tanh'] },
  batch: { ordinal: [16, 32, 64] },
  mixed: { categorical: ['auto', 3, true, null] },
  shuffle: { bool: true },
  version: { constant: 'v2' },
  warmup: { int: [0, 10], when: 'layers > 2' },
  optimizer: {
    oneOf: {
      sgd: { momentum: { float: [0, 0.99] }, nesterov: { bool: true } },
      adam: {
        beta2: { float: [0.9, 0.9999] },
        schedule: { oneOf: { flat: {}, step: { gamma: { float: [0.1, 1] } } } },
      },
      none: {},
    },
  },
});

describe('Params', () => {
  it('infers every kind', () => {
    expectTypeOf(params.rate).toEqualTypeOf<number>();
    expectTypeOf(params.layers).toEqualTypeOf<number>();
    expectTypeOf(params.units).toEqualTypeOf<readonly number[]>();
    expectTypeOf(params.activations).toEqualTypeOf<readonly ('relu' | 'tanh')[]>();
    expectTypeOf(params.batch).toEqualTypeOf<16 | 32 | 64>();
    expectTypeOf(params.mixed).toEqualTypeOf<'auto' | 3 | true | null>();
    expectTypeOf(params.shuffle).toEqualTypeOf<boolean>();
    expectTypeOf(params.version).toEqualTypeOf<'v2'>();
    expectTypeOf(params.warmup).toEqualTypeOf<number | undefined>();
    expectTypeOf(params.optimizer.name).toEqualTypeOf<'sgd' | 'adam' | 'none'>();
  });

  it('has a parameter of a choice under that choice only', () => {
    const { optimizer } = params;
    // @ts-expect-error momentum exists only under sgd
    optimizer.momentum;
    if (optimizer.name === 'sgd') {
      expectTypeOf(optimizer.momentum).toEqualTypeOf<number>();
      expectTypeOf(optimizer.nesterov).toEqualTypeOf<boolean>();
      // @ts-expect-error beta2 belongs to adam
      optimizer.beta2;
    }
    if (optimizer.name === 'adam' && optimizer.schedule.name === 'step')
      expectTypeOf(optimizer.schedule.gamma).toEqualTypeOf<number>();
    // @ts-expect-error there is no such choice
    expect(optimizer.name === 'sdg').toBe(false);
  });

  it('does not compile with a wrong name or an unguarded condition', () => {
    // @ts-expect-error there is no parameter "momentum" at the top
    params.momentum;
    // @ts-expect-error warmup may be inactive
    expect(() => params.warmup.toFixed()).toThrow(TypeError);
    // @ts-expect-error a configuration is readonly
    expect(() => params.units.push(3)).not.toThrow();
  });

  it('falls back to plain values for a space that is not known while compiling', () => {
    expectTypeOf<Params<SpaceSpec>>().toEqualTypeOf<ParamValues>();
  });

  it('agrees with what the space gives', () => {
    expect(Object.keys(params).sort()).toEqual(
      ['activations', 'batch', 'layers', 'mixed', 'optimizer', 'rate', 'shuffle', 'units', 'version'].sort(),
    );
    expect(params.optimizer).toEqual({ name: 'sgd', momentum: 0.495, nesterov: false });
  });
});
