import type { Scalar } from './spec.ts';

/**
 * The values one dimension may take, as numbers. A number of a domain is the value itself (float, int) or
 * the index of a choice (categorical, ordinal, bool, oneOf, constant). Each kind of parameter implements
 * this; nothing outside `space/` asks which kind it is.
 */
export interface Domain {
  /** For display and serialisation only: 'float', 'int', 'categorical', ... */
  readonly kind: string;
  /** Whether nearby numbers mean nearby values (false for categorical and oneOf; bool counts as unordered). */
  readonly ordered: boolean;
  /** How many values there are; Infinity for a float without step; 1 when the dimension cannot vary. */
  readonly cardinality: number;
  /** The values by their numbers, when numbers are indices of choices; undefined when numbers are the values. */
  readonly choices?: readonly Scalar[];
  /** The number of the default value, or of the middle of the range on its own scale. */
  readonly defaultNumber: number;
  /** Whether `number` is a value of this domain (on the step grid, in range, an integer where needed). */
  contains(number: number): boolean;
  /**
   * Place on the domain's own scale (log where asked), in [0, 1]. Discrete domains lie in the middles of
   * `cardinality` bins that tile [0, 1] (equal bins for choices; bins of value ± step/2 on the scale for numbers),
   * so uniform u gives the natural random draw and `fromUnit(toUnit(x)) === x`; in a float without step
   * it is x up to rounding, and exactly the ends at 0 and 1.
   */
  toUnit(number: number): number;
  /** Inverse; u outside [0, 1] is clamped; always returns a contained number. */
  fromUnit(u: number): number;
  /** The k-th value in order, 0 ≤ k < cardinality; only for finite domains. */
  nth(k: number): number;
  /** The position of a contained number in that order. */
  indexOf(number: number): number;
  /** What the user's program sees. */
  toValue(number: number): Scalar;
  /** The number of a user's value; NaN if it is not of this domain. */
  fromValue(value: unknown): number;
  /** log of the user's prior density relative to the uniform one on the own scale; 0 everywhere without a prior. */
  logPrior(number: number): number;
  /** True when the user gave a prior. */
  readonly hasPrior: boolean;
}
