import type { Entry, Group, Slot } from './tree.ts';

/** What a name means: a value or a list of them. */
export interface Resolved {
  /** For a single value several only if at most one is active: the same name under different choices. */
  readonly slots: readonly Slot[];
  /** The repeated entries that make it a list; empty for a single value. */
  readonly lists: readonly Entry[];
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
