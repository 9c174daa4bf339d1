import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TunewrightError } from '../../src/errors.ts';
import { compileSpace } from '../../src/space/compile.ts';
import { compileCondition } from '../../src/space/expression/compile.ts';
import { metricScope } from '../../src/space/expression/metrics.ts';
import type { ParamValues } from '../../src/space/space.ts';
import type { SpaceSpec } from '../../src/space/spec.ts';
import { randomSpaceSpec } from '../../src/testing/arbitrary-space.ts';
import { uniforms } from './random.ts';

/** Whatever the input, either it works or the error is ours, with a code and a mend. */
function worksOrExplains(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof TunewrightError)) throw error;
    expect(error.code).toMatch(/^TW_(SPACE|EXPRESSION|CONFIGURATION)_/);
    expect(error.mend).not.toBe('');
    // Nothing that a user wrote can move the cursor or break the line of the message.
    expect(error.message).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
  }
}

const words = fc.constantFrom(
  ...[
    'a',
    'b.c',
    'u[0]',
    '1',
    '2.5',
    "'x'",
    'true',
    'null',
    '[',
    ']',
    '(',
    ')',
    ',',
    '+',
    '-',
    '*',
    '/',
    '%',
    '**',
  ],
  ...[
    '==',
    '!=',
    '<',
    '<=',
    '>',
    'and',
    'or',
    'not',
    'in',
    '!',
    '&&',
    'sum',
    'min(',
    'len(',
    'abs(',
    '.',
    '`q r`',
  ],
);

/** Values as a YAML file may hold them, among them those that parameters are made of. */
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(undefined, Number.NaN, Infinity, -0, 2 ** 53, 'x > 1', 'n', true),
    fc.array(fc.double(), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom('float', 'int', 'categorical', 'ordinal', 'bool', 'oneOf', 'constant', 'n', 'x'),
        fc.constantFrom(
          'log',
          'step',
          'default',
          'prior',
          'weights',
          'mean',
          'sd',
          'when',
          'repeat',
          '__proto__',
        ),
        fc.string({ unit: 'grapheme', maxLength: 3 }),
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

describe('never fails in an unplanned way', () => {
  it('reading an expression', () => {
    const scope = metricScope();
    const texts = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        worksOrExplains(() => {
          const { holds, excess } = compileCondition({ text, path: 'limits[0]' }, scope);
          expect(holds({ a: 1, 'b.c': 2 })).toSatisfy((x: number) => x === 0 || x === 1 || Number.isNaN(x));
          expect(typeof excess({ a: 1 })).toBe('number');
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('compiling a space', () => {
    fc.assert(
      fc.property(anyValue, (spec) => worksOrExplains(() => compileSpace(spec as SpaceSpec))),
      { numRuns: 2000 },
    );
  });

  it('compiling a space with one part replaced', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom('default', 'prior', 'when', 'repeat', 'step', 'float', 'int'),
        anyValue,
        (seed, key, value) => {
          const { space, constraints } = randomSpaceSpec(uniforms(seed), { parameters: 3 });
          const [name = ''] = Object.keys(space);
          const broken = { ...space, [name]: { ...space[name], [key]: value } };
          worksOrExplains(() => compileSpace(broken as unknown as SpaceSpec, constraints));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reading a configuration', () => {
    const { space, constraints } = randomSpaceSpec(uniforms(11), { parameters: 5 });
    const compiled = compileSpace(space, constraints);
    const names = fc.constantFrom(
      ...compiled.dimensions.flatMap(({ path, name, parameter }) => [path, name, parameter]),
    );
    const configurations = fc.oneof(anyValue, fc.dictionary(names, anyValue));
    fc.assert(
      fc.property(configurations, fc.boolean(), (params, partial) =>
        worksOrExplains(() => compiled.fromParams(params as ParamValues, { partial })),
      ),
      { numRuns: 1000 },
    );
  });
});
