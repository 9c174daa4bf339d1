import { hash32 } from '../math/random.ts';

/** What of an evaluation decides which rows it may see: a trial as the objective sees it has all of it. */
export interface SplitRequest {
  readonly seed: number;
  /** Which fold is held out, from 0; without folds (`folds` 0) it does not matter. */
  readonly fold: number;
  readonly folds: number;
  /** 'search' and 'confirm' are splits of what is not locked; any other name means the locked rows. */
  readonly split: string;
}

export interface SplitOptions {
  /** A class for each row: every part has the same share of each. */
  readonly labels?: ArrayLike<number | string>;
  /** A group for each row (a patient, a site): all rows of a group are in one part. Goes before `labels`. */
  readonly groups?: ArrayLike<number | string>;
  /** A time for each row, or true when the rows are in order: what is tested is later than what is trained on. */
  readonly time?: true | ArrayLike<number>;
  /** Share of the rows that is tested without folds, in (0, 1). @defaultValue 0.25 */
  readonly test?: number;
  /** Share of the rows that is locked away, in [0, 1): always the same ones, whatever the seed. @defaultValue 0 */
  readonly holdout?: number;
}

export interface Split {
  /** Numbers of rows, ascending. */
  readonly train: number[];
  /** Numbers of rows, ascending; none of them is in `train`. */
  readonly test: number[];
}

/** So that the locked rows depend on nothing that changes. */
const LOCK = 0x10c3ed;

/**
 * The rows that an evaluation trains on and those that it is judged by. With folds it is fold `trial.fold` of a
 * cross-validation, else a random share; the seed decides which. The rows locked by `holdout` are in neither part, until
 * the study reads its holdout: then they are the test and all others the training rows.
 * @param count - rows, ≥ 2
 * @param trial - the trial as your objective sees it
 * @returns the same in the Python client, number for number
 * @throws {RangeError} when a part would be empty, or the holdout is read where nothing is locked
 * @remarks O(count). Classes and groups are dealt in the order in which they first occur. With `time`, fold f of k trains
 * on all that is earlier than its block, and the seed moves the blocks by less than one of them.
 * @example
 * const { train, test } = splitRows(rows.length, trial, { labels, holdout: 0.2 });
 */
export function splitRows(count: number, trial: SplitRequest, options: SplitOptions = {}): Split {
  const { holdout = 0, test = 0.25 } = options;
  const order = options.time === undefined ? range(count) : inTime(count, options.time);
  const locked = holdout > 0 ? part(order, { share: holdout, seed: LOCK, late: true }, options) : [];
  const open = without(order, locked);
  if (trial.split !== 'search' && trial.split !== 'confirm') {
    if (locked.length > 0) return checked(open, locked);
    throw new RangeError(
      `The split ${JSON.stringify(trial.split)} wants locked rows, but none are: give holdout, as in { holdout: 0.2 }.`,
    );
  }
  const { seed, fold, folds } = trial;
  if (folds > 0) {
    if (options.time !== undefined) return forward(open, fold, folds, seed);
    const held = fold < 0 ? [] : (deal(open, folds, seed, options)[fold] as number[]);
    return checked(without(open, held), held);
  }
  if (options.time !== undefined) return lateShare(open, test, seed);
  const held = part(open, { share: test, seed, late: false }, options);
  return checked(without(open, held), held);
}

/** A share of the rows: the latest ones, whole groups, or of every class as much. */
function part(
  rows: readonly number[],
  { share, seed, late }: { readonly share: number; readonly seed: number; readonly late: boolean },
  { labels, groups, time }: SplitOptions,
): number[] {
  const wanted = Math.max(1, rounded(share * rows.length));
  if (time !== undefined && late) return rows.slice(rows.length - wanted);
  if (groups !== undefined) {
    const chosen: number[] = [];
    for (const members of shuffled(classesOf(rows, groups), seed)) {
      if (chosen.length >= wanted) break;
      chosen.push(...members);
    }
    return chosen;
  }
  const classes = labels === undefined ? [[...rows]] : classesOf(rows, labels);
  const chosen: number[] = [];
  let seen = 0;
  classes.forEach((members, index) => {
    const before = rounded(share * seen);
    seen += members.length;
    const most = rounded(share * seen) - before;
    chosen.push(...shuffled(members, hash32(seed, index)).slice(0, most));
  });
  return chosen.length > 0 ? chosen : shuffled([...rows], seed).slice(0, 1);
}

/** Folds of equal size, by group or with equal shares of every class. */
function deal(
  rows: readonly number[],
  folds: number,
  seed: number,
  { labels, groups }: SplitOptions,
): number[][] {
  const dealt: number[][] = Array.from({ length: folds }, () => []);
  if (groups !== undefined) {
    const order = shuffled(classesOf(rows, groups), seed).sort((a, b) => b.length - a.length);
    for (const members of order) smallest(dealt).push(...members);
    return dealt;
  }
  let next = 0;
  const classes = labels === undefined ? [[...rows]] : classesOf(rows, labels);
  classes.forEach((members, index) => {
    for (const row of shuffled(members, hash32(seed, index))) (dealt[next++ % folds] as number[]).push(row);
  });
  return dealt;
}

function smallest(parts: readonly number[][]): number[] {
  return parts.reduce((least, members) => (members.length < least.length ? members : least));
}

/** Blocks one after the other at the end; each is tested after training on all before it. */
function forward(rows: readonly number[], fold: number, folds: number, seed: number): Split {
  const block = Math.floor(rows.length / (folds + 2));
  const start = rows.length - folds * block - below(hash32(seed, 0), block) + fold * block;
  return checked(rows.slice(0, start), rows.slice(start, start + block));
}

/** A share somewhere in the later half, tested after training on all before it. */
function lateShare(rows: readonly number[], share: number, seed: number): Split {
  const size = Math.max(1, rounded(share * rows.length));
  const room = Math.max(1, Math.floor((rows.length - size) / 2));
  const start = rows.length - size - below(hash32(seed, 0), room);
  return checked(rows.slice(0, start), rows.slice(start, start + size));
}

/** Rows by class, in the order in which the classes first occur. */
function classesOf(rows: readonly number[], labels: ArrayLike<number | string>): number[][] {
  const classes = new Map<number | string, number[]>();
  for (const row of rows) {
    const label = labels[row] as number | string;
    const members = classes.get(label);
    if (members === undefined) classes.set(label, [row]);
    else members.push(row);
  }
  return [...classes.values()];
}

/** Fisher and Yates, with the hash of the seed and the place. In place. */
function shuffled<T>(items: T[], seed: number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(hash32(seed, i), i + 1);
    const kept = items[i] as T;
    items[i] = items[j] as T;
    items[j] = kept;
  }
  return items;
}

/** As Python rounds it too. */
function rounded(value: number): number {
  return Math.floor(value + 0.5);
}

/** From 32 random bits a number from 0 to n - 1. */
function below(bits: number, n: number): number {
  return Math.floor((bits / 0x100000000) * n);
}

function inTime(count: number, time: true | ArrayLike<number>): number[] {
  if (time === true) return range(count);
  return range(count).sort((a, b) => (time[a] as number) - (time[b] as number) || a - b);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function without(rows: readonly number[], left: readonly number[]): number[] {
  const out = new Set(left);
  return rows.filter((row) => !out.has(row));
}

function checked(train: readonly number[], test: readonly number[]): Split {
  if (train.length === 0 || test.length === 0) {
    throw new RangeError(
      `A part of the split is empty: ${train.length} rows to train on, ${test.length} to test on. Use fewer folds, or more rows or groups.`,
    );
  }
  return sorted(train, test);
}

function sorted(train: readonly number[], test: readonly number[]): Split {
  const ascending = (a: number, b: number): number => a - b;
  return { train: [...train].sort(ascending), test: [...test].sort(ascending) };
}
