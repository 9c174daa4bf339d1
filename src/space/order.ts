import { parseExpression } from './expression/parse.ts';
import { namesIn } from './expression/syntax.ts';
import { problem } from './problem.ts';
import { type Entry, type Group, resolve, type Slot, slotsOf } from './tree.ts';

/** The slots of a space in the order of its rows. */
export interface Layout {
  readonly root: Group;
  readonly slots: readonly Slot[];
  readonly indexOf: ReadonlyMap<Slot, number>;
  /** Slots that directly decide whether this one is active. */
  conditions(slot: Slot): readonly Slot[];
}

/**
 * Puts slots in the order declared, each after those that decide whether it is active.
 * @throws {TunewrightError} TW_SPACE_CYCLE
 */
export function layOut(root: Group): Layout {
  const byEntry = new Map<Entry, readonly Slot[]>();
  const conditions = (slot: Slot): readonly Slot[] => {
    const { entry } = slot;
    let common = byEntry.get(entry);
    if (common === undefined) {
      common = [...new Set([...entry.counts, ...whenSlots(entry)])];
      byEntry.set(entry, common);
    }
    return slot.under === undefined ? common : [...new Set([slot.under.slot, ...common])];
  };

  const slots: Slot[] = [];
  const indexOf = new Map<Slot, number>();
  const open = new Set<Slot>();
  const place = (slot: Slot): void => {
    if (indexOf.has(slot)) return;
    if (open.has(slot)) throw cycle(slot, open);
    open.add(slot);
    conditions(slot).forEach(place);
    open.delete(slot);
    indexOf.set(slot, slots.length);
    slots.push(slot);
  };
  slotsOf(root).forEach(place);
  return { root, slots, indexOf, conditions };
}

/** The slots that `when` looks at; names that mean nothing are reported when it is compiled. */
function whenSlots(entry: Entry): readonly Slot[] {
  const { when, place } = entry.parameter;
  if (when === undefined) return [];
  return namesIn(parseExpression({ text: when, path: `${place}.when` })).flatMap((name) => {
    const found = resolve(name, entry.group);
    return found === undefined ? [] : [...found.slots, ...found.lists.flatMap((list) => list.counts)];
  });
}

function cycle(slot: Slot, open: ReadonlySet<Slot>): Error {
  const chain = [...open];
  const names = [...chain.slice(chain.indexOf(slot)), slot].map(({ name }) => name);
  return problem(
    'TW_SPACE_CYCLE',
    slot.entry.parameter.place,
    `whether it is active depends on itself: ${names.join(' needs ')}`,
    'Remove one of these references from when or repeat.',
  );
}
