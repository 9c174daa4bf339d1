import type { Domain } from './domain.ts';
import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';
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

/** What a name means: a value or a list of them. */
export interface Resolved {
  /** For a single value several only if at most one is active: the same name under different choices. */
  readonly slots: readonly Slot[];
  /** The repeated entries that make it a list; empty for a single value. */
  readonly lists: readonly Entry[];
}

const MAX_REPEAT = 1000;
const MAX_SLOTS = 4096;

/** Expands repeats to their largest count and branches to the end. @throws {TunewrightError} */
export function expand(parameters: readonly Parameter[]): Group {
  let total = 0;
  const open = new Set<Parameter>();

  const createGroup = (
    level: readonly Parameter[],
    outer: Group | undefined,
    prefix: Prefix,
    under: Slot['under'],
  ): Group => {
    // On demand, because a count may be declared after what it counts.
    const made = new Map<string, Entry>();
    const byName = new Map(level.map((parameter) => [parameter.name, parameter]));
    const group: Group = {
      outer,
      names: [...byName.keys()],
      entry(name) {
        const known = made.get(name);
        const parameter = byName.get(name);
        if (known !== undefined || parameter === undefined) return known;
        if (open.has(parameter)) throw cycle(parameter, open);
        open.add(parameter);
        const entry = createEntry(parameter, group, prefix, under);
        open.delete(parameter);
        made.set(name, entry);
        return entry;
      },
      entries: () => level.map((parameter) => group.entry(parameter.name) as Entry),
    };
    return group;
  };

  const createEntry = (parameter: Parameter, group: Group, prefix: Prefix, under: Slot['under']): Entry => {
    const counts = parameter.repeat === undefined ? [] : countSlots(parameter, parameter.repeat, group);
    const repeated = parameter.repeat !== undefined;
    const slots: Slot[] = [];
    const entry: Entry = { parameter, group, counts, slots };
    const length = repeated ? largestCount(parameter, counts) : 1;
    total += length;
    if (total > MAX_SLOTS)
      throw problem(
        'TW_SPACE_TOO_LARGE',
        parameter.place,
        `the space has more than ${MAX_SLOTS} dimensions`,
        'Lower the greatest count of a repeat.',
      );
    for (let position = 0; position < length; position++) {
      const name = `${prefix.name}${parameter.name}${repeated ? `[${position}]` : ''}`;
      const bare = `${prefix.parameter}${parameter.name}`;
      const groups: Group[] = [];
      const slot: Slot = {
        name,
        parameter: bare,
        position: repeated ? position : -1,
        domain: parameter.domain(position),
        entry,
        under,
        groups,
      };
      parameter.branches?.forEach((branch, choice) => {
        const inner = { name: `${name}.`, parameter: `${bare}.` };
        groups.push(createGroup(branch.parameters, group, inner, { slot, choice }));
      });
      slots.push(slot);
    }
    return entry;
  };

  return createGroup(parameters, undefined, { name: '', parameter: '' }, undefined);
}

interface Prefix {
  readonly name: string;
  readonly parameter: string;
}

function countSlots(parameter: Parameter, repeat: string, group: Group): readonly Slot[] {
  const path = `${parameter.place}.repeat`;
  const found = resolve(repeat.trim(), group);
  if (found === undefined)
    throw problem(
      'TW_SPACE_REPEAT',
      path,
      `there is no parameter ${show(repeat)}.${suggestion(repeat, namesAround(group))}`,
      'Name an integer parameter of the space.',
    );
  if (found.lists.length > 0)
    throw problem('TW_SPACE_REPEAT', path, `${show(repeat)} is a list itself`, 'Name one integer parameter.');
  return found.slots;
}

function largestCount(parameter: Parameter, counts: readonly Slot[]): number {
  const path = `${parameter.place}.repeat`;
  let largest = 0;
  for (const { domain, name } of counts) {
    if (!(domain.cardinality <= MAX_REPEAT + 1)) throw badCount(path, name);
    for (let k = 0; k < domain.cardinality; k++) {
      const value = domain.toValue(domain.nth(k));
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_REPEAT)
        throw badCount(path, name);
      largest = Math.max(largest, value);
    }
  }
  if (largest === 0) throw badCount(path, (counts[0] as Slot).name);
  return largest;
}

function badCount(path: string, name: string): Error {
  return problem(
    'TW_SPACE_REPEAT',
    path,
    `${show(name)} cannot count entries`,
    `Its values must be whole numbers from 0 to ${MAX_REPEAT}, not 0 alone: { int: [1, 4] }.`,
  );
}

function cycle(parameter: Parameter, open: ReadonlySet<Parameter>): Error {
  const chain = [...open];
  const names = chain.slice(chain.indexOf(parameter)).map(({ name }) => name);
  return problem(
    'TW_SPACE_CYCLE',
    parameter.place,
    `depends on itself: ${[...names, parameter.name].join(' needs ')}`,
    'Remove one of these references.',
  );
}

/** Finds a name as seen from a level: its own names first, then those around it. */
export function resolve(path: string, group: Group): Resolved | undefined {
  const [first, ...rest] = path.split('.').map(readSegment);
  if (first === undefined) return undefined;
  for (let level: Group | undefined = group; level !== undefined; level = level.outer) {
    const entry = level.entry(first.name);
    if (entry !== undefined) return descend([entry], first, rest, []);
  }
  return undefined;
}

interface Segment {
  readonly name: string;
  readonly index: number | undefined;
}

function readSegment(text: string): Segment {
  const match = /^(.*)\[(\d+)\]$/.exec(text);
  return match === null
    ? { name: text, index: undefined }
    : { name: match[1] as string, index: Number(match[2]) };
}

function descend(
  entries: readonly Entry[],
  segment: Segment,
  rest: readonly Segment[],
  outerLists: readonly Entry[],
): Resolved | undefined {
  const { index } = segment;
  const repeated = entries.filter((entry) => entry.parameter.repeat !== undefined);
  if (index !== undefined && repeated.length === 0) return undefined;
  const slots =
    index === undefined
      ? entries.flatMap((entry) => entry.slots)
      : repeated.flatMap((entry) => entry.slots.slice(index, index + 1));
  if (slots.length === 0) return undefined;
  const lists = outerLists.length > 0 || index !== undefined ? outerLists : repeated;
  const [next, ...further] = rest;
  if (next === undefined) return { slots, lists };
  const inner = slots.flatMap((slot) => slot.groups.flatMap((group) => group.entry(next.name) ?? []));
  return inner.length === 0 ? undefined : descend(inner, next, further, lists);
}

function namesAround(group: Group): readonly string[] {
  return group.outer === undefined ? group.names : [...group.names, ...namesAround(group.outer)];
}

/** Names that `resolve` knows from a level, lists by their bare name. */
export function visibleNames(group: Group): readonly string[] {
  const names = new Set<string>();
  const collect = (level: Group, prefix: string): void => {
    for (const entry of level.entries()) {
      const name = prefix + entry.parameter.name;
      names.add(name);
      const [slot] = entry.slots;
      for (const inner of slot?.groups ?? []) collect(inner, `${name}.`);
    }
  };
  for (let level: Group | undefined = group; level !== undefined; level = level.outer) collect(level, '');
  return [...names];
}

/** All slots as declared: a choice before what it brings. */
export function slotsOf(group: Group): readonly Slot[] {
  return group
    .entries()
    .flatMap((entry) => entry.slots.flatMap((slot) => [slot, ...slot.groups.flatMap(slotsOf)]));
}
