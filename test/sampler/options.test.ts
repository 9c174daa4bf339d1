import { describe, expect, it } from 'vitest';
import { samplerByName } from '../../src/index.ts';

const given: readonly [
  sampler: string,
  good: Readonly<Record<string, unknown>>,
  bad: Readonly<Record<string, readonly unknown[]>>,
][] = [
  ['auto', {}, {}],
  ['gp', {}, {}],
  ['random', {}, {}],
  ['sobol', {}, {}],
  ['tpe', { opening: 1, candidates: 64 }, { opening: [0, 1.5, 'ten'], candidates: [0, Number.NaN, null] }],
  ['cma', { population: 2, sigma: 0.3 }, { population: [1], sigma: [0, 1.1, Number.NaN, '0.2'] }],
  ['nsga2', { population: 2 }, { population: [1, true] }],
  ['nsga3', { population: 20 }, { population: [1, [20]] }],
  ['de', { population: 4 }, { population: [3, Number.POSITIVE_INFINITY] }],
  [
    'forest',
    { opening: 1, randomShare: 1, trees: 8, candidates: 10 },
    { opening: [0], randomShare: [-0.1, 1.1], trees: [0], candidates: [0] },
  ],
  ['grid', { resolution: 2, resolutions: { x: 3 } }, { resolution: [0, 2.5], resolutions: [3, [3], null] }],
];

describe.each(given)('the options of %s', (name, good, bad) => {
  it('are taken as documented', () => {
    expect(samplerByName({ name, options: good }).name).toBe(name);
    expect(samplerByName({ name, options: {} }).name).toBe(name);
    expect(Object.keys(bad)).toEqual(Object.keys(good));
  });

  it('are refused where they are wrong', () => {
    for (const [option, values] of Object.entries(bad)) {
      for (const value of values) {
        expect(() => samplerByName({ name, options: { ...good, [option]: value } })).toThrowError(
          expect.objectContaining({
            code: 'TW_SAMPLER_OPTION_VALUE',
            place: { path: `sampler.${option}` },
          }),
        );
      }
    }
  });

  it('are known', () => {
    expect(() => samplerByName({ name, options: { ...good, gama: 1 } })).toThrowError(
      expect.objectContaining({ code: 'TW_SAMPLER_OPTION_UNKNOWN', place: { path: 'sampler.gama' } }),
    );
  });
});

it('says which entry of a map is wrong', () => {
  expect(() => samplerByName({ name: 'grid', options: { resolutions: { x: 2, y: 0.5 } } })).toThrowError(
    /^sampler\.resolutions\.y: must be a whole number from 1 to 1000000, not 0\.5$/,
  );
});

it('suggests what was meant', () => {
  expect(() => samplerByName({ name: 'forest', options: { randomshare: 0.1 } })).toThrowError(
    /Did you mean "randomShare"\?/,
  );
});
