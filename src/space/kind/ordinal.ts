import { choiceDomain, readChoices } from './choices.ts';
import type { Kind } from './kind.ts';

/** One of several values in order; the middle one (the lower of two) is the default. */
export const ordinal: Kind = {
  key: 'ordinal',
  options: ['default', 'prior'],
  domain(fields, path, given) {
    const choices = readChoices(fields.ordinal, `${path}.ordinal`);
    const middle = Math.floor((choices.length - 1) / 2);
    return choiceDomain({
      kind: 'ordinal',
      ordered: true,
      choices,
      middle,
      given,
      prior: fields.prior,
      path,
    });
  },
};
