import type { RandomStream } from '../../math/random.ts';
import type { Space } from '../../space/space.ts';
import { rowOfUnit } from '../draw.ts';

export interface SearchOptions {
  readonly space: Space;
  /** To maximise. */
  readonly score: (row: Float64Array) => number;
  /** Whether a configuration may be suggested. */
  readonly allowed: (row: Float64Array) => boolean;
  readonly random: RandomStream;
  /** Good configurations to search around, best first; numbers in [0, 1], NaN where inactive. */
  readonly centres: readonly Float64Array[];
  readonly fixed: Float64Array | undefined;
  /** Configurations that are scored before the walk, half of them drawn uniformly, half around the centres. */
  readonly candidates: number;
}

interface Candidate {
  /** A number in [0, 1] for every dimension, also for inactive ones. */
  readonly unit: Float64Array;
  readonly row: Float64Array;
  readonly score: number;
}

const walkers = 4;
const neighbours = 12;
const steps = 12;
/** Steps in a row without a gain that end a walk. */
const patience = 2;

/**
 * The configuration of the highest score that random draws, neighbours of good configurations, and a walk uphill from
 * the best of both find; undefined when none may be suggested.
 */
export function searchScore(options: SearchOptions): Float64Array | undefined {
  const { space, random, fixed, score, allowed } = options;
  const scored = (unit: Float64Array): Candidate | undefined => {
    const row = rowOfUnit(space, unit, fixed);
    return space.satisfies(row) ? { unit, row, score: score(row) } : undefined;
  };
  const found: Candidate[] = [];
  for (const unit of candidateUnits(options)) {
    const candidate = scored(unit);
    if (candidate !== undefined) found.push(candidate);
  }
  found.sort((a, b) => b.score - a.score);
  let best: Candidate | undefined;
  let walks = 0;
  for (const start of found) {
    if (walks === walkers) break;
    if (!allowed(start.row)) continue;
    walks++;
    let here = start;
    for (let step = 0, idle = 0; step < steps && idle < patience; step++) {
      let next = here;
      for (let i = 0; i < neighbours; i++) {
        const candidate = scored(moved(space, here.unit, here.row, random));
        if (candidate !== undefined && candidate.score > next.score && allowed(candidate.row))
          next = candidate;
      }
      idle = next === here ? idle + 1 : 0;
      here = next;
    }
    if (best === undefined || here.score > best.score) best = here;
  }
  return best?.row;
}

function candidateUnits({ space, random, centres, candidates }: SearchOptions): Float64Array[] {
  const units: Float64Array[] = [];
  for (let i = 0; i < candidates; i++) {
    const unit = randomUnit(space, random);
    const centre = i % 2 === 0 ? undefined : centres[(i >>> 1) % centres.length];
    centre?.forEach((u, d) => {
      if (!Number.isNaN(u)) unit[d] = u;
    });
    units.push(centre === undefined ? unit : moved(space, unit, centre, random));
  }
  return units;
}

function randomUnit(space: Space, random: RandomStream): Float64Array {
  return Float64Array.from(space.dimensions, () => random.uniform());
}

/**
 * One dimension in another place, sometimes two or more.
 * @param active - NaN where a dimension is inactive; those are seldom moved
 */
function moved(space: Space, from: Float64Array, active: Float64Array, random: RandomStream): Float64Array {
  const unit = from.slice();
  if (unit.length === 0) return unit;
  const width = 0.3 * 10 ** (-2 * random.uniform());
  do {
    let d = random.integer(unit.length);
    for (let i = 0; i < 4 && Number.isNaN(active[d]!); i++) d = random.integer(unit.length);
    const { domain } = space.dimensions[d]!;
    const { cardinality } = domain;
    if (cardinality === 1) continue;
    if (domain.ordered) {
      const step = width * random.normal();
      const least = 1 / cardinality;
      const place = unit[d]! + (Math.abs(step) < least ? Math.sign(step) * least : step);
      unit[d] = place < 0 ? Math.min(1, -place) : place > 1 ? Math.max(0, 2 - place) : place;
    } else {
      const now = Math.min(cardinality - 1, Math.floor(unit[d]! * cardinality));
      unit[d] = (((now + 1 + random.integer(cardinality - 1)) % cardinality) + 0.5) / cardinality;
    }
  } while (random.uniform() < 0.5);
  return unit;
}
