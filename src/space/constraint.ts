import { compileCondition } from './expression/compile.ts';
import type { Scope } from './expression/term.ts';
import { problem, show } from './problem.ts';

/** A hard condition on rows. */
export interface Constraint {
  readonly text: string;
  /** Whether it holds; it does where it is unknown because a parameter it names is inactive. */
  holds(row: Float64Array): boolean;
  /** By how much it fails; ≤ 0 where it holds. */
  excess(row: Float64Array): number;
}

/**
 * @throws {TunewrightError} TW_EXPRESSION_... if it means nothing, TW_SPACE_CONSTRAINT if it is not text or
 * names no parameter
 */
export function compileConstraint(text: unknown, index: number, scope: Scope<Float64Array>): Constraint {
  const path = `constraints[${index}]`;
  if (typeof text !== 'string' || text.trim() === '')
    throw problem(
      'TW_SPACE_CONSTRAINT',
      path,
      `${show(text)} is not an expression`,
      'Write it as text: "a < b".',
    );
  const condition = compileCondition({ text, path }, scope);
  const terms = condition.names.map((name) => scope.resolve(name));
  if (terms.length === 0)
    throw problem(
      'TW_SPACE_CONSTRAINT',
      path,
      `${show(text)} names no parameter: it is always ${condition.holds(new Float64Array(0)) === 1}`,
      'Remove it, or compare parameters.',
    );
  const absent = terms.map(
    (term) =>
      (row: Float64Array): boolean =>
        term?.shape === 'list' ? !term.active(row) : Number.isNaN(term?.read(row)),
  );
  const touchesInactive = (row: Float64Array): boolean => {
    for (let i = 0; i < absent.length; i++) if (absent[i]?.(row)) return true;
    return false;
  };
  return {
    text,
    holds(row) {
      const held = condition.holds(row);
      // Unknown although all are active: an undefined number such as 0/0 or log(-1). That does not hold.
      return held === 1 || (Number.isNaN(held) && touchesInactive(row));
    },
    excess(row) {
      const amount = condition.excess(row);
      return Number.isNaN(amount) ? (touchesInactive(row) ? 0 : Infinity) : amount;
    },
  };
}
