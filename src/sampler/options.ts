import { isPlainObject } from '../space/fields.ts';
import { suggestion } from '../space/nearest.ts';
import { problem, show } from '../space/problem.ts';

/** Throws unless what a person wrote at a path can be the option's value. */
type Check = (value: unknown, path: string) => void;

/** One check for each option of a sampler. */
type Checks<T> = { readonly [K in keyof T]-?: Check };

/**
 * Holds a sampler's options, which come from study files and JavaScript too, to what the sampler takes.
 * @param given - undefined values count as absent
 * @throws {TunewrightError} TW_SAMPLER_OPTION_UNKNOWN, TW_SAMPLER_OPTION_VALUE; with the path, such as `sampler.population`
 */
export function checkOptions<T extends object>(given: T, checks: Checks<T>): void {
  const known = new Map(Object.entries<Check>(checks));
  for (const [name, value] of Object.entries(given)) {
    const path = `sampler.${name}`;
    const check = known.get(name);
    if (check === undefined) throw unknownOption(path, name, [...known.keys()]);
    if (value !== undefined) check(value, path);
  }
}

/** Both ends included. */
export function wholeNumber(low: number, high: number): Check {
  return (value, path) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return;
    throw wrong(path, `a whole number from ${low} to ${high}`, value);
  };
}

/** Both ends included. */
export function numberWithin(low: number, high: number): Check {
  return (value, path) => {
    if (typeof value === 'number' && value >= low && value <= high) return;
    throw wrong(path, `a number from ${low} to ${high}`, value);
  };
}

/** A map that holds what `check` takes. */
export function mapOf(check: Check): Check {
  return (value, path) => {
    if (!isPlainObject(value)) throw wrong(path, 'a map', value);
    for (const [name, entry] of Object.entries(value)) check(entry, `${path}.${name}`);
  };
}

function unknownOption(path: string, name: string, names: readonly string[]): Error {
  return problem(
    'TW_SAMPLER_OPTION_UNKNOWN',
    path,
    `the sampler has no option ${show(name)}.${suggestion(name, names)}`,
    names.length === 0 ? 'Remove it: this sampler has no options.' : `Use one of: ${names.join(', ')}.`,
  );
}

function wrong(path: string, what: string, value: unknown): Error {
  return problem('TW_SAMPLER_OPTION_VALUE', path, `must be ${what}, not ${show(value)}`, `Write ${what}.`);
}
