import type { TunewrightError } from '../errors.ts';
import type { Activity } from './activity.ts';
import { type Claim, invalid, readClaims } from './claims.ts';
import type { Domain } from './domain.ts';
import type { Frame } from './frame.ts';
import type { Layout } from './order.ts';
import { show } from './problem.ts';
import type { Slot } from './tree.ts';

/** Implementation of `Space.fromParams`, but for the constraints. */
export function fromParams(
  layout: Layout,
  activity: Activity,
  frame: Frame,
  params: unknown,
  partial: boolean,
): { row: Float64Array; free: Uint8Array } {
  const claims = readClaims(layout, frame, params);
  const used = new Set<unknown>();
  const size = layout.slots.length;
  const row = new Float64Array(size).fill(Number.NaN);
  const free = new Uint8Array(size);
  const isFree = (slot: Slot): boolean => free[layout.indexOf.get(slot) as number] === 1;

  /** Undefined while a missing parameter may still decide it. */
  const active = (slot: Slot): boolean | undefined => {
    const { under, entry, position } = slot;
    if (!layout.conditions(slot).some(isFree)) return frame.isActive(row, layout.indexOf.get(slot) as number);
    const parent = under && row[layout.indexOf.get(under.slot) as number];
    if (under !== undefined && !isFree(under.slot) && parent !== under.choice) return false;
    const counted = position < 0 || entry.counts.some(isFree) || position < activity.count(entry)(row);
    return counted ? undefined : false;
  };

  layout.slots.forEach((slot, index) => {
    const { domain, name } = slot;
    const state = active(slot);
    if (state === false) return;
    const claim = claims.get(slot);
    if (claim !== undefined) {
      const number = domain.fromValue(claim.value);
      if (Number.isNaN(number))
        throw state === undefined && claim.slots.length > 1
          ? undecided(layout, claim)
          : invalid(
              claim.path,
              `${claim.path} = ${show(claim.value)} is not ${allowed(domain)}`,
              'Change the value, or widen the space.',
            );
      row[index] = number;
      used.add(claim.path);
    } else if (domain.cardinality === 1) row[index] = domain.nth(0);
    else if (partial) free[index] = 1;
    else throw invalid(name, `${name} is missing`, `Give it ${allowed(domain)}.`);
  });

  for (const claim of claims.values())
    if (!used.has(claim.path))
      throw invalid(
        claim.path,
        `${claim.path} = ${show(claim.value)} is given, but it is not active in this configuration`,
        `Leave it out, or change what decides about it${decidedBy(layout, claim)}.`,
      );
  return { row, free };
}

/** The value fits under some of the choices that have its name, but not under all, and none is chosen. */
function undecided(layout: Layout, claim: Claim): TunewrightError {
  return invalid(
    claim.path,
    `${claim.path} = ${show(claim.value)} does not fit under every choice that has it`,
    `Give the choice too${decidedBy(layout, claim)}.`,
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
