import type { ParameterSpec, Scalar, SpaceSpec } from '../../space/spec.ts';
import type { OptunaDistribution, OptunaTrial } from './optuna.ts';

/** A space that holds every trial, and how its parameters were called in Optuna. */
export interface InferredSpace {
  readonly space: SpaceSpec;
  /** Our name by Optuna's. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The space that Optuna's trials came from, as far as they show it: the union of the ranges, and a condition where the
 * presence of a parameter follows from the value of an earlier one.
 */
export function inferSpace(trials: readonly OptunaTrial[]): InferredSpace {
  const seen = new Map<string, OptunaDistribution[]>();
  for (const { params } of trials)
    for (const [name, { distribution }] of params) seen.set(name, [...(seen.get(name) ?? []), distribution]);
  const names = new Map([...seen.keys()].map((name) => [name, name]));
  for (const name of names.keys()) names.set(name, ourName(name, [...names.values()]));
  const finished = trials.filter(({ state }) => state === 'COMPLETE');
  const space: { [name: string]: ParameterSpec } = {};
  const earlier: string[] = [];
  for (const [name, distributions] of seen) {
    const when = conditionOf(name, earlier, finished, names);
    space[names.get(name) ?? name] = { ...specOf(distributions), ...(when !== undefined && { when }) };
    earlier.push(name);
  }
  return { space, names };
}

/** Points, brackets, braces and = are not for our names. */
function ourName(name: string, taken: readonly string[]): string {
  const safe =
    name
      .replace(/[.[\]{}=]|\p{Cc}/gu, '_')
      .trim()
      .slice(0, 90) || 'parameter';
  if (safe === name) return name;
  let unique = safe;
  for (let n = 2; taken.includes(unique); n++) unique = `${safe}_${n}`;
  return unique;
}

function specOf(distributions: readonly OptunaDistribution[]): ParameterSpec {
  const all = distributions.map(({ attributes }) => attributes);
  const [first] = distributions;
  if (all[0]?.choices !== undefined)
    return { categorical: [...new Set(all.flatMap(({ choices = [] }) => choices))] };
  const low = Math.min(...all.map((attributes) => attributes.low ?? Number.NaN));
  const high = Math.max(...all.map((attributes) => attributes.high ?? Number.NaN));
  if (low === high) return { constant: low };
  const log = distributions.every(({ name, attributes }) => attributes.log === true || name.includes('Log'));
  const steps = new Set(all.map(({ step, q }) => step ?? q ?? null));
  const [step = null] = steps.size === 1 ? steps : [];
  const whole = first?.name.startsWith('Int') === true;
  const stepped = step !== null && !log && !(whole && step === 1) ? { step } : {};
  return {
    [whole ? 'int' : 'float']: [low, high],
    ...(log && { log }),
    ...stepped,
  } as unknown as ParameterSpec;
}

/**
 * `kind == "sgd"` or `layers in [3, 4]` when exactly those trials have the parameter, by the earlier parameter with
 * the fewest values; undefined without such a rule. Real numbers decide nothing: each of their values occurs once.
 */
function conditionOf(
  name: string,
  earlier: readonly string[],
  trials: readonly OptunaTrial[],
  names: ReadonlyMap<string, string>,
): string | undefined {
  if (trials.every(({ params }) => params.has(name))) return undefined;
  let best:
    | { readonly other: string; readonly present: ReadonlySet<Scalar>; readonly count: number }
    | undefined;
  for (const other of earlier) {
    const present = new Set<Scalar>();
    const absent = new Set<Scalar>();
    const decides = trials.every((trial) => {
      const found = trial.params.get(other);
      const here = trial.params.has(name);
      // Where the other one is absent, this one must be too.
      if (found === undefined) return !here;
      (here ? present : absent).add(shownValue(trial, other) ?? null);
      return !/^(Float|Uniform|LogUniform|DiscreteUniform)/.test(found.distribution.name);
    });
    const count = present.size + absent.size;
    const clear = present.size > 0 && ![...present].some((value) => absent.has(value));
    if (decides && clear && count < (best?.count ?? Number.POSITIVE_INFINITY))
      best = { other, present, count };
  }
  if (best === undefined) return undefined;
  const values = [...best.present].map((value) => JSON.stringify(value)).sort();
  const path = quotedName(names.get(best.other) ?? best.other);
  return values.length === 1 ? `${path} == ${values[0]}` : `${path} in [${values.join(', ')}]`;
}

function quotedName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `\`${name}\``;
}

/** What the program saw. */
export function shownValue({ params }: OptunaTrial, name: string): Scalar | undefined {
  const found = params.get(name);
  if (found === undefined) return undefined;
  const { choices } = found.distribution.attributes;
  return choices === undefined ? found.number : choices[found.number];
}
