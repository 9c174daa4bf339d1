import { suggestion } from '../nearest.ts';
import { show } from '../problem.ts';
import type { Scalar } from '../spec.ts';
import { LIST_FUNCTIONS, SCALAR_FUNCTIONS } from './functions.ts';
import { arithmetic, comparison, conjunction, disjunction, type Reader } from './operators.ts';
import { expressionProblem, type Source } from './problem.ts';
import type { Arithmetic, Binary, Call, Comparison, List, Name, Node } from './syntax.ts';
import {
  commonType,
  encode,
  type ListTerm,
  type ScalarTerm,
  type Scope,
  type Term,
  type Type,
  typeOf,
} from './term.ts';

/** Checks types and compiles trees to closures over an environment. */
export interface Checker<E> {
  term(node: Node): Term<E>;
  /** @throws {TunewrightError} TW_EXPRESSION_TYPE if it is not of that type */
  reader(node: Node, type: Type): Reader<E>;
}

/** @throws {TunewrightError} TW_EXPRESSION_NAME, TW_EXPRESSION_TYPE, TW_EXPRESSION_VALUE from its methods */
export function createChecker<E>(source: Source, scope: Scope<E>): Checker<E> {
  const wrongType = (node: Node, message: string, mend: string): Error =>
    expressionProblem('TW_EXPRESSION_TYPE', source, node.column, message, mend);

  const scalar = (type: Type, read: Reader<E>): ScalarTerm<E> => ({ shape: 'scalar', type, read });

  const reader = (node: Node, type: Type): Reader<E> => {
    const found = term(node);
    if (found.shape === 'scalar' && found.type === type) return found.read;
    throw wrongType(node, `needs a ${type} here, found ${describe(found)}`, `Make it a ${type}.`);
  };

  const single = (node: Node): ScalarTerm<E> => {
    const found = term(node);
    if (found.shape === 'scalar') return found;
    throw wrongType(
      node,
      `needs a single value here, found ${describe(found)}`,
      'Use sum, max, len or an index.',
    );
  };

  const term = (node: Node): Term<E> => {
    switch (node.node) {
      case 'literal':
        return literal(node.value);
      case 'name':
        return name(node);
      case 'list':
        return list(node);
      case 'call':
        return call(node);
      case 'unary': {
        const read = reader(node.operand, node.operator === '-' ? 'number' : 'boolean');
        return node.operator === '-'
          ? scalar('number', (env) => -read(env))
          : scalar('boolean', (env) => 1 - read(env));
      }
      case 'binary':
        return binary(node);
    }
  };

  const literal = (value: Scalar): ScalarTerm<E> => {
    const number = encode(value, typeOf(value), scope.interner);
    return { shape: 'scalar', type: typeOf(value), read: () => number };
  };

  const name = (node: Name): Term<E> => {
    const found = scope.resolve(node.path);
    if (found !== undefined) return found;
    const names = [...scope.names()];
    throw expressionProblem(
      'TW_EXPRESSION_NAME',
      source,
      node.column,
      `there is no ${scope.noun} ${show(node.path)}.${suggestion(node.path, names)}`,
      `Use one of: ${names.slice(0, 20).join(', ')}; texts stand in quotes.`,
    );
  };

  const list = (node: List | Call): ListTerm<E> => {
    const parts = node.items.map(single);
    const type = commonType(parts.map((part) => part.type));
    const reads = parts.map((part) => (type === 'mixed' ? mixed(part) : part.read));
    return {
      shape: 'list',
      type,
      slots: reads.length,
      slot: (env, index) => (reads[index] as Reader<E>)(env),
      active: (env) => reads.every((read) => !Number.isNaN(read(env))),
      ...(node.items.every((item) => item.node === 'literal') && { values: literals(node.items) }),
    };
  };

  /** Turns the number of a value of some type into that of 'mixed', so that different types can be compared. */
  const toMixed = (type: Type): ((x: number) => number) => {
    if (type !== 'boolean') return (x) => x;
    const no = scope.interner.intern(false);
    const yes = scope.interner.intern(true);
    return (x) => (Number.isNaN(x) ? x : x === 1 ? yes : no);
  };

  const mixed = ({ read, type }: ScalarTerm<E>): Reader<E> => {
    const convert = toMixed(type);
    return (env) => convert(read(env));
  };

  const binary = (node: Binary): ScalarTerm<E> => {
    const { operator, left, right } = node;
    switch (operator) {
      case 'and':
        return scalar('boolean', conjunction(reader(left, 'boolean'), reader(right, 'boolean')));
      case 'or':
        return scalar('boolean', disjunction(reader(left, 'boolean'), reader(right, 'boolean')));
      case 'in':
        return scalar('boolean', membership(node));
      case 'not in': {
        const read = membership(node);
        return scalar('boolean', (env) => 1 - read(env));
      }
      case '==':
      case '!=':
        return scalar('boolean', equality(node, operator));
      case '<':
      case '<=':
      case '>':
      case '>=':
        return scalar('boolean', comparison(operator, reader(left, 'number'), reader(right, 'number')));
      default:
        return scalar(
          'number',
          arithmetic(operator satisfies Arithmetic, reader(left, 'number'), reader(right, 'number')),
        );
    }
  };

  const equality = (node: Binary, operator: Comparison): Reader<E> => {
    const left = single(node.left);
    const right = single(node.right);
    checkValue(node.right, left);
    checkValue(node.left, right);
    if (left.type === right.type) return comparison(operator, left.read, right.read);
    if (left.type !== 'mixed' && right.type !== 'mixed')
      throw wrongType(
        node,
        `a ${left.type} never equals a ${right.type}`,
        'Compare values of one type; texts stand in quotes, numbers do not.',
      );
    return comparison(operator, mixed(left), mixed(right));
  };

  /** A literal compared with a choice must be one of its values: the commonest slip. */
  const checkValue = (node: Node, other: Term<E>): void => {
    if (node.node !== 'literal' || other.values === undefined || other.values.includes(node.value)) return;
    throw expressionProblem(
      'TW_EXPRESSION_VALUE',
      source,
      node.column,
      `${show(node.value)} is never a value there.${suggestion(String(node.value), other.values.map(String))}`,
      `Use one of: ${other.values.slice(0, 20).map(show).join(', ')}.`,
    );
  };

  const membership = (node: Binary): Reader<E> => {
    const left = single(node.left);
    const right = term(node.right);
    if (right.shape !== 'list')
      throw wrongType(
        node.right,
        `needs a list after in, found ${describe(right)}`,
        'Write [a, b] or a repeated parameter.',
      );
    if (node.right.node === 'list') for (const item of node.right.items) checkValue(item, left);
    else checkValue(node.left, right);
    const same = left.type === right.type;
    if (!same && left.type !== 'mixed' && right.type !== 'mixed' && right.slots > 0)
      throw wrongType(node, `a ${left.type} is never in ${describe(right)}`, 'Compare values of one type.');
    const read = same ? left.read : mixed(left);
    const convert = same ? (y: number): number => y : toMixed(right.type);
    return (env) => {
      const x = read(env);
      if (Number.isNaN(x) || !right.active(env)) return Number.NaN;
      for (let i = 0; i < right.slots; i++) if (convert(right.slot(env, i)) === x) return 1;
      return 0;
    };
  };

  const call = (node: Call): ScalarTerm<E> => {
    const one = SCALAR_FUNCTIONS.get(node.name);
    if (one !== undefined) {
      const [argument] = node.items;
      if (argument === undefined || node.items.length > 1)
        throw wrongType(node, `${node.name} takes one number`, `Write ${node.name}(x).`);
      const read = reader(argument, 'number');
      return scalar('number', (env) => one(read(env)));
    }
    const over = LIST_FUNCTIONS.get(node.name);
    if (over === undefined) {
      const known = [...SCALAR_FUNCTIONS.keys(), ...LIST_FUNCTIONS.keys()];
      throw expressionProblem(
        'TW_EXPRESSION_NAME',
        source,
        node.column,
        `there is no function ${show(node.name)}.${suggestion(node.name, known)}`,
        `Use one of: ${known.sort().join(', ')}.`,
      );
    }
    const first = node.items.length === 1 ? term(node.items[0] as Node) : undefined;
    const argument = first?.shape === 'list' ? first : list(node);
    if (argument.slots === 0)
      throw wrongType(node, `${node.name} needs a list or values`, 'Name a repeated parameter.');
    if (over.entries !== 'any' && over.entries !== argument.type)
      throw wrongType(
        node,
        `${node.name} needs ${over.entries}s, found ${describe(argument)}`,
        `Give it ${over.entries}s.`,
      );
    return scalar(over.result, (env) => (argument.active(env) ? over.over(argument, env) : Number.NaN));
  };

  return { term, reader };
}

function literals(nodes: readonly Node[]): readonly Scalar[] {
  return nodes.flatMap((node) => (node.node === 'literal' ? [node.value] : []));
}

function describe(term: Term<never>): string {
  return term.shape === 'list'
    ? `a list of ${term.type}s`
    : term.type === 'mixed'
      ? 'a choice of mixed types'
      : `a ${term.type}`;
}
