import { choiceDomain, readChoices } from './choices.ts';
import type { Kind } from './kind.ts';

/** One of several values without order; the first is the default. */
export const categorical: Kind = {
  key: 'categorical',
  options: ['default', 'prior'],
  domain: (fields, path, given) =>
    choiceDomain({
      kind: 'categorical',
      ordered: false,
      choices: readChoices(fields.categorical, `${path}.categorical`),
      middle: 0,
      given,
      prior: fields.prior,
      path,
    }),
};
