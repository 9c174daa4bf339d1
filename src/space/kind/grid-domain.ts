import type { Domain } from '../domain.ts';
import type { Fields } from '../fields.ts';
import { problem } from '../problem.ts';
import { grid, MAX_GRID } from './grid.ts';
import { type NumericOptions, readNumericDefault, readPrior } from './numeric.ts';

/** A number on a linear grid: an int, or a float with a step. The middle is the lower of two. */
export function gridDomain(
  kind: string,
  options: NumericOptions & { readonly step: number },
  fields: Fields,
  path: string,
  given: unknown,
): Domain {
  const { low, high, step } = options;
  const points = grid(low, high, step);
  const n = points.count;
  if (n > MAX_GRID)
    throw problem(
      'TW_SPACE_TOO_FINE',
      `${path}.${kind}`,
      'has more than 2^50 values',
      'Narrow the range or enlarge the step.',
    );
  const density = readPrior(fields.prior, options, `${path}.prior`);
  const at = (k: number): number => points.value(k > 0 ? Math.min(k, n - 1) : 0);
  // A user's 0.30000000000000004 means the grid's 0.3.
  const fromValue = (value: unknown): number => {
    if (typeof value !== 'number') return Number.NaN;
    const number = points.value(points.nearest(value));
    return Math.abs(number - value) <= 1e-9 * step ? number : Number.NaN;
  };
  const steps =
    step === 1 && Number.isInteger(low) ? 'an integer' : `a multiple of the step ${step} from ${low}`;
  return {
    kind,
    ordered: true,
    cardinality: n,
    defaultNumber:
      given === undefined
        ? at(Math.floor((n - 1) / 2))
        : readNumericDefault(given, fromValue, path, `${steps} in [${low}, ${high}]`),
    contains: (number) => points.value(points.nearest(number)) === number,
    toUnit: (number) => (points.nearest(number) + 0.5) / n,
    fromUnit: (u) => at(Math.floor(u * n)),
    nth: (k) => points.value(k),
    indexOf: (number) => points.nearest(number),
    toValue: (number) => number,
    fromValue,
    logPrior: (number) => (density === undefined ? 0 : density(number)),
    hasPrior: density !== undefined,
  };
}
