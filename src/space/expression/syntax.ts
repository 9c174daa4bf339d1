/** The tree of an expression. `column` is counted from 0. */
export type Node = Literal | Name | List | Unary | Binary | Call;

interface Literal {
  readonly node: 'literal';
  readonly column: number;
  readonly value: string | number | boolean | null;
}

/** A path such as `layers`, `optimizer.momentum` or `units[0]`. */
export interface Name {
  readonly node: 'name';
  readonly column: number;
  readonly path: string;
}

export interface List {
  readonly node: 'list';
  readonly column: number;
  readonly items: readonly Node[];
}

interface Unary {
  readonly node: 'unary';
  readonly column: number;
  readonly operator: '-' | 'not';
  readonly operand: Node;
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';

export interface Binary {
  readonly node: 'binary';
  readonly column: number;
  readonly operator: Comparison | Arithmetic | 'and' | 'or' | 'in' | 'not in';
  readonly left: Node;
  readonly right: Node;
}

export interface Call {
  readonly node: 'call';
  readonly column: number;
  readonly name: string;
  readonly items: readonly Node[];
}

/** Every path that the expression names, once each, in order. */
export function namesIn(node: Node): readonly string[] {
  const names = new Set<string>();
  const visit = (at: Node): void => {
    if (at.node === 'name') names.add(at.path);
    else if (at.node === 'unary') visit(at.operand);
    else if (at.node === 'binary') {
      visit(at.left);
      visit(at.right);
    } else if (at.node !== 'literal') at.items.forEach(visit);
  };
  visit(node);
  return [...names];
}
