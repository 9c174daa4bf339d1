import { parseExpression } from './expression/parse.ts';
import { namesIn } from './expression/syntax.ts';
import { problem } from './problem.ts';
import { resolve } from './resolve.ts';
import { type Entry, type Group, type Slot, slotsOf } from './tree.ts';

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
  // Depth-first with a stack of its own: a chain of conditions may be as long as the space.
  const open = new Map<Slot, Iterator<Slot>>();
  const path: Slot[] = [];
  const enter = (slot: Slot): void => {
    if (open.has(slot)) throw cycle(slot, path);
    open.set(slot, conditions(slot)[Symbol.iterator]());
    path.push(slot);
  };
  for (const declared of slotsOf(root)) {
    if (!indexOf.has(declared)) enter(declared);
    for (let slot = path.at(-1); slot !== undefined; slot = path.at(-1)) {
      const { value: before } = open.get(slot)?.next() ?? {};
      if (before === undefined) {
        indexOf.set(slot, slots.length);
        slots.push(slot);
        open.delete(slot);
        path.pop();
      } else if (!indexOf.has(before)) enter(before);
    }
  }
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

function cycle(slot: Slot, chain: readonly Slot[]): Error {
  const names = [...chain.slice(chain.indexOf(slot)), slot].map(({ name }) => name);
  return problem(
    'TW_SPACE_CYCLE',
    slot.entry.parameter.place,
    `whether it is active depends on itself: ${names.join(' needs ')}`,
    'Remove one of these references from when or repeat.',
  );
}
