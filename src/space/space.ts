import type { Domain } from './domain.ts';
import type { Scalar, SpaceSpec } from './spec.ts';

/** One scalar slot of a configuration. `units: { repeat: layers }` with layers ≤ 4 gives four of them. */
export interface Dimension {
  /** Its place in every row. */
  readonly index: number;
  /**
   * Unique. The name, or where two choices of one oneOf bring parameters of the same name, the name with the
   * choice in it: `optimizer.sgd.rate`.
   */
  readonly path: string;
  /**
   * For example `learning_rate`, `optimizer.momentum`, `units[2]`: what users, expressions and flat views say.
   * Dimensions that share one are never active together.
   */
  readonly name: string;
  /** The name without list indices: `units`. */
  readonly parameter: string;
  /** Place in the list of a repeated parameter, else -1. */
  readonly position: number;
  readonly domain: Domain;
  /** Indices of dimensions that decide whether this one is active; empty when always active. All are smaller. */
  readonly conditions: readonly number[];
}

/** A JSON value of a configuration: scalars, lists of scalars, and `{ name, ...parameters }` under oneOf. */
export type ParamValue = Scalar | readonly ParamValue[] | { readonly [name: string]: ParamValue | undefined };
export type ParamValues = { readonly [name: string]: ParamValue | undefined };

/**
 * A **row** is a configuration as numbers: Float64Array of length `dimensions.length`, entry i a number of
 * dimension i's domain, NaN where the dimension is inactive. Rows are what the log, samplers and models hold.
 */
export interface Space {
  readonly spec: SpaceSpec;
  readonly constraints: readonly string[];
  /** In topological order: a dimension comes after all that condition it. */
  readonly dimensions: readonly Dimension[];
  /** True when some dimension may be inactive. */
  readonly conditional: boolean;
  /** How many distinct feasible configurations there are, or Infinity; exact up to 1e6 combinations, else the bound without constraints. */
  readonly size: number;
  /** The configuration tried first; satisfies the constraints. Fresh copy. */
  defaultRow(): Float64Array;
  /** Given numbers for every dimension, sets the inactive ones to NaN, in place. Returns the row. */
  activate(row: Float64Array): Float64Array;
  /** Whether dimension `index` is active given the entries before it. */
  isActive(row: Float64Array, index: number): boolean;
  /**
   * Whether an activated row satisfies the hard constraints. A comparison with an inactive parameter is unknown;
   * a constraint that stays unknown holds (a `when` does not).
   */
  satisfies(row: Float64Array): boolean;
  /** Whether a row is a configuration of this space: in its domains, active where it must be, satisfying. */
  contains(row: Float64Array): boolean;
  /** Equal for equal configurations and only for those. */
  key(row: Float64Array): string;
  /** Row from numbers in [0, 1]^D; activated; constraints not looked at. Written to `into`, a new row without. */
  fromUnit(unit: Float64Array, into?: Float64Array): Float64Array;
  /** Coordinates in [0, 1]^D; inactive entries NaN. Written to `into`, a new array without. */
  toUnit(row: Float64Array, into?: Float64Array): Float64Array;
  /** What the user's program and TypeScript callers see. */
  toParams(row: Float64Array): ParamValues;
  /** Flat view: every active dimension's name with its scalar, repeated parameters as `units[0]`, oneOf as its choice name. */
  toFlat(row: Float64Array): ReadonlyMap<string, Scalar>;
  /**
   * Row of a user's nested or flat (`optimizer.momentum`) configuration. With `partial: true` missing parameters
   * are NaN and `free[i] = 1` marks them where the row allows them; else the first missing one is an error, as is
   * a complete row that breaks a constraint. A list implies its count, a parameter the choice it stands under.
   * @throws {TunewrightError} TW_CONFIGURATION_INVALID naming the parameter, the value and what is allowed
   */
  fromParams(params: ParamValues, options?: { partial?: boolean }): { row: Float64Array; free: Uint8Array };
  /** Stable digest of spec and constraints; two runs of one study must agree on it. */
  readonly digest: string;
}
