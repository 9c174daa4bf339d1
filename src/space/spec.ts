/** What a user writes: plain object literals, the same in TypeScript, YAML and JSON. */

/** A value that a leaf parameter may take. */
export type Scalar = string | number | boolean | null;

/** A belief about where a good number lies: mean in the parameter's units; sd in decades if log, else in its units. */
export interface NumericPrior {
  readonly mean: number;
  /** > 0 */
  readonly sd: number;
}

/** A belief about which choice is good: one weight ≥ 0 a choice, in the order of the choices (false, true), not all 0. */
export interface ChoicePrior {
  readonly weights: readonly number[];
}

interface Modifiers {
  /** A condition over other parameters; without it the parameter is always active. */
  readonly when?: string;
  /** The path of an integer parameter: the value becomes a list with that many entries. */
  readonly repeat?: string;
}

export interface FloatSpec extends Modifiers {
  /** Both ends included. */
  readonly float: readonly [low: number, high: number];
  readonly log?: boolean;
  readonly step?: number;
  readonly default?: number | readonly number[];
  readonly prior?: NumericPrior;
}

export interface IntSpec extends Modifiers {
  /** Both ends included. */
  readonly int: readonly [low: number, high: number];
  readonly log?: boolean;
  readonly step?: number;
  readonly default?: number | readonly number[];
  readonly prior?: NumericPrior;
}

export interface CategoricalSpec extends Modifiers {
  readonly categorical: readonly Scalar[];
  readonly default?: Scalar | readonly Scalar[];
  readonly prior?: ChoicePrior;
}

/** As categorical, but the order of the values means something. */
export interface OrdinalSpec extends Modifiers {
  readonly ordinal: readonly Scalar[];
  readonly default?: Scalar | readonly Scalar[];
  readonly prior?: ChoicePrior;
}

export interface BoolSpec extends Modifiers {
  readonly bool: true;
  readonly default?: boolean | readonly boolean[];
  readonly prior?: ChoicePrior;
}

/** A choice that brings its own parameters, nested to any depth. */
export interface OneOfSpec extends Modifiers {
  readonly oneOf: { readonly [choice: string]: SpaceSpec };
  readonly default?: string | readonly string[];
  readonly prior?: ChoicePrior;
}

export interface ConstantSpec extends Modifiers {
  readonly constant: Scalar;
}

export type ParameterSpec =
  | FloatSpec
  | IntSpec
  | CategoricalSpec
  | OrdinalSpec
  | BoolSpec
  | OneOfSpec
  | ConstantSpec;

export interface SpaceSpec {
  readonly [name: string]: ParameterSpec;
}
