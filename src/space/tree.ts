import type { Domain } from './domain.ts';
import type { Parameter } from './read.ts';

/** One dimension before its place in the row is known. */
export interface Slot {
  /** Name in flat views and expressions; shared by slots of different choices of one oneOf. */
  readonly name: string;
  /** The name without list indices. */
  readonly parameter: string;
  /** Place in its list, else -1. */
  readonly position: number;
  readonly domain: Domain;
  readonly entry: Entry;
  /** The choice it stands under. */
  readonly under: { readonly slot: Slot; readonly choice: number } | undefined;
  /** Parameters under each of its own choices. */
  readonly groups: readonly Group[];
}

/** One parameter at one place of the expanded tree; several slots if it repeats. */
export interface Entry {
  readonly parameter: Parameter;
  readonly group: Group;
  /** Slots of the integer that says how many entries count; empty when not repeated. */
  readonly counts: readonly Slot[];
  readonly slots: readonly Slot[];
}

/** Names visible at one level: a choice of a oneOf, or the whole space. */
export interface Group {
  readonly outer: Group | undefined;
  readonly names: readonly string[];
  entry(name: string): Entry | undefined;
  entries(): readonly Entry[];
}

/** All slots as declared: a choice before what it brings. */
export function slotsOf(group: Group): readonly Slot[] {
  return group
    .entries()
    .flatMap((entry) => entry.slots.flatMap((slot) => [slot, ...slot.groups.flatMap(slotsOf)]));
}
