import { TunewrightError } from '../../errors.ts';
import type { Domain } from '../../space/domain.ts';
import type { Space } from '../../space/space.ts';
import type { Scalar } from '../../space/spec.ts';
import type { KnowledgeTransferred } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';
import type { TransferSource } from '../definition/definition.ts';
import type { Terms } from '../terms.ts';
import { type Placed, placesOf } from './order.ts';

/** Of more finished trials the best are kept, and the others thinned evenly. */
const most = 1000;
const mostBest = 200;

/**
 * What an earlier study knows, in this study's space. Parameters are matched by name. A value that this space does not
 * have leaves its trial out; on a coarser grid it becomes the nearest one. A parameter that the earlier study did not
 * have gets its default, and is marked as unknown.
 * @throws {TunewrightError} TW_TRANSFER_OBJECTIVE, TW_TRANSFER_SPACE
 */
export function knowledgeOf(
  here: Terms,
  {
    terms: there,
    state,
    source,
  }: { readonly terms: Terms; readonly state: StudyState; readonly source: TransferSource },
  at: number,
): KnowledgeTransferred {
  const { space } = here;
  const rename = (name: string): string => source.names?.[name] ?? name;
  const theirs = new Set(there.space.dimensions.map(({ name }) => rename(name)));
  const known = Uint8Array.from(space.dimensions, ({ name }) => (theirs.has(name) ? 1 : 0));
  if (!known.includes(1)) throw foreign(space, there);
  const placed = placesOf(here, there, state);
  const kept: { readonly row: Float64Array; readonly rank: number }[] = [];
  for (const { trial, rank } of placed) {
    const values = new Map<string, Scalar>();
    for (const [name, value] of there.space.toFlat(state.row(trial))) values.set(rename(name), value);
    const row = rowOf(space, values);
    if (row !== undefined) kept.push({ row, rank });
  }
  const chosen = thinned(kept);
  const rows = new Float64Array(chosen.length * known.length);
  chosen.forEach(({ row }, i) => {
    rows.set(row, i * known.length);
  });
  return {
    type: 'knowledge-transferred',
    at,
    source: there.definition.name,
    known,
    rows,
    ranks: Float64Array.from(chosen, ({ rank }) => rank),
    dropped: placed.length - kept.length,
  };
}

/** Undefined where there is no such configuration. */
function rowOf(space: Space, values: ReadonlyMap<string, Scalar>): Float64Array | undefined {
  const row = new Float64Array(space.dimensions.length).fill(Number.NaN);
  for (const { index, name, domain } of space.dimensions) {
    if (!space.isActive(row, index)) continue;
    const value = values.get(name);
    row[index] = value === undefined ? domain.defaultNumber : nearest(domain, value);
    if (Number.isNaN(row[index])) return undefined;
  }
  return space.contains(row) ? row : undefined;
}

/** The number of a value, or of the one nearest to a number within the range; NaN without one. */
function nearest(domain: Domain, value: Scalar): number {
  const number = domain.fromValue(value);
  if (!Number.isNaN(number) || typeof value !== 'number' || domain.choices !== undefined) return number;
  const within = value >= domain.fromUnit(0) && value <= domain.fromUnit(1);
  return within ? domain.fromUnit(domain.toUnit(value)) : Number.NaN;
}

function thinned<T extends Pick<Placed, 'rank'>>(best: readonly T[]): readonly T[] {
  if (best.length <= most) return best;
  const rest = best.length - mostBest;
  const others = most - mostBest;
  return [
    ...best.slice(0, mostBest),
    ...Array.from({ length: others }, (_, i) => best[mostBest + Math.floor((i * rest) / others)]!),
  ];
}

function foreign(space: Space, there: Terms): TunewrightError {
  const names = (of: Space): string => of.dimensions.map(({ name }) => name).join(', ');
  return new TunewrightError(
    'TW_TRANSFER_SPACE',
    `the study ${JSON.stringify(there.definition.name)} has none of this study's parameters: it has ${names(there.space)}, this one ${names(space)}`,
    {
      place: { path: 'transfer' },
      mend: 'Give `names` for parameters that were called otherwise, or remove the study.',
    },
  );
}
