import { expectTypeOf, it } from 'vitest';
import { openStudy } from '../../src/index.ts';

it('infers the parameters everywhere from the space', async () => {
  const study = await openStudy({
    name: 'typed',
    space: {
      rate: { float: [1e-5, 0.1], log: true },
      layers: { int: [1, 3] },
      units: { repeat: 'layers', int: [16, 64] },
      batch: { categorical: [16, 32, 'all'] },
      optimizer: {
        oneOf: { sgd: { momentum: { float: [0, 0.99] } }, adam: { beta: { float: [0.9, 0.99] } } },
      },
    },
    objective: { minimize: 'loss' },
    budget: { trials: 2 },
  });
  const asked = (await study.ask())!;
  await study.tell(asked, 1);
  await study.optimize(({ params }) => {
    expectTypeOf(params.rate).toEqualTypeOf<number>();
    expectTypeOf(params.units).toEqualTypeOf<readonly number[]>();
    expectTypeOf(params.batch).toEqualTypeOf<16 | 32 | 'all'>();
    // @ts-expect-error there is no such parameter
    void params.rates;
    // @ts-expect-error only under sgd
    void params.optimizer.momentum;
    if (params.optimizer.name === 'sgd') expectTypeOf(params.optimizer.momentum).toEqualTypeOf<number>();
    return params.rate;
  });
  expectTypeOf(study.trial(0).params.layers).toEqualTypeOf<number>();
  expectTypeOf(study.best()!.default!.params.rate).toEqualTypeOf<number>();
  expectTypeOf(asked.params.optimizer.name).toEqualTypeOf<'sgd' | 'adam'>();
  await study.close();
});
