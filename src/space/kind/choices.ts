import type { Domain } from '../domain.ts';
import { checkKeys, readObject } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import { problem, show } from '../problem.ts';
import type { Scalar } from '../spec.ts';

interface ChoiceOptions {
  readonly kind: string;
  readonly ordered: boolean;
  readonly choices: readonly Scalar[];
  /** Index of the default when the user gives none. */
  readonly middle: number;
  readonly given: unknown;
  readonly prior: unknown;
  readonly path: string;
}

/** A domain whose numbers are indices of choices. */
export function choiceDomain(options: ChoiceOptions): Domain {
  const { choices, path } = options;
  const n = choices.length;
  const relative = readWeights(options.prior, n, `${path}.prior`);
  const indexOfValue = (value: unknown): number => {
    const index = choices.indexOf(value as Scalar);
    return index < 0 ? Number.NaN : index;
  };
  const clampIndex = (k: number): number => (k > 0 ? Math.min(n - 1, Math.floor(k)) : 0);
  return {
    kind: options.kind,
    ordered: options.ordered,
    cardinality: n,
    choices,
    defaultNumber: options.given === undefined ? options.middle : readDefault(options, indexOfValue),
    contains: (number) => Number.isInteger(number) && number >= 0 && number < n,
    toUnit: (number) => (number + 0.5) / n,
    fromUnit: (u) => clampIndex(u * n),
    nth: (k) => k,
    indexOf: (number) => number,
    toValue: (number) => choices[number] as Scalar,
    fromValue: indexOfValue,
    logPrior: (number) => (relative === undefined ? 0 : (relative[number] as number)),
    hasPrior: relative !== undefined,
  };
}

function hint({ given, choices }: ChoiceOptions): string {
  return typeof given === 'string' ? suggestion(given, choices.map(String)) : '';
}

function readDefault(options: ChoiceOptions, indexOfValue: (value: unknown) => number): number {
  const index = indexOfValue(options.given);
  if (Number.isNaN(index))
    throw problem(
      'TW_SPACE_DEFAULT',
      `${options.path}.default`,
      `${show(options.given)} is not one of the choices.${hint(options)}`,
      `Use one of: ${options.choices.slice(0, 20).map(show).join(', ')}.`,
    );
  return index;
}

/** log(weight · n / sum), -Infinity for weight 0; undefined without a prior. */
function readWeights(prior: unknown, n: number, path: string): Float64Array | undefined {
  if (prior === undefined) return undefined;
  const fields = readObject(prior, path, 'an object such as { weights: [1, 2] }');
  checkKeys(fields, ['weights'], path);
  const weights = fields.weights;
  const wrong = (message: string): Error =>
    problem('TW_SPACE_PRIOR', `${path}.weights`, message, `Write ${n} numbers ≥ 0, one a choice, not all 0.`);
  if (!Array.isArray(weights)) throw wrong(`must be a list, not ${show(weights)}`);
  if (weights.length !== n) throw wrong(`has ${weights.length} weights for ${n} choices`);
  for (const weight of weights as unknown[])
    if (typeof weight !== 'number' || !(weight >= 0 && weight < Infinity))
      throw wrong(`${show(weight)} is not a number ≥ 0`);
  // Scaled first, so that huge weights do not overflow.
  const largest = Math.max(...(weights as number[]));
  if (largest === 0) throw wrong('all weights are 0');
  const scaled = (weights as number[]).map((weight) => weight / largest);
  const sum = scaled.reduce((a, b) => a + b, 0);
  return Float64Array.from(scaled, (weight) => Math.log((weight * n) / sum));
}

/** A list of different JSON scalars, at least one. */
export function readChoices(value: unknown, path: string): readonly Scalar[] {
  const wrong = (code: string, message: string): Error =>
    problem(code, path, message, 'Write a list of different texts, numbers, booleans or null: [16, 32, 64].');
  if (!Array.isArray(value)) throw wrong('TW_SPACE_TYPE', `must be a list of choices, not ${show(value)}`);
  if (value.length === 0) throw wrong('TW_SPACE_EMPTY_CHOICES', 'has no choices');
  const seen = new Set<Scalar>();
  for (const choice of value as unknown[]) {
    if (!isScalar(choice)) throw wrong('TW_SPACE_TYPE', `${show(choice)} is not a JSON scalar`);
    if (seen.has(choice))
      throw wrong('TW_SPACE_DUPLICATE_CHOICE', `the choice ${show(choice)} stands there twice`);
    seen.add(choice);
  }
  return [...seen];
}

export function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (typeof value === 'number' && Number.isFinite(value))
  );
}
