import type { ParamValues } from '../space/space.ts';
import type { Scalar } from '../space/spec.ts';
import { valueText } from './command.ts';

/** Longest value that a Linux kernel takes in one variable is 128 KiB; longer ones are only in the file. */
const longest = 100_000;

/**
 * The variable that carries one parameter: TUNEWRIGHT_PARAM_ and the path in capitals, everything but A-Z and 0-9
 * as `_`. `optimizer.momentum` is in TUNEWRIGHT_PARAM_OPTIMIZER_MOMENTUM, `units[0]` in TUNEWRIGHT_PARAM_UNITS_0.
 */
export function parameterVariable(path: string): string {
  return `TUNEWRIGHT_PARAM_${path
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/_$/, '')}`;
}

/**
 * TUNEWRIGHT_PARAMS (all of them, nested, as JSON) and one variable for each active parameter, lists as JSON too.
 * Paths that would share a variable, values with a NUL and values over 100,000 characters have none.
 */
export function parameterEnvironment(
  params: ParamValues,
  flat: ReadonlyMap<string, Scalar>,
): Map<string, string> {
  const environment = new Map<string, string>();
  const shared = new Set<string>();
  const add = (path: string, value: string): void => {
    const name = parameterVariable(path);
    if (environment.has(name)) shared.add(name);
    else if (!value.includes('\0') && value.length <= longest) environment.set(name, value);
  };
  for (const [path, value] of flat) add(path, valueText(value));
  for (const [name, value] of Object.entries(params)) if (Array.isArray(value)) add(name, valueText(value));
  for (const name of shared) environment.delete(name);
  const json = JSON.stringify(params);
  if (json.length <= longest) environment.set('TUNEWRIGHT_PARAMS', json);
  return environment;
}
