import { TunewrightError } from '../errors.ts';
import type { Activity } from './activity.ts';
import type { Domain } from './domain.ts';
import { isPlainObject } from './fields.ts';
import type { Frame } from './frame.ts';
import { suggestion } from './nearest.ts';
import type { Layout } from './order.ts';
import { show } from './problem.ts';
import { type Entry, type Group, resolve, type Slot } from './tree.ts';

/** A value that the user gave. Several slots when the same name stands under several choices: one of them is meant. */
interface Claim {
  readonly path: string;
  readonly slots: readonly Slot[];
  readonly value: unknown;
  used: boolean;
}

/** Implementation of `Space.fromParams`, but for the constraints. */
export function fromParams(
  layout: Layout,
  activity: Activity,
  frame: Frame,
  params: unknown,
  partial: boolean,
): { row: Float64Array; free: Uint8Array } {
  const claims = readClaims(layout, frame, params);
  const size = layout.slots.length;
  const row = new Float64Array(size).fill(Number.NaN);
  const free = new Uint8Array(size);
  const isFree = (slot: Slot): boolean => free[layout.indexOf.get(slot) as number] === 1;

  /** Undefined while a missing parameter may still decide it. */
  const active = (slot: Slot): boolean | undefined => {
    const { under, entry } = slot;
    const parent = under && row[layout.indexOf.get(under.slot) as number];
    if (under !== undefined && !isFree(under.slot) && parent !== under.choice) return false;
    const open = layout.conditions(slot).some(isFree);
    if (!open) return frame.isActive(row, layout.indexOf.get(slot) as number);
    if (slot.position >= 0 && !entry.counts.some(isFree) && !(slot.position < activity.count(entry)(row)))
      return false;
    return undefined;
  };

  layout.slots.forEach((slot, index) => {
    const state = active(slot);
    if (state === false) return;
    const claim = claims.get(slot);
    if (claim !== undefined) {
      const number = slot.domain.fromValue(claim.value);
      if (Number.isNaN(number)) throw state ? invalidValue(claim, slot.domain) : undecided(layout, claim);
      row[index] = number;
      claim.used = true;
    } else if (slot.domain.cardinality === 1) row[index] = slot.domain.nth(0);
    else if (partial) free[index] = 1;
    else throw invalid(slot.name, `${slot.name} is missing`, `Give it ${allowed(slot.domain)}.`);
  });

  for (const claim of claims.values())
    if (!claim.used)
      throw invalid(
        claim.path,
        `${claim.path} = ${show(claim.value)} is given, but it is not active in this configuration`,
        `Leave it out, or change what decides about it${decidedBy(layout, claim)}.`,
      );
  return { row, free };
}

function readClaims(layout: Layout, frame: Frame, params: unknown): Map<Slot, Claim> {
  const claims = new Map<Slot, Claim>();
  const claim = (path: string, slots: readonly Slot[], value: unknown): void => {
    const made: Claim = { path, slots, value, used: false };
    for (const slot of slots) {
      if (claims.has(slot)) throw invalid(path, `${path} is given twice`, 'Give it once.');
      claims.set(slot, made);
    }
  };

  const readEntries = (path: string, entries: readonly Entry[], value: unknown): void => {
    if (!entries.some((entry) => entry.parameter.repeat !== undefined)) {
      readSlots(
        path,
        entries.flatMap((entry) => entry.slots),
        value,
      );
      return;
    }
    const longest = Math.max(...entries.map((entry) => entry.slots.length));
    if (!Array.isArray(value) || value.length > longest)
      throw invalid(
        path,
        `${path} = ${show(value)} must be a list of at most ${longest} values`,
        'Write a list: [64, 32].',
      );
    value.forEach((item: unknown, position) => {
      readSlots(
        `${path}[${position}]`,
        entries.flatMap((entry) => entry.slots[position] ?? []),
        item,
      );
    });
    const [entry] = entries;
    const counts = entries.length === 1 ? (entry?.counts ?? []) : [];
    if (counts.length === 1) implied.push({ slot: counts[0] as Slot, value: value.length });
  };

  const readSlots = (path: string, slots: readonly Slot[], value: unknown): void => {
    const choices = slots.filter((slot) => slot.groups.length > 0);
    if (!isPlainObject(value) || choices.length === 0) {
      claim(path, slots, value);
      return;
    }
    const { name, ...inner } = value;
    if (name !== undefined) claim(path, choices, name);
    const groups = choices.flatMap((slot) => {
      const number = slot.domain.fromValue(name);
      return name === undefined || Number.isNaN(number) ? slot.groups : [slot.groups[number] as Group];
    });
    readLevel(inner, groups, `${path}.`);
  };

  const readLevel = (values: object, groups: readonly Group[], prefix: string): void => {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const path = prefix + key;
      const entries = groups.flatMap((group) => group.entry(key) ?? []);
      if (entries.length > 0) readEntries(path, entries, value);
      else if (prefix === '') readFlat(path, value);
      else
        throw unknown(
          path,
          groups.flatMap((group) => group.names).map((name) => prefix + name),
        );
    }
  };

  const readFlat = (path: string, value: unknown): void => {
    const byPath = frame.dimensions.find((dimension) => dimension.path === path);
    if (byPath !== undefined && byPath.name !== path) {
      readSlots(path, [layout.slots[byPath.index] as Slot], value);
      return;
    }
    const found = resolve(path, layout.root);
    if (found === undefined)
      throw unknown(
        path,
        frame.dimensions.map((dimension) => dimension.name),
      );
    const entries = [...new Set(found.slots.map((slot) => slot.entry))];
    if (found.lists.length === 0) readSlots(path, found.slots, value);
    else if (entries.every((entry) => found.lists.includes(entry))) readEntries(path, entries, value);
    else
      throw invalid(path, `${path} does not say which entry of a list is meant`, 'Write an index: units[0].');
  };

  const implied: { readonly slot: Slot; readonly value: unknown }[] = [];
  if (!isPlainObject(params))
    throw invalid('', `${show(params)} is not a configuration`, 'Write an object from names to values.');
  readLevel(params, [layout.root], '');

  // A list says its count and a parameter the choice it stands under, where nothing else does.
  for (const { slots, value } of new Set(claims.values())) {
    const fitting =
      slots.length === 1 ? slots : slots.filter(({ domain }) => !Number.isNaN(domain.fromValue(value)));
    const [only] = fitting;
    for (let under = fitting.length === 1 ? only?.under : undefined; under; under = under.slot.under)
      implied.push({ slot: under.slot, value: under.slot.domain.toValue(under.choice) });
  }
  for (const { slot, value } of implied) if (!claims.has(slot)) claim(slot.name, [slot], value);
  return claims;
}

function invalid(path: string, message: string, mend: string): TunewrightError {
  return new TunewrightError('TW_CONFIGURATION_INVALID', message, { place: { path }, mend });
}

function invalidValue(claim: Claim, domain: Domain): TunewrightError {
  return invalid(
    claim.path,
    `${claim.path} = ${show(claim.value)} is not ${allowed(domain)}`,
    'Change the value, or widen the space.',
  );
}

/** The value fits under some choices of those not given, but not under this one. */
function undecided(layout: Layout, claim: Claim): TunewrightError {
  const [slot] = claim.slots;
  if (claim.slots.length === 1 && slot !== undefined) return invalidValue(claim, slot.domain);
  return invalid(
    claim.path,
    `${claim.path} = ${show(claim.value)} does not fit under every choice that has it`,
    `Give the choice too${decidedBy(layout, claim)}.`,
  );
}

function unknown(path: string, names: readonly string[]): TunewrightError {
  return invalid(
    path,
    `there is no parameter ${show(path)}.${suggestion(path, names)}`,
    `The space has: ${names.slice(0, 20).join(', ')}.`,
  );
}

function allowed(domain: Domain): string {
  if (domain.choices !== undefined) return `one of ${domain.choices.slice(0, 20).map(show).join(', ')}`;
  const range = `in [${domain.fromUnit(0)}, ${domain.fromUnit(1)}]`;
  return Number.isFinite(domain.cardinality)
    ? `one of the ${domain.cardinality} values of its ${domain.kind} ${range}`
    : `a number ${range}`;
}

function decidedBy(layout: Layout, claim: Claim): string {
  const names = claim.slots.flatMap((slot) => layout.conditions(slot).map((other) => other.name));
  return names.length === 0 ? '' : ` (${[...new Set(names)].join(', ')})`;
}
