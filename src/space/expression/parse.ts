import { show } from '../problem.ts';
import { expressionProblem, type Source } from './problem.ts';
import type { Binary, Name, Node } from './syntax.ts';
import { type Token, tokenize } from './tokens.ts';

const MAX_DEPTH = 100;

/** Operators that bind equally, from the loosest; all but comparisons may follow one another. */
const LEVELS: readonly ReadonlySet<string>[] = [
  new Set(['or']),
  new Set(['and']),
  new Set(['==', '!=', '<', '<=', '>', '>=', 'in', 'not']),
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];
const COMPARISON = 2;

/**
 * Parses an expression.
 *
 * From the loosest binding: `or`, `and`, `not`, comparisons and `in`, `+ -`, `* / %`, unary `- !`, `**`. `&&`,
 * `||` and `!` are other spellings. Names are letters, digits, `_` and `$`; others stand in backticks.
 * @throws {TunewrightError} TW_EXPRESSION_SYNTAX, TW_EXPRESSION_TOO_LONG (also when nested over 100 deep)
 */
export function parseExpression(source: Source): Node {
  const tokens = tokenize(source);
  let at = 0;
  let depth = 0;

  const peek = (): Token => tokens[at] as Token;
  const isSymbol = (text: string): boolean => peek().kind === 'symbol' && peek().text === text;
  const take = (): Token => tokens[at++] as Token;
  const accept = (text: string): boolean => {
    const found = isSymbol(text);
    if (found) at++;
    return found;
  };
  const fail = (token: Token, message: string, mend: string): Error =>
    expressionProblem('TW_EXPRESSION_SYNTAX', source, token.column, message, mend);
  const unexpected = (token: Token, wanted: string): Error =>
    fail(
      token,
      `expected ${wanted}, found ${token.kind === 'end' ? 'the end' : show(token.text)}`,
      'Mend the expression there.',
    );
  const expect = (text: string): void => {
    if (!accept(text)) throw unexpected(peek(), show(text));
  };
  const nested = <T>(parse: () => T): T => {
    if (++depth > MAX_DEPTH)
      throw expressionProblem(
        'TW_EXPRESSION_TOO_LONG',
        source,
        peek().column,
        `the expression is nested over ${MAX_DEPTH} deep`,
        'Split it into several constraints.',
      );
    const result = parse();
    depth--;
    return result;
  };

  const expression = (): Node => nested(() => level(0));

  const level = (index: number): Node => {
    if (index === LEVELS.length) return unary();
    if (index === COMPARISON && isSymbol('not')) return negation();
    const operators = LEVELS[index] as ReadonlySet<string>;
    let left = level(index + 1);
    let count = 0;
    while (peek().kind === 'symbol' && operators.has(peek().text)) {
      const token = take();
      if (index === COMPARISON && count++ > 0)
        throw fail(token, 'comparisons cannot be chained', 'Join two comparisons: a < b and b < c.');
      let operator = token.text;
      if (operator === 'not') {
        expect('in');
        operator = 'not in';
      }
      const right = level(index + 1);
      left = { node: 'binary', column: token.column, operator: operator as Binary['operator'], left, right };
    }
    return left;
  };

  const negation = (): Node => {
    const { column } = take();
    return { node: 'unary', column, operator: 'not', operand: nested(() => level(COMPARISON)) };
  };

  const unary = (): Node => {
    const { column } = peek();
    if (accept('-')) return { node: 'unary', column, operator: '-', operand: nested(unary) };
    if (accept('!')) return { node: 'unary', column, operator: 'not', operand: nested(unary) };
    const base = primary();
    const power = peek();
    if (!accept('**')) return base;
    return { node: 'binary', column: power.column, operator: '**', left: base, right: nested(unary) };
  };

  const items = (close: string): readonly Node[] => {
    const list: Node[] = [];
    while (!accept(close)) {
      if (list.length > 0) expect(',');
      list.push(expression());
    }
    return list;
  };

  const primary = (): Node => {
    const token = take();
    const { column, text } = token;
    if (token.kind === 'number') return { node: 'literal', column, value: readNumber(token) };
    if (token.kind === 'string') return { node: 'literal', column, value: text };
    if (token.kind === 'name')
      return accept('(') ? { node: 'call', column, name: text, items: items(')') } : path(token);
    if (token.kind === 'symbol') {
      if (text === 'true' || text === 'false') return { node: 'literal', column, value: text === 'true' };
      if (text === 'null') return { node: 'literal', column, value: null };
      if (text === '[') return { node: 'list', column, items: items(']') };
      if (text === '(') {
        const inner = expression();
        expect(')');
        return inner;
      }
    }
    throw unexpected(token, 'a value or a name');
  };

  const readNumber = (token: Token): number => {
    const value = Number(token.text);
    if (!Number.isFinite(value)) throw fail(token, `${token.text} is too large`, 'Write a smaller number.');
    return value;
  };

  const path = (first: Token): Name => {
    let text = first.text;
    for (;;) {
      if (accept('.')) {
        const part = take();
        // A keyword after a point is a name.
        if (part.kind !== 'name' && !/^[a-z]+$/.test(part.text))
          throw unexpected(part, 'a name after the point');
        text += `.${part.text}`;
      } else if (accept('[')) {
        const index = take();
        if (index.kind !== 'number' || !/^\d+$/.test(index.text))
          throw unexpected(index, 'a place in the list, counted from 0');
        expect(']');
        text += `[${Number(index.text)}]`;
      } else return { node: 'name', column: first.column, path: text };
    }
  };

  const tree = expression();
  if (peek().kind !== 'end') throw unexpected(peek(), 'an operator or the end');
  return tree;
}
