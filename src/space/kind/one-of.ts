import { type Fields, readObject } from '../fields.ts';
import { checkName } from '../name.ts';
import { problem } from '../problem.ts';
import { choiceDomain } from './choices.ts';
import type { Kind } from './kind.ts';

/** A named choice that brings its own parameters; the first is the default. */
export const oneOf: Kind = {
  key: 'oneOf',
  options: ['default', 'prior'],
  domain(fields, path, given) {
    const choices = Object.keys(readChoiceObject(fields, path));
    if (choices.length === 0)
      throw problem(
        'TW_SPACE_EMPTY_CHOICES',
        `${path}.oneOf`,
        'has no choices',
        'Write at least one: { sgd: {}, adam: {} }.',
      );
    for (const choice of choices) checkName(choice, `${path}.oneOf`);
    return choiceDomain({
      kind: 'oneOf',
      ordered: false,
      choices,
      middle: 0,
      given,
      prior: fields.prior,
      path,
    });
  },
  branches: (fields) => Object.entries(fields.oneOf as Fields),
};

function readChoiceObject(fields: Fields, path: string): Fields {
  return readObject(fields.oneOf, `${path}.oneOf`, 'an object from each choice to its parameters');
}
