import { TunewrightError } from '../errors.ts';
import { isPlainObject } from './fields.ts';
import type { Frame } from './frame.ts';
import { suggestion } from './nearest.ts';
import type { Layout } from './order.ts';
import { show } from './problem.ts';
import { resolve } from './resolve.ts';
import type { Entry, Group, Slot } from './tree.ts';

/** A value that the user gave. Several slots when the same name stands under several choices: one of them is meant. */
export interface Claim {
  readonly path: string;
  readonly slots: readonly Slot[];
  readonly value: unknown;
}

/**
 * Finds the slots that a nested or flat configuration speaks of. A list also claims its count, and a parameter
 * the choice it stands under, where nothing else does.
 * @throws {TunewrightError} TW_CONFIGURATION_INVALID for a name that the space does not have
 */
export function readClaims(layout: Layout, frame: Frame, params: unknown): ReadonlyMap<Slot, Claim> {
  const claims = new Map<Slot, Claim>();
  const implied: { readonly slot: Slot; readonly value: unknown }[] = [];

  const claim = (path: string, slots: readonly Slot[], value: unknown): void => {
    for (const slot of slots) {
      if (claims.has(slot)) throw invalid(path, `${path} is given twice`, 'Give it once.');
      claims.set(slot, { path, slots, value });
    }
  };

  const readLevel = (values: object, groups: readonly Group[], prefix: string): void => {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const path = prefix + key;
      const entries = groups.flatMap((group) => group.entry(key) ?? []);
      if (entries.length > 0) readEntries(path, entries, value);
      else if (prefix === '') readFlat(path, value);
      else throw unknown(path, namesUnder(groups, prefix));
    }
  };

  const readEntries = (path: string, entries: readonly Entry[], value: unknown): void => {
    const lists = entries.filter((entry) => entry.parameter.repeat !== undefined);
    const singles = entries.filter((entry) => entry.parameter.repeat === undefined);
    if (lists.length > 0 && (singles.length === 0 || Array.isArray(value))) readList(path, lists, value);
    else readSlots(path, slotsAt(singles, 0), value);
  };

  const readList = (path: string, entries: readonly Entry[], value: unknown): void => {
    const longest = Math.max(...entries.map((entry) => entry.slots.length));
    if (!Array.isArray(value) || value.length > longest)
      throw invalid(
        path,
        `${path} = ${show(value)} must be a list of at most ${longest} values`,
        'Write a list: [64, 32].',
      );
    value.forEach((item: unknown, position) => {
      readSlots(`${path}[${position}]`, slotsAt(entries, position), item);
    });
    const [count, ...others] = entries.flatMap((entry) => entry.counts);
    if (count !== undefined && others.length === 0) implied.push({ slot: count, value: value.length });
  };

  const readSlots = (path: string, slots: readonly Slot[], value: unknown): void => {
    const choices = slots.filter((slot) => slot.groups.length > 0);
    if (!isPlainObject(value) || choices.length === 0) {
      claim(path, slots, value);
      return;
    }
    const { name, ...inner } = value;
    if (name !== undefined) claim(path, choices, name);
    const groups = choices.flatMap((slot) => slot.groups[slot.domain.fromValue(name)] ?? slot.groups);
    readLevel(inner, groups, `${path}.`);
  };

  const readFlat = (path: string, value: unknown): void => {
    const exact = frame.dimensions.find((dimension) => dimension.path === path && dimension.name !== path);
    if (exact !== undefined) {
      readSlots(path, [layout.slots[exact.index] as Slot], value);
      return;
    }
    const found = resolve(path, layout.root);
    if (found === undefined) throw unknown(path, [...new Set(frame.dimensions.map(({ name }) => name))]);
    const entries = [...new Set(found.slots.map((slot) => slot.entry))];
    const named = found.slots.filter((slot) => slot.name === path);
    if (named.length > 0 && !Array.isArray(value)) readSlots(path, named, value);
    else if (entries.every((entry) => found.lists.length === 0 || found.lists.includes(entry)))
      readEntries(path, entries, value);
    else
      throw invalid(path, `${path} does not say which entry of a list is meant`, 'Write an index: units[0].');
  };

  if (!isPlainObject(params))
    throw invalid('', `${show(params)} is not a configuration`, 'Write an object from names to values.');
  readLevel(params, [layout.root], '');

  for (const { slots, value } of new Set(claims.values())) {
    const [only, ...others] = slots.length === 1 ? slots : slots.filter((slot) => fits(slot, value));
    for (let under = others.length === 0 ? only?.under : undefined; under; under = under.slot.under)
      implied.push({ slot: under.slot, value: under.slot.domain.toValue(under.choice) });
  }
  for (const { slot, value } of implied) if (!claims.has(slot)) claim(slot.name, [slot], value);
  return claims;
}

function slotsAt(entries: readonly Entry[], position: number): readonly Slot[] {
  return entries.flatMap((entry) => entry.slots[position] ?? []);
}

function fits(slot: Slot, value: unknown): boolean {
  return !Number.isNaN(slot.domain.fromValue(value));
}

function namesUnder(groups: readonly Group[], prefix: string): readonly string[] {
  return groups.flatMap((group) => group.names.map((name) => prefix + name));
}

export function invalid(path: string, message: string, mend: string): TunewrightError {
  return new TunewrightError('TW_CONFIGURATION_INVALID', message, { place: { path }, mend });
}

function unknown(path: string, names: readonly string[]): TunewrightError {
  return invalid(
    path,
    `there is no parameter ${show(path)}.${suggestion(path, names)}`,
    `Use one of: ${names.slice(0, 20).join(', ')}.`,
  );
}
