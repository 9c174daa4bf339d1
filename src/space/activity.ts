import { compileCondition } from './expression/compile.ts';
import { createInterner, type Scope } from './expression/term.ts';
import type { Layout } from './order.ts';
import { rowScope } from './scope.ts';
import type { Entry, Group, Slot } from './tree.ts';

type Test = (row: Float64Array) => boolean;

/** Which entries of a row are active, and the names that expressions over rows may use. */
export interface Activity {
  /** Undefined for a dimension that is always active. */
  readonly tests: readonly (Test | undefined)[];
  /** Whether a repeated entry's list exists, however long: all but the count of its first slot. */
  listed(entry: Entry): Test;
  /** The value of `when`: 1, 0 or NaN; undefined without one. */
  when(entry: Entry): ((row: Float64Array) => number) | undefined;
  /** How many entries of a repeated entry count; NaN where that is not known. */
  count(entry: Entry): (row: Float64Array) => number;
  scope(group: Group): Scope<Float64Array>;
}

/** @throws {TunewrightError} TW_EXPRESSION_... for a `when` that means nothing */
export function compileActivity(layout: Layout): Activity {
  const interner = createInterner();
  const scope = (group: Group): Scope<Float64Array> => rowScope(layout, group, interner, listed);

  const when = remember((entry: Entry) => {
    const { when: text, place } = entry.parameter;
    if (text === undefined) return undefined;
    return compileCondition({ text, path: `${place}.when` }, scope(entry.group)).holds;
  });

  const count = remember((entry: Entry) => {
    const reads = entry.counts.map((slot) => countReader(slot, layout.indexOf.get(slot) as number));
    return (row: Float64Array): number => {
      for (let i = 0; i < reads.length; i++) {
        const n = (reads[i] as (row: Float64Array) => number)(row);
        if (!Number.isNaN(n)) return n;
      }
      return Number.NaN;
    };
  });

  const base = remember((entry: Entry) => {
    const [slot] = entry.slots;
    const under = slot?.under;
    const condition = when(entry);
    const parent = under === undefined ? -1 : (layout.indexOf.get(under.slot) as number);
    const choice = under?.choice;
    if (parent < 0 && condition === undefined) return undefined;
    if (condition === undefined) return (row: Float64Array): boolean => row[parent] === choice;
    return (row: Float64Array): boolean => (parent < 0 || row[parent] === choice) && condition(row) === 1;
  });

  const listed = remember((entry: Entry): Test => {
    const exists = base(entry);
    const length = count(entry);
    return (row) => (exists === undefined || exists(row)) && !Number.isNaN(length(row));
  });

  const test = (slot: Slot): Test | undefined => {
    const { entry, position } = slot;
    const exists = base(entry);
    if (position < 0) return exists;
    const length = count(entry);
    return exists === undefined
      ? (row) => position < length(row)
      : (row) => position < length(row) && exists(row);
  };

  return { tests: layout.slots.map(test), listed, when, count, scope };
}

function countReader({ domain }: Slot, index: number): (row: Float64Array) => number {
  const { choices } = domain;
  if (choices === undefined) return (row) => row[index] as number;
  return (row) => (choices[row[index] as number] ?? Number.NaN) as number;
}

function remember<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, { readonly value: V }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
