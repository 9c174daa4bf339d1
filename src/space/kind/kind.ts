import type { Domain } from '../domain.ts';
import type { Fields } from '../fields.ts';

/**
 * A kind of parameter: how what the user wrote becomes a domain. Adding one is a file in this folder and a
 * line in `registry.ts`.
 */
export interface Kind {
  /** The key that says the kind: `{ float: [0, 1] }`. */
  readonly key: string;
  /** Further keys it knows, besides `when` and `repeat`. */
  readonly options: readonly string[];
  /**
   * Checks and compiles.
   * @param fields - the parameter as written, its keys already checked
   * @param path - its place, for errors: `space.learning_rate`
   * @param given - the user's default for this slot; undefined without one
   */
  domain(fields: Fields, path: string, given: unknown): Domain;
  /** For kinds whose choices bring parameters: raw spaces, in the order of the domain's choices. */
  branches?(fields: Fields): readonly (readonly [choice: string, space: unknown])[];
}
