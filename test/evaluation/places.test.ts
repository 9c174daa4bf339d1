import { expect, it } from 'vitest';
import { Places } from '../../src/evaluation/places.ts';
import { type Change, openStudy, randomSampler, type SamplerAlgorithm } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';

const ease = [0, 0.5, -1, 2];
const noise = 0.1;

function learned(trials: number, shared = true): Places {
  const random = stream(1, 'places');
  const places = new Places(1, shared);
  for (let trial = 0; trial < trials; trial++) {
    const level = random.normal();
    places.learn(
      ease.map((easy, place) => ({
        key: shared ? `${place}` : `${trial} ${place}`,
        values: Float64Array.of(level + (shared ? easy : 0) + noise * random.normal()),
      })),
    );
  }
  return places;
}

it('the mean over one place is told as it would be over all', () => {
  const places = learned(200);
  const average = ease.reduce((sum, easy) => sum + easy, 0) / 4;
  for (const [place, easy] of ease.entries())
    expect(places.mean([{ key: String(place), values: Float64Array.of(3 + easy) }])[0]).toBeCloseTo(
      3 + average,
      1,
    );
});

it.each([true, false])('the noise is that beyond the places, from all trials (shared: %s)', (shared) => {
  expect(learned(shared ? 1 : 0, shared).errors(1)).toBeUndefined();
  expect(learned(400, shared).errors(1)![0]!).toBeGreaterThan(0.095);
  expect(learned(400, shared).errors(1)![0]!).toBeLessThan(0.105);
  expect(learned(400, shared).errors(4)![0]! * 2).toBeCloseTo(learned(400, shared).errors(1)![0]!, 12);
});

it('a sampler hears of racing trials on one scale, each with its error', async () => {
  const told: Change[] = [];
  const listening: SamplerAlgorithm = {
    ...randomSampler(),
    create(problem) {
      const inner = randomSampler().create(problem);
      return {
        update(changes) {
          told.push(...changes);
          inner.update(changes);
        },
        suggest: (request) => inner.suggest(request),
      };
    },
  };
  const study = await openStudy(
    {
      name: 'told',
      space: { x: { float: [0, 1], default: 0.8 } },
      objective: { minimize: 'loss' },
      evaluation: { folds: 4 },
      confirm: false,
      budget: { trials: 60 },
      seed: 2,
    },
    { sampler: listening },
  );
  await study.optimize(
    ({ params: { x }, seed, fold }) =>
      (x - 0.3) ** 2 + ease[fold]! + 0.02 * stream(seed, fold, Math.round(1e6 * x)).normal(),
  );
  const average = ease.reduce((sum, easy) => sum + easy, 0) / 4;
  const last = new Map(
    told.flatMap((change) => (change.type === 'observed' ? [[change.trial, change] as const] : [])),
  );
  let late = 0;
  for (const [trial, { values, errors }] of last) {
    if (trial < 20) continue;
    late++;
    const { params, evaluations } = study.trial(trial);
    expect(Math.abs(values![0]! - average - (params.x - 0.3) ** 2)).toBeLessThan(0.1);
    expect(errors![0]! * Math.sqrt(evaluations.length)).toBeGreaterThan(0.012);
    expect(errors![0]! * Math.sqrt(evaluations.length)).toBeLessThan(0.03);
  }
  // The last ones are told to nobody who asks no more.
  expect(late).toBeGreaterThan(36);
  expect((await study.replay()).exact).toBe(true);
  await study.close();
});
