import { describe, expect, it } from 'vitest';
import { cmaSampler } from '../../src/sampler/cma/cma.ts';
import { deSampler } from '../../src/sampler/evolution/de.ts';
import { nsga2Sampler, nsga3Sampler } from '../../src/sampler/evolution/nsga.ts';
import { gridSampler } from '../../src/sampler/grid.ts';
import type { Sampler, SamplerAlgorithm } from '../../src/sampler/port.ts';
import { randomSampler } from '../../src/sampler/random.ts';
import { sobolSampler } from '../../src/sampler/sobol.ts';
import { tpeSampler } from '../../src/sampler/tpe/tpe.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { contractSpaces, randomSpaces } from '../../src/testing/sampler-spaces.ts';

const spaces = [...contractSpaces(), ...randomSpaces(20)];
const small = spaces.filter(
  ({ name, space }) => name !== 'integers' && (space.size < 10_000 || space.dimensions.length < 4),
);

samplerContract(() => randomSampler(), { describe, it, spaces });
samplerContract(() => sobolSampler(), { describe, it, spaces });
samplerContract(() => tpeSampler({ opening: 6 }), { describe, it, spaces });
samplerContract(() => cmaSampler({ population: 5 }), { describe, it, spaces });
samplerContract(() => nsga2Sampler({ population: 6 }), { describe, it, spaces });
samplerContract(() => nsga3Sampler({ population: 6 }), { describe, it, spaces: contractSpaces() });
samplerContract(() => deSampler({ population: 6 }), { describe, it, spaces });
samplerContract(() => gridSampler({ resolution: 7 }), {
  describe,
  it,
  spaces: small,
  exceptions: { endless: 'a grid has an end in every space' },
});

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
    spaces: spaces.filter(({ name }) => ['two floats', 'finite'].includes(name)),
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
