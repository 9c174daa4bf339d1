import { problem, show } from '../problem.ts';
import { choiceDomain, isScalar } from './choices.ts';
import type { Kind } from './kind.ts';

/** A value that never varies, passed to the program like any other. */
export const constant: Kind = {
  key: 'constant',
  options: [],
  domain(fields, path) {
    const value = fields.constant;
    if (!isScalar(value))
      throw problem(
        'TW_SPACE_TYPE',
        `${path}.constant`,
        `${show(value)} is not a JSON scalar`,
        'Write one text, finite number, boolean or null.',
      );
    return choiceDomain({
      kind: 'constant',
      ordered: false,
      choices: [value],
      middle: 0,
      given: undefined,
      prior: undefined,
      path,
    });
  },
};
