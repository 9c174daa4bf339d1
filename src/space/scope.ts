import {
  commonType,
  encode,
  type Interner,
  type Scope,
  type Term,
  type Type,
  typeOf,
} from './expression/term.ts';
import type { Layout } from './order.ts';
import { resolve, visibleNames } from './resolve.ts';
import type { Scalar } from './spec.ts';
import type { Entry, Group, Slot } from './tree.ts';

type Reader = (row: Float64Array) => number;

/**
 * The names that an expression at some level of the space may use, read from rows.
 * @param listed - whether the list of a repeated entry exists in a row, however long
 */
export function rowScope(
  layout: Layout,
  group: Group,
  interner: Interner,
  listed: (entry: Entry) => (row: Float64Array) => boolean,
): Scope<Float64Array> {
  return {
    noun: 'parameter',
    interner,
    names: () => visibleNames(group),
    resolve(path): Term<Float64Array> | undefined {
      const found = resolve(path, group);
      if (found === undefined) return undefined;
      const type = commonType(found.slots.map(slotType));
      const reads = found.slots.map((slot) =>
        slotReader(slot, layout.indexOf.get(slot) as number, type, interner),
      );
      const choices = found.slots.map((slot) => slot.domain.choices);
      const values = choices.every((list) => list !== undefined) && { values: [...new Set(choices.flat())] };
      if (found.lists.length === 0) return { shape: 'scalar', type, read: firstKnown(reads), ...values };
      const lists = found.lists.map(listed);
      const [only] = lists;
      return {
        shape: 'list',
        type,
        slots: reads.length,
        slot: (row, index) => (reads[index] as Reader)(row),
        active:
          only !== undefined && lists.length === 1 ? only : (row) => lists.some((exists) => exists(row)),
        ...values,
      };
    },
  };
}

function slotType(slot: Slot): Type {
  const { choices } = slot.domain;
  return choices === undefined ? 'number' : commonType(choices.map(typeOf));
}

function slotReader(slot: Slot, index: number, type: Type, interner: Interner): Reader {
  const choices: readonly Scalar[] | undefined = slot.domain.choices;
  if (choices !== undefined) {
    const table = Float64Array.from(choices, (value) => encode(value, type, interner));
    return (row) => {
      const x = row[index] as number;
      return Number.isNaN(x) ? x : (table[x] as number);
    };
  }
  return (row) => row[index] as number;
}

/** Of slots of which at most one is active, the value of that one. */
function firstKnown(reads: readonly Reader[]): Reader {
  const [only] = reads;
  if (only !== undefined && reads.length === 1) return only;
  return (row) => {
    for (let i = 0; i < reads.length; i++) {
      const x = (reads[i] as Reader)(row);
      if (!Number.isNaN(x)) return x;
    }
    return Number.NaN;
  };
}
