import { suggestion } from './nearest.ts';
import { problem, show } from './problem.ts';
import type { Parameter } from './read.ts';
import { resolve } from './resolve.ts';
import type { Entry, Group, Slot } from './tree.ts';

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

function namesAround(group: Group): readonly string[] {
  return group.outer === undefined ? group.names : [...group.names, ...namesAround(group.outer)];
}
