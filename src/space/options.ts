import { isPlainObject } from './fields.ts';
import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';

/** Throws unless what a person wrote at a path can be the option's value. */
export type Check = (value: unknown, path: string, strategy: Strategy) => void;

/** What has options. */
export type Strategy = 'sampler' | 'scheduler';

const codes = {
  sampler: { unknown: 'TW_SAMPLER_OPTION_UNKNOWN', value: 'TW_SAMPLER_OPTION_VALUE' },
  scheduler: { unknown: 'TW_SCHEDULER_OPTION_UNKNOWN', value: 'TW_SCHEDULER_OPTION_VALUE' },
} as const;

/** One check for each option of a strategy. */
type Checks<T> = { readonly [K in keyof T]-?: Check };

/**
 * Holds the options of a sampler or scheduler, which come from study files and JavaScript too, to what it takes.
 * @param given - undefined values count as absent
 * @throws {TunewrightError} TW_SAMPLER_OPTION_UNKNOWN, TW_SAMPLER_OPTION_VALUE and the same for schedulers; with the path, such as `sampler.population`
 */
export function checkOptions<T extends object>(
  given: T,
  checks: Checks<T>,
  strategy: Strategy = 'sampler',
): void {
  const known = new Map(Object.entries<Check>(checks));
  for (const [name, value] of Object.entries(given)) {
    const path = `${strategy}.${name}`;
    const check = known.get(name);
    if (check === undefined) throw unknownOption(strategy, path, name, [...known.keys()]);
    if (value !== undefined) check(value, path, strategy);
  }
}

/** Both ends included. */
export function wholeNumber(low: number, high: number): Check {
  return (value, path, strategy) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return;
    throw wrong(strategy, path, `a whole number from ${low} to ${high}`, value);
  };
}

/** Both ends included. */
export function numberWithin(low: number, high: number): Check {
  return (value, path, strategy) => {
    if (typeof value === 'number' && value >= low && value <= high) return;
    throw wrong(strategy, path, `a number from ${low} to ${high}`, value);
  };
}

/** One of some words. */
export function oneOfWords(...words: readonly string[]): Check {
  return (value, path, strategy) => {
    if (typeof value === 'string' && words.includes(value)) return;
    throw wrong(strategy, path, `one of ${words.join(', ')}`, value);
  };
}

/** A list of texts. */
export function listOfWords(): Check {
  return (value, path, strategy) => {
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return;
    throw wrong(strategy, path, 'a list of names', value);
  };
}

/** A map that holds what `check` takes. */
export function mapOf(check: Check): Check {
  return (value, path, strategy) => {
    if (!isPlainObject(value)) throw wrong(strategy, path, 'a map', value);
    for (const [name, entry] of Object.entries(value)) check(entry, `${path}.${name}`, strategy);
  };
}

function unknownOption(strategy: Strategy, path: string, name: string, names: readonly string[]): Error {
  return problem(
    codes[strategy].unknown,
    path,
    `the ${strategy} has no option ${show(name)}.${suggestion(name, names)}`,
    names.length === 0 ? `Remove it: this ${strategy} has no options.` : `Use one of: ${names.join(', ')}.`,
  );
}

function wrong(strategy: Strategy, path: string, what: string, value: unknown): Error {
  return problem(codes[strategy].value, path, `must be ${what}, not ${show(value)}`, `Write ${what}.`);
}
