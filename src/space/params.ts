import type { ParamValues } from './space.ts';

/** The value of one parameter P by its kind; the key that P has picks the line. */
interface Values<P> {
  readonly float: number;
  readonly int: number;
  readonly bool: boolean;
  readonly categorical: P extends { readonly categorical: readonly (infer V)[] } ? V : never;
  readonly ordinal: P extends { readonly ordinal: readonly (infer V)[] } ? V : never;
  readonly constant: P extends { readonly constant: infer V } ? V : never;
  readonly oneOf: P extends { readonly oneOf: infer C }
    ? { readonly [K in keyof C]: { readonly name: K } & Params<C[K]> }[keyof C]
    : never;
}

type Value<P> = Values<P>[keyof P & keyof Values<P>];
type Repeated<P> = P extends { readonly repeat: string } ? readonly Value<P>[] : Value<P>;
type Conditional<P> = P extends { readonly when: string } ? Repeated<P> | undefined : Repeated<P>;

/**
 * The configurations of a space S, inferred from plain object literals (taken as a `const` type parameter):
 * numbers for float and int, the union of the choices, booleans, `{ name: 'sgd', momentum }` for each choice
 * of a oneOf as a discriminated union, lists under `repeat`, `| undefined` under `when`.
 * @example
 * function optimize<const S extends SpaceSpec>(space: S, objective: (params: Params<S>) => number): void;
 */
export type Params<S> = string extends keyof S ? ParamValues : { readonly [K in keyof S]: Conditional<S[K]> };
