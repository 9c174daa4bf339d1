import { describe, it } from 'vitest';
import { gpSampler } from '../../src/sampler/gp/gp.ts';
import { samplerContract } from '../../src/testing/sampler-contract.ts';
import { contractSpaces, randomSpaces } from '../../src/testing/sampler-spaces.ts';

samplerContract(() => gpSampler(), {
  describe,
  it,
  spaces: [...contractSpaces(), ...randomSpaces(2)],
  trials: 10,
});
