import { samplerByName } from '../index.ts';
import type { Definition } from '../study/definition/definition.ts';
import { compileTerms, problemOf } from '../study/terms.ts';

/** @throws {TunewrightError} what is wrong with the sampler of a definition, with its path */
export function checkSampler(definition: Definition): void {
  samplerByName(definition.sampler).create(problemOf(compileTerms(definition), definition));
}
