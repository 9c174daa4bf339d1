import { createChecker } from './check.ts';
import { distance, type Reader } from './operators.ts';
import { parseExpression } from './parse.ts';
import type { Source } from './problem.ts';
import { type Comparison, type Node, namesIn } from './syntax.ts';
import type { Scope } from './term.ts';

/** A compiled boolean expression over an environment E: a row of a space, or a record of metrics. */
export interface Condition<E> {
  readonly text: string;
  /** The paths it names, once each, as written. */
  readonly names: readonly string[];
  /**
   * 1 where it holds, 0 where not, NaN where that is unknown because a name has no value there. `and`, `or`
   * and `not` reason with the unknown as people do (Kleene): false and unknown is false. Allocates nothing.
   */
  readonly holds: Reader<E>;
  /**
   * The amount by which it fails, in the units of its numbers: ≤ 0 exactly where it holds, NaN where unknown.
   * `a <= b` gives a - b; `and` the larger of two, `or` the smaller; what has no distance gives 0 or 1.
   */
  readonly excess: Reader<E>;
}

/**
 * Parses, type-checks and compiles a boolean expression. Nothing is ever evaluated as code.
 * @param source - the text, and its place for errors
 * @param scope - the names it may use
 * @throws {TunewrightError} TW_EXPRESSION_SYNTAX, TW_EXPRESSION_TOO_LONG, TW_EXPRESSION_NAME,
 * TW_EXPRESSION_TYPE, TW_EXPRESSION_VALUE, each naming the column
 */
export function compileCondition<E>(source: Source, scope: Scope<E>): Condition<E> {
  const tree = parseExpression(source);
  const checker = createChecker(source, scope);
  const holds = checker.reader(tree, 'boolean');

  const excess = (node: Node): Reader<E> => {
    if (node.node === 'binary') {
      const { operator, left, right } = node;
      if (operator === 'and') return larger(excess(left), excess(right));
      if (operator === 'or') return smaller(excess(left), excess(right));
      if (
        isComparison(operator) &&
        checker.term(left).type === 'number' &&
        checker.term(right).type === 'number'
      ) {
        const amount = distance(operator, checker.reader(left, 'number'), checker.reader(right, 'number'));
        if (amount !== undefined) return amount;
      }
    }
    const truth = checker.reader(node, 'boolean');
    return (env) => 1 - truth(env);
  };

  return { text: source.text, names: namesIn(tree), holds, excess: excess(tree) };
}

function isComparison(operator: string): operator is Comparison {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

/** The larger excess; unknown only if neither side already fails. */
function larger<E>(left: Reader<E>, right: Reader<E>): Reader<E> {
  return (env) => {
    const a = left(env);
    const b = right(env);
    if (Number.isNaN(a)) return b > 0 ? b : a;
    if (Number.isNaN(b)) return a > 0 ? a : b;
    return Math.max(a, b);
  };
}

/** The smaller excess; unknown only if neither side already holds. */
function smaller<E>(left: Reader<E>, right: Reader<E>): Reader<E> {
  return (env) => {
    const a = left(env);
    const b = right(env);
    if (Number.isNaN(a)) return b <= 0 ? b : a;
    if (Number.isNaN(b)) return a <= 0 ? a : b;
    return Math.min(a, b);
  };
}
