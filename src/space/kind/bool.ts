import { problem, show } from '../problem.ts';
import { choiceDomain } from './choices.ts';
import type { Kind } from './kind.ts';

/** false or true, in this order (of weights too); false is the default. */
export const bool: Kind = {
  key: 'bool',
  options: ['default', 'prior'],
  domain(fields, path, given) {
    if (fields.bool !== true)
      throw problem(
        'TW_SPACE_TYPE',
        `${path}.bool`,
        `must be true, not ${show(fields.bool)}`,
        'Write { bool: true }; use { constant: false } for a fixed value.',
      );
    return choiceDomain({
      kind: 'bool',
      ordered: false,
      choices: [false, true],
      middle: 0,
      given,
      prior: fields.prior,
      path,
    });
  },
};
