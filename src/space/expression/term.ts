import type { Scalar } from '../spec.ts';

/**
 * The type of a value. Every value is computed as a number: a number as itself, a boolean as 0 or 1, a string
 * and null as the interner's number for it. 'mixed' is a choice among scalars of several types: numbers as
 * themselves, all else as the interner's. NaN is 'unknown' in every type: the value of an inactive parameter.
 */
export type Type = 'number' | 'boolean' | 'string' | 'null' | 'mixed';

/** A typed value over an environment E: a row of the space, or a record of metrics. */
export interface ScalarTerm<E> {
  readonly shape: 'scalar';
  readonly type: Type;
  read(env: E): number;
  /** All values it may have, when they are choices. */
  readonly values?: readonly Scalar[];
}

/** A list of a fixed number of slots; a slot that reads NaN is not in the list. */
export interface ListTerm<E> {
  readonly shape: 'list';
  readonly type: Type;
  readonly slots: number;
  slot(env: E, index: number): number;
  /** False where the list as a whole is inactive: then whatever is computed of it is unknown. */
  active(env: E): boolean;
  readonly values?: readonly Scalar[];
}

export type Term<E> = ScalarTerm<E> | ListTerm<E>;

/** The names an expression may use. */
export interface Scope<E> {
  resolve(path: string): Term<E> | undefined;
  /** What a name stands for, for errors: 'parameter' or 'metric'. */
  readonly noun: string;
  /** All names, for suggestions. */
  names(): Iterable<string>;
  readonly interner: Interner;
}

/** Gives each distinct text, boolean and null a number that no parameter or metric has: below 1e-315. */
export interface Interner {
  intern(value: string | boolean | null): number;
}

export function createInterner(): Interner {
  const numbers = new Map<string | boolean | null, number>();
  return {
    intern(value) {
      const known = numbers.get(value);
      if (known !== undefined) return known;
      const fresh = (numbers.size + 1) * Number.MIN_VALUE;
      numbers.set(value, fresh);
      return fresh;
    },
  };
}

/** The type of a value, or of all values of a list of choices. */
export function typeOf(value: Scalar): Type {
  return value === null ? 'null' : (typeof value as 'number' | 'boolean' | 'string');
}

export function commonType(types: readonly Type[]): Type {
  const [first = 'mixed'] = types;
  return types.every((type) => type === first) ? first : 'mixed';
}

/** The number that stands for a value of a term of the given type. */
export function encode(value: Scalar, type: Type, interner: Interner): number {
  if (typeof value === 'number') return value;
  if (type === 'boolean') return value === true ? 1 : 0;
  return interner.intern(value);
}
