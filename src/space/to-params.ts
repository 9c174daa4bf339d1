import type { Activity } from './activity.ts';
import type { Layout } from './order.ts';
import type { ParamValue, ParamValues } from './space.ts';
import type { Entry, Group, Slot } from './tree.ts';

type Read = (row: Float64Array) => ParamValue;
type Fill = (row: Float64Array, values: { [name: string]: ParamValue }) => void;

/** Compiles what the user's program sees of a row: scalars, lists, and `{ name, ...parameters }` under oneOf. */
export function compileParams(layout: Layout, activity: Activity): (row: Float64Array) => ParamValues {
  const readerOf = (slot: Slot): Read => {
    const index = layout.indexOf.get(slot) as number;
    const { domain } = slot;
    if (slot.groups.length === 0) return (row) => domain.toValue(row[index] as number);
    const fills = slot.groups.map(fillOf);
    return (row) => {
      const number = row[index] as number;
      const values: { [name: string]: ParamValue } = { name: domain.toValue(number) };
      fills[number]?.(row, values);
      return values;
    };
  };

  const fillEntry = (entry: Entry): Fill => {
    const { name, repeat } = entry.parameter;
    const slots = entry.slots.map((slot) => ({
      index: layout.indexOf.get(slot) as number,
      read: readerOf(slot),
    }));
    if (repeat === undefined) {
      return (row, values) => {
        for (const { index, read } of slots) {
          if (!Number.isNaN(row[index])) values[name] = read(row);
        }
      };
    }
    const listed = activity.listed(entry);
    return (row, values) => {
      const list: ParamValue[] = [];
      for (const { index, read } of slots) if (!Number.isNaN(row[index])) list.push(read(row));
      // An empty list is a value; a list that is inactive is left out.
      if (list.length > 0 || listed(row)) values[name] = list;
    };
  };

  const fillOf = (group: Group): Fill => {
    const fills = group.entries().map(fillEntry);
    return (row, values) => {
      for (let i = 0; i < fills.length; i++) (fills[i] as Fill)(row, values);
    };
  };

  const fill = fillOf(layout.root);
  return (row) => {
    const values: { [name: string]: ParamValue } = {};
    fill(row, values);
    return values;
  };
}
