import type { Activity } from './activity.ts';
import type { Constraint } from './constraint.ts';
import type { Domain } from './domain.ts';
import type { Layout } from './order.ts';
import { problem } from './problem.ts';
import type { Dimension, Space } from './space.ts';
import type { Slot } from './tree.ts';

/** The part of a space that works on rows; hot, so it allocates nothing. */
export type Frame = Pick<Space, 'dimensions' | 'isActive' | 'activate' | 'satisfies' | 'fromUnit' | 'toUnit'>;

export function createFrame(layout: Layout, activity: Activity, constraints: readonly Constraint[]): Frame {
  const dimensions = describeDimensions(layout);
  const size = dimensions.length;
  const domains: readonly Domain[] = dimensions.map(({ domain }) => domain);
  const { tests } = activity;

  return {
    dimensions,
    isActive(row, index) {
      const test = tests[index];
      return test === undefined || test(row);
    },
    activate(row) {
      for (let i = 0; i < size; i++) {
        const test = tests[i];
        if (test !== undefined && !test(row)) row[i] = Number.NaN;
      }
      return row;
    },
    satisfies(row) {
      for (let i = 0; i < constraints.length; i++)
        if (!(constraints[i] as Constraint).holds(row)) return false;
      return true;
    },
    fromUnit(unit, into = new Float64Array(size)) {
      for (let i = 0; i < size; i++) {
        const test = tests[i];
        into[i] =
          test === undefined || test(into) ? (domains[i] as Domain).fromUnit(unit[i] as number) : Number.NaN;
      }
      return into;
    },
    toUnit(row, into = new Float64Array(size)) {
      for (let i = 0; i < size; i++) {
        const number = row[i] as number;
        into[i] = Number.isNaN(number) ? number : (domains[i] as Domain).toUnit(number);
      }
      return into;
    },
  };
}

function describeDimensions(layout: Layout): readonly Dimension[] {
  const uses = new Map<string, number>();
  for (const { name } of layout.slots) uses.set(name, (uses.get(name) ?? 0) + 1);
  const taken = new Set<string>();
  return layout.slots.map((slot, index) => {
    const path = (uses.get(slot.name) as number) > 1 ? qualified(slot) : slot.name;
    if (taken.has(path))
      throw problem(
        'TW_SPACE_DUPLICATE_PATH',
        slot.entry.parameter.place,
        `two parameters have the path ${path}`,
        'Rename one of them.',
      );
    taken.add(path);
    return {
      index,
      path,
      name: slot.name,
      parameter: slot.parameter,
      position: slot.position,
      domain: slot.domain,
      conditions: layout.conditions(slot).map((other) => layout.indexOf.get(other) as number),
    };
  });
}

/** The name with every choice it stands under: `optimizer.sgd.rate`. */
function qualified({ name, under }: Slot): string {
  if (under === undefined) return name;
  const choice = under.slot.domain.toValue(under.choice);
  return `${qualified(under.slot)}.${choice}.${name.slice(under.slot.name.length + 1)}`;
}
