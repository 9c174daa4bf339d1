import { show } from '../problem.ts';
import { expressionProblem, type Source } from './problem.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'symbol' | 'end';
  /** The symbol or keyword, the name, the text of a string, or the digits. */
  readonly text: string;
  readonly column: number;
}

const MAX_LENGTH = 2000;
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'true', 'false', 'null']);
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['&&', 'and'],
  ['||', 'or'],
]);

const BLANK = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/uy;
const QUOTED = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y;
const BACKTICKED = /`([^`]+)`/y;
const SYMBOL = /\*\*|==|!=|<=|>=|&&|\|\||[-+*/%<>!()[\],.]/y;

/** @throws {TunewrightError} TW_EXPRESSION_SYNTAX, TW_EXPRESSION_TOO_LONG */
export function tokenize(source: Source): readonly Token[] {
  const { text } = source;
  if (text.length > MAX_LENGTH)
    throw expressionProblem(
      'TW_EXPRESSION_TOO_LONG',
      source,
      MAX_LENGTH,
      `the expression has ${text.length} characters; ${MAX_LENGTH} are allowed`,
      'Split it into several constraints.',
    );
  const tokens: Token[] = [];
  let column = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = column;
    return pattern.exec(text)?.[0];
  };
  while (column < text.length) {
    const blank = match(BLANK);
    if (blank !== undefined) {
      column += blank.length;
      continue;
    }
    const [token, length] = next(match, source, column);
    tokens.push(token);
    column += length;
  }
  return [...tokens, { kind: 'end', text: '', column }];
}

function next(
  match: (pattern: RegExp) => string | undefined,
  source: Source,
  column: number,
): readonly [Token, number] {
  const number = match(NUMBER);
  if (number !== undefined) return [{ kind: 'number', text: number, column }, number.length];
  const name = match(NAME);
  if (name !== undefined)
    return [{ kind: KEYWORDS.has(name) ? 'symbol' : 'name', text: name, column }, name.length];
  const quoted = match(QUOTED);
  if (quoted !== undefined) return [{ kind: 'string', text: unquote(quoted), column }, quoted.length];
  const ticked = match(BACKTICKED);
  if (ticked !== undefined) return [{ kind: 'name', text: ticked.slice(1, -1), column }, ticked.length];
  const symbol = match(SYMBOL);
  if (symbol !== undefined)
    return [{ kind: 'symbol', text: SYNONYMS.get(symbol) ?? symbol, column }, symbol.length];
  throw unexpected(source, column);
}

function unexpected(source: Source, column: number): Error {
  const letter = String.fromCodePoint(source.text.codePointAt(column) as number);
  const [message, mend] =
    letter === '='
      ? ['a single = means nothing here', 'Write == to compare.']
      : letter === "'" || letter === '"' || letter === '`'
        ? [`the quote ${letter} is never closed`, 'Close it.']
        : [`unexpected ${show(letter)}`, 'Remove it; names with such characters go into `backticks`.'];
  return expressionProblem('TW_EXPRESSION_SYNTAX', source, column, message, mend);
}

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\([\s\S])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
