import { isPlainObject } from './fields.ts';
import { kinds } from './kind/registry.ts';
import type { SpaceSpec } from './spec.ts';

/**
 * 128-bit FNV-1a digest of a space, as 32 hex digits. The order of parameters and choices counts, because
 * rows depend on it; the order of the keys inside a parameter, and `log: false`, do not.
 */
export function digestOf(spec: SpaceSpec, constraints: readonly string[]): string {
  return fnv1a(JSON.stringify([spaceText(spec), constraints]));
}

function spaceText(spec: object): unknown {
  return Object.entries(spec).map(([name, parameter]) => [
    name,
    Object.entries(parameter as object)
      .filter(([key, value]) => value !== undefined && !(key === 'log' && value === false))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [
        key,
        kinds.get(key)?.branches ? branchText(value as object) : canonical(value),
      ]),
  ]);
}

function branchText(choices: object): unknown {
  return Object.entries(choices).map(([choice, space]) => [choice, spaceText(space as object)]);
}

function canonical(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** http://www.isthe.com/chongo/tech/comp/fnv over UTF-16 units, low byte first. */
function fnv1a(text: string): string {
  const prime = (1n << 88n) + 0x13bn;
  const mask = (1n << 128n) - 1n;
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = ((hash ^ BigInt(unit & 0xff)) * prime) & mask;
    hash = ((hash ^ BigInt(unit >> 8)) * prime) & mask;
  }
  return hash.toString(16).padStart(32, '0');
}
