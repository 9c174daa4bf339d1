import { samplerByName, schedulerOf } from '../index.ts';
import type { Definition } from '../study/definition/definition.ts';
import { schedulerProblemOf } from '../study/steering.ts';
import { compileTerms, problemOf } from '../study/terms.ts';

/** @throws {TunewrightError} what is wrong with the sampler or scheduler of a definition, with its path */
export function checkStrategies(definition: Definition): void {
  const terms = compileTerms(definition);
  samplerByName(definition.sampler).create(problemOf(terms, definition));
  schedulerOf(definition).create(schedulerProblemOf(terms, definition));
}
