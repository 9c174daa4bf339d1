import type { Domain } from '../domain.ts';
import type { Fields } from '../fields.ts';
import { problem, show } from '../problem.ts';
import { gridDomain } from './grid-domain.ts';
import type { Kind } from './kind.ts';
import { type NumericOptions, readNumeric, readNumericDefault, readPrior } from './numeric.ts';

// Above it neighbours on the log scale are closer than the arithmetic of exp and log can tell.
const MAX_LOG = 2 ** 44;

/** A whole number, on a linear or log scale, or every step-th one. */
export const int: Kind = {
  key: 'int',
  options: ['log', 'step', 'default', 'prior'],
  domain(fields, path, given) {
    const options = readNumeric(fields, 'int', path);
    const { low, high, log, step = 1 } = options;
    for (const end of [low, high])
      if (!Number.isSafeInteger(end) || (log && end > MAX_LOG))
        throw problem(
          'TW_SPACE_NOT_INTEGER',
          `${path}.int`,
          Number.isInteger(end) ? `${end} is too large for an exact integer` : `${end} is not an integer`,
          `Write integers between ±(2^53 - 1)${log ? ', on a log scale at most 2^44' : ''}, or use float.`,
        );
    if (!Number.isInteger(step))
      throw problem(
        'TW_SPACE_STEP',
        `${path}.step`,
        `the step ${show(step)} is not an integer`,
        'Write an integer.',
      );
    if (!log) return gridDomain('int', { ...options, step }, fields, path, given);
    if (step !== 1)
      throw problem(
        'TW_SPACE_LOG_STEP',
        `${path}.step`,
        'a step and a log scale exclude each other',
        'Leave out one of them, or list the values: { ordinal: [16, 32, 64] }.',
      );
    return logInteger(options, fields, path, given);
  },
};

/** Integers whose bins [x - ½, x + ½] tile the log scale. */
function logInteger(options: NumericOptions, fields: Fields, path: string, given: unknown): Domain {
  const { low, high } = options;
  const from = Math.log(low - 0.5);
  const width = Math.log(high + 0.5) - from;
  const density = readPrior(fields.prior, options, `${path}.prior`);
  const contains = (number: number): boolean => Number.isInteger(number) && number >= low && number <= high;
  const fromUnit = (u: number): number =>
    u >= 1 ? high : u > 0 ? Math.min(high, Math.max(low, Math.round(Math.exp(from + u * width)))) : low;
  const fromValue = (value: unknown): number =>
    typeof value === 'number' && contains(value) ? value : Number.NaN;
  return {
    kind: 'int',
    ordered: true,
    cardinality: high - low + 1,
    defaultNumber:
      given === undefined
        ? fromUnit(0.5)
        : readNumericDefault(given, fromValue, path, `an integer in [${low}, ${high}]`),
    contains,
    toUnit: (number) => (0.5 * (Math.log(number - 0.5) + Math.log(number + 0.5)) - from) / width,
    fromUnit,
    nth: (k) => low + k,
    indexOf: (number) => number - low,
    toValue: (number) => number,
    fromValue,
    logPrior: (number) => (density === undefined ? 0 : density(Math.log(number))),
    hasPrior: density !== undefined,
  };
}
