import type { Arithmetic, Comparison } from './syntax.ts';

/** Reads a number from an environment; NaN is unknown. */
export type Reader<E> = (env: E) => number;

export function arithmetic<E>(operator: Arithmetic, left: Reader<E>, right: Reader<E>): Reader<E> {
  switch (operator) {
    case '+':
      return (env) => left(env) + right(env);
    case '-':
      return (env) => left(env) - right(env);
    case '*':
      return (env) => left(env) * right(env);
    case '/':
      return (env) => left(env) / right(env);
    case '%':
      return (env) => left(env) % right(env);
    case '**':
      return (env) => left(env) ** right(env);
  }
}

/** 1, 0, or NaN when a side is unknown. */
export function comparison<E>(operator: Comparison, left: Reader<E>, right: Reader<E>): Reader<E> {
  switch (operator) {
    case '<':
      return (env) => less(left(env), right(env));
    case '>':
      return (env) => less(right(env), left(env));
    case '<=':
      return (env) => lessOrEqual(left(env), right(env));
    case '>=':
      return (env) => lessOrEqual(right(env), left(env));
    case '==':
      return (env) => equal(left(env), right(env));
    case '!=':
      return (env) => 1 - equal(left(env), right(env));
  }
}

function less(a: number, b: number): number {
  return a < b ? 1 : a >= b ? 0 : Number.NaN;
}

function lessOrEqual(a: number, b: number): number {
  return a <= b ? 1 : a > b ? 0 : Number.NaN;
}

function equal(a: number, b: number): number {
  return a === b ? 1 : Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
}

/** False if either is false, else unknown if either is unknown (Kleene). */
export function conjunction<E>(left: Reader<E>, right: Reader<E>): Reader<E> {
  return (env) => {
    const a = left(env);
    if (a === 0) return 0;
    const b = right(env);
    return b === 0 ? 0 : a * b;
  };
}

/** True if either is true, else unknown if either is unknown (Kleene). */
export function disjunction<E>(left: Reader<E>, right: Reader<E>): Reader<E> {
  return (env) => {
    const a = left(env);
    if (a === 1) return 1;
    const b = right(env);
    return b === 1 ? 1 : a + b;
  };
}

/**
 * How far a comparison of numbers is from holding: ≤ 0 exactly where it holds, NaN where unknown. Undefined
 * for `!=`, which has no distance.
 */
export function distance<E>(operator: Comparison, left: Reader<E>, right: Reader<E>): Reader<E> | undefined {
  switch (operator) {
    case '<=':
      return (env) => left(env) - right(env);
    case '>=':
      return (env) => right(env) - left(env);
    case '<':
      return (env) => open(left(env) - right(env));
    case '>':
      return (env) => open(right(env) - left(env));
    case '==':
      return (env) => Math.abs(left(env) - right(env));
    case '!=':
      return undefined;
  }
}

/** On the open bound itself the comparison fails by as little as a number can say. */
function open(difference: number): number {
  return difference === 0 ? Number.MIN_VALUE : difference;
}
