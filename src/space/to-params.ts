import type { Activity } from './activity.ts';
import type { Layout } from './order.ts';
import type { ParamValue, ParamValues } from './space.ts';
import type { Group, Slot } from './tree.ts';

/** What the user's program sees of a row: scalars, lists, and `{ name, ...parameters }` under oneOf. */
export function toParams(layout: Layout, activity: Activity, row: Float64Array): ParamValues {
  const numberOf = (slot: Slot): number => row[layout.indexOf.get(slot) as number] as number;

  const value = (slot: Slot): ParamValue => {
    const number = numberOf(slot);
    const scalar = slot.domain.toValue(number);
    const group = slot.groups[number];
    return group === undefined ? scalar : { name: scalar, ...values(group) };
  };

  const values = (group: Group): ParamValues => {
    const result: { [name: string]: ParamValue } = {};
    for (const entry of group.entries()) {
      const active = entry.slots.filter((slot) => !Number.isNaN(numberOf(slot)));
      if (entry.parameter.repeat !== undefined) {
        // An empty list is a value; a list that is inactive is left out.
        if (active.length > 0 || activity.listed(entry)(row))
          result[entry.parameter.name] = active.map(value);
      } else if (active[0] !== undefined) result[entry.parameter.name] = value(active[0]);
    }
    return result;
  };

  return values(layout.root);
}
