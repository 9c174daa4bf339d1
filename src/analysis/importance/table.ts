/** How much one parameter (one dimension of the space) matters. */
export interface ParameterImportance {
  /** Its name, for example `optimizer.momentum` or `units[1]`. */
  readonly parameter: string;
  /**
   * Its share of what is explained, in [0, 1]: over all configurations, so that a parameter which is seldom active
   * weighs accordingly.
   */
  readonly share: number;
  /** 90 % interval of the share. */
  readonly low: number;
  readonly high: number;
  /** The share among configurations in which it is active; the same as `share` for one that always is. */
  readonly whenActive: number;
  /** How often it is active, in [0, 1]. */
  readonly active: number;
  /** Whether the share stands out from what scores without any relation to the parameter would give. */
  readonly clear: boolean;
}

/** Numbers that the trials can carry, or the reason why there are none. */
export type Answer<T> =
  | ({ readonly available: true } & T)
  | { readonly available: false; readonly reason: string };

/** z of a two-sided 90 % interval. */
export const z90 = 1.6448536269514722;
