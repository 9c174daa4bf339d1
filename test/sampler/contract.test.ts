import { describe, expect, it } from 'vitest';
import { gridSampler } from '../../src/sampler/grid.ts';
import type { Sampler, SamplerAlgorithm } from '../../src/sampler/port.ts';
import { randomSampler } from '../../src/sampler/random.ts';
import { sobolSampler } from '../../src/sampler/sobol.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { fakeSpace } from './fake-space.ts';

const spaces = [
  {
    name: 'floats',
    space: fakeSpace([
      { path: 'a', low: -1, high: 2 },
      { path: 'b', low: 0, high: 1 },
    ]),
  },
  {
    name: 'finite',
    space: fakeSpace([
      { path: 'a', low: 0, high: 4, int: true },
      { path: 'b', choices: 3 },
    ]),
  },
  { name: 'single', space: fakeSpace([{ path: 'a', low: 1, high: 1 }]) },
  {
    name: 'conditional',
    space: fakeSpace(
      [
        { path: 'c', choices: 3 },
        { path: 'x', low: 0, high: 1, when: (r) => r[0] === 0, on: [0] },
        { path: 'n', low: 0, high: 9, int: true, when: (r) => r[0] === 1, on: [0] },
        { path: 'y', low: 0, high: 1 },
        { path: 'm', low: 0, high: 9, int: true },
      ],
      (r) => r[3]! + r[4]! / 9 < 1.2,
    ),
  },
  {
    name: 'finite conditional',
    space: fakeSpace(
      [
        { path: 'c', choices: 3 },
        { path: 'n', low: 0, high: 9, int: true, when: (r) => r[0] === 1, on: [0] },
        { path: 'm', low: 0, high: 5, int: true },
      ],
      (r) => r[2] !== 4,
    ),
  },
];

samplerContract(() => randomSampler(), { describe, it, spaces });
samplerContract(() => sobolSampler(), { describe, it, spaces });
samplerContract(() => gridSampler({ resolution: 20 }), { describe, it, spaces });

/** The clauses that fail for a sampler. */
function broken(sampler: (inner: Sampler) => Sampler): string[] {
  const failed: string[] = [];
  const make = (): SamplerAlgorithm => ({
    name: 'broken',
    version: 1,
    create: (problem) => sampler(randomSampler().create(problem)),
  });
  samplerContract(make, {
    describe: (_, body) => body(),
    it: (name, body) => {
      try {
        body();
      } catch {
        failed.push(name);
      }
    },
    spaces: spaces.slice(0, 2),
  });
  return failed;
}

describe('the contract', () => {
  it('accepts an honest wrapper', () => {
    expect(broken((inner) => inner)).toEqual([]);
  });

  it('notices a hidden state', () => {
    let calls = 0;
    const failed = broken((inner) => ({
      update: (changes) => inner.update(changes),
      suggest: (request) => inner.suggest({ ...request, ordinal: request.ordinal + 1000 * calls++ }),
    }));
    expect(failed).toContain('is a fold: chunks, restarts and other calls of suggest change nothing');
  });

  it('notices repeats, early ends and neglected entries', () => {
    expect(broken((inner) => ({ update: () => {}, suggest: (request) => inner.suggest(request) }))).toContain(
      'gives configurations of the space, none twice',
    );
    expect(
      broken((inner) => ({
        update: (changes) => inner.update(changes),
        suggest: (request) => inner.suggest(request).slice(0, request.ordinal > 8 ? 0 : 1),
      })),
    ).toContain('ends exactly when nothing is left');
    expect(
      broken((inner) => ({
        update: (changes) => inner.update(changes),
        suggest: ({ count, ordinal }) => inner.suggest({ count, ordinal }),
      })),
    ).toContain('keeps the entries that a person fixed');
  });
});
