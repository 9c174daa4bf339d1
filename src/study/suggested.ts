import type { ParamValue } from '../space/space.ts';

/** A suggestion with all that replaying it needs. */
export interface Suggested {
  readonly row: Float64Array;
  readonly tag: ParamValue | undefined;
  readonly position: number;
  readonly ordinal: number;
  readonly batch: readonly [index: number, size: number];
}
