import type { ListTerm } from './term.ts';

/** A function of numbers, one to one. */
export const SCALAR_FUNCTIONS: ReadonlyMap<string, (x: number) => number> = new Map([
  ['abs', Math.abs],
  ['ceil', Math.ceil],
  ['exp', Math.exp],
  ['floor', Math.floor],
  ['log', Math.log],
  ['log10', Math.log10],
  ['log2', Math.log2],
  ['round', Math.round],
  ['sqrt', Math.sqrt],
]);

export interface ListFunction {
  /** What it needs of the entries: numbers, booleans, or anything. */
  readonly entries: 'number' | 'boolean' | 'any';
  readonly result: 'number' | 'boolean';
  over<E>(list: ListTerm<E>, env: E): number;
}

/** Folds the entries that are there, in order. */
function folding(
  start: number,
  step: (sum: number, x: number) => number,
): <E>(list: ListTerm<E>, env: E) => number {
  return (list, env) => {
    let sum = start;
    for (let i = 0; i < list.slots; i++) {
      const x = list.slot(env, i);
      if (!Number.isNaN(x)) sum = step(sum, x);
    }
    return sum;
  };
}

/** 1 if every entry stands in the relation to the one before it. */
function ordered(holds: (before: number, x: number) => boolean): <E>(list: ListTerm<E>, env: E) => number {
  return (list, env) => {
    let before = Number.NaN;
    for (let i = 0; i < list.slots; i++) {
      const x = list.slot(env, i);
      if (Number.isNaN(x)) continue;
      if (!Number.isNaN(before) && !holds(before, x)) return 0;
      before = x;
    }
    return 1;
  };
}

/**
 * Functions of a list, or of several values as if in a list. The empty list has sum 0, min ∞, max -∞, is in
 * order, and `all` of it is true. `increasing` and `decreasing` allow equal neighbours.
 */
export const LIST_FUNCTIONS: ReadonlyMap<string, ListFunction> = new Map<string, ListFunction>([
  ['all', { entries: 'boolean', result: 'boolean', over: folding(1, Math.min) }],
  ['any', { entries: 'boolean', result: 'boolean', over: folding(0, Math.max) }],
  ['decreasing', { entries: 'number', result: 'boolean', over: ordered((before, x) => before >= x) }],
  ['increasing', { entries: 'number', result: 'boolean', over: ordered((before, x) => before <= x) }],
  ['len', { entries: 'any', result: 'number', over: folding(0, (sum) => sum + 1) }],
  ['max', { entries: 'number', result: 'number', over: folding(-Infinity, Math.max) }],
  ['min', { entries: 'number', result: 'number', over: folding(Infinity, Math.min) }],
  ['sum', { entries: 'number', result: 'number', over: folding(0, (sum, x) => sum + x) }],
]);
