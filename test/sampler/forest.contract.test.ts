import { describe, it } from 'vitest';
import { forestSampler } from '../../src/sampler/forest/forest.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { contractSpaces, randomSpaces } from '../../src/testing/sampler-spaces.ts';

samplerContract(() => forestSampler({ opening: 5, trees: 6, candidates: 20 }), {
  describe,
  it,
  spaces: [...contractSpaces(), ...randomSpaces(4)],
  trials: 14,
});
