import { checkKeys, type Fields, readFlag, readObject } from '../fields.ts';
import { problem, show } from '../problem.ts';
import { truncatedNormal } from './truncated-normal.ts';

/** What a user may write about a number. */
export interface NumericOptions {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly step: number | undefined;
}

/** Range, log and step of a float or an int, checked. */
export function readNumeric(fields: Fields, key: string, path: string): NumericOptions {
  const [low, high] = readRange(fields[key], `${path}.${key}`);
  const log = readFlag(fields.log, `${path}.log`);
  if (log && low <= 0)
    throw problem(
      'TW_SPACE_LOG_NOT_POSITIVE',
      `${path}.${key}`,
      `a log scale needs a lower end above 0, not ${low}`,
      'Raise the lower end above 0, or leave out log.',
    );
  return { low, high, log, step: readStep(fields.step, high - low, `${path}.step`) };
}

function readRange(value: unknown, path: string): readonly [number, number] {
  const mend = 'Write [low, high] with low < high, both finite.';
  if (!Array.isArray(value) || value.length !== 2)
    throw problem('TW_SPACE_RANGE', path, `must be two numbers [low, high], not ${show(value)}`, mend);
  const [low, high] = value as [unknown, unknown];
  for (const end of [low, high])
    if (typeof end !== 'number' || !Number.isFinite(end))
      throw problem('TW_SPACE_RANGE', path, `${show(end)} is not a finite number`, mend);
  const ends = [(low as number) + 0, (high as number) + 0] as const;
  if (ends[0] > ends[1])
    throw problem('TW_SPACE_RANGE', path, `the range [${ends[0]}, ${ends[1]}] is reversed`, mend);
  if (ends[0] === ends[1])
    throw problem(
      'TW_SPACE_RANGE',
      path,
      `the range [${ends[0]}, ${ends[1]}] holds one value only`,
      `Write { constant: ${ends[0]} } or widen the range.`,
    );
  if (ends[1] - ends[0] === Infinity)
    throw problem('TW_SPACE_RANGE', path, 'the range is wider than a number can say', 'Narrow the range.');
  return ends;
}

function readStep(value: unknown, width: number, path: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value > 0 && value < Infinity))
    throw problem('TW_SPACE_STEP', path, `${show(value)} is not a number above 0`, 'Write a step above 0.');
  // The step may miss the width by rounding alone: 0.1 in [0.7, 0.8].
  if (value > width * (1 + 1e-9))
    throw problem(
      'TW_SPACE_STEP',
      path,
      `the step ${value} is larger than the range, ${width}`,
      'Make the step smaller, or use constant.',
    );
  return value;
}

/**
 * log density of the user's prior relative to the uniform one, as a function of the place s on the own scale
 * (natural logarithm where log); undefined without a prior.
 */
export function readPrior(
  prior: unknown,
  options: NumericOptions,
  path: string,
): ((s: number) => number) | undefined {
  if (prior === undefined) return undefined;
  const fields = readObject(prior, path, 'an object such as { mean: 0.001, sd: 0.5 }');
  checkKeys(fields, ['mean', 'sd'], path);
  const { mean, sd } = fields;
  const { low, high, log } = options;
  if (typeof mean !== 'number' || !(mean >= low && mean <= high))
    throw problem(
      'TW_SPACE_PRIOR',
      `${path}.mean`,
      `${show(mean)} is not a number in [${low}, ${high}]`,
      "Write the mean in the parameter's own units, inside its range.",
    );
  if (typeof sd !== 'number' || !(sd > 0 && sd < Infinity))
    throw problem(
      'TW_SPACE_PRIOR',
      `${path}.sd`,
      `${show(sd)} is not a number above 0`,
      log ? 'Write the deviation in decades: 0.5.' : "Write the deviation in the parameter's units, above 0.",
    );
  return log
    ? truncatedNormal(Math.log(mean), sd * Math.LN10, Math.log(low), Math.log(high))
    : truncatedNormal(mean, sd, low, high);
}

/** The user's default as a number of the domain. */
export function readNumericDefault(
  given: unknown,
  fromValue: (value: unknown) => number,
  path: string,
  allowed: string,
): number {
  const number = fromValue(given);
  if (Number.isNaN(number))
    throw problem(
      'TW_SPACE_DEFAULT',
      `${path}.default`,
      `${show(given)} is not ${allowed}`,
      'Choose a default inside the range and on its steps.',
    );
  return number;
}
