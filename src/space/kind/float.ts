import type { Domain } from '../domain.ts';
import type { Fields } from '../fields.ts';
import { problem } from '../problem.ts';
import { gridDomain } from './grid-domain.ts';
import type { Kind } from './kind.ts';
import { type NumericOptions, readNumeric, readNumericDefault, readPrior } from './numeric.ts';

/** A real number, on a linear or log scale, or on a grid of steps. */
export const float: Kind = {
  key: 'float',
  options: ['log', 'step', 'default', 'prior'],
  domain(fields, path, given) {
    const options = readNumeric(fields, 'float', path);
    const { step } = options;
    if (step === undefined) return continuous(options, fields, path, given);
    if (options.log)
      throw problem(
        'TW_SPACE_LOG_STEP',
        `${path}.step`,
        'a step and a log scale exclude each other',
        'Leave out one of them, or list the values: { ordinal: [...] }.',
      );
    return gridDomain('float', { ...options, step }, fields, path, given);
  },
};

function continuous(options: NumericOptions, fields: Fields, path: string, given: unknown): Domain {
  const { low, high, log } = options;
  const from = log ? Math.log(low) : low;
  const width = (log ? Math.log(high) : high) - from;
  const density = readPrior(fields.prior, options, `${path}.prior`);
  const contains = (number: number): boolean => number >= low && number <= high;
  const fromUnit = (u: number): number => {
    if (u >= 1) return high;
    if (!(u > 0)) return low;
    const place = from + u * width;
    return Math.min(high, Math.max(low, log ? Math.exp(place) : place));
  };
  // + 0 makes -0 and 0 one number.
  const fromValue = (value: unknown): number =>
    typeof value === 'number' && contains(value) ? value + 0 : Number.NaN;
  return {
    kind: 'float',
    ordered: true,
    cardinality: Infinity,
    defaultNumber:
      given === undefined
        ? fromUnit(0.5)
        : readNumericDefault(given, fromValue, path, `a number in [${low}, ${high}]`),
    contains,
    toUnit: (number) => {
      const u = ((log ? Math.log(number) : number) - from) / width;
      return Math.min(1, Math.max(0, u));
    },
    fromUnit,
    nth: () => Number.NaN,
    indexOf: () => Number.NaN,
    toValue: (number) => number,
    fromValue,
    logPrior: (number) => (density === undefined ? 0 : density(log ? Math.log(number) : number)),
    hasPrior: density !== undefined,
  };
}
