import { describe, it } from 'vitest';
import type { SamplerAlgorithm } from '../../../src/sampler/port.ts';
import { randomSampler } from '../../../src/sampler/random.ts';
import { tpeSampler } from '../../../src/sampler/tpe/tpe.ts';
import { samplerContract } from '../../../src/testing/sampler-contract.ts';
import { contractSpaces, randomSpaces } from '../../../src/testing/sampler-spaces.ts';
import { bowlAt, earlierStudy, knowing } from './sources.ts';

const spaces = [...contractSpaces(), ...randomSpaces(6)];

const wrapped = (inner: SamplerAlgorithm): SamplerAlgorithm =>
  knowing(inner, ({ space }) => [
    earlierStudy(space, bowlAt(0.35)),
    earlierStudy(space, (unit) => -bowlAt(0.3)(unit), { source: 'misleading', trials: 20 }),
    earlierStudy(space, () => 0, {
      source: 'half',
      trials: 9,
      known: Uint8Array.from(space.dimensions, ({ index }) => index % 2),
    }),
  ]);

samplerContract(() => wrapped(randomSampler()), { describe, it, spaces });
samplerContract(() => wrapped(tpeSampler({ opening: 6 })), { describe, it, spaces });
