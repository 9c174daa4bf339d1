import type { Space } from '../../space/space.ts';
import type { Earlier } from './earlier.ts';

/** Configurations of one study that may open the next. */
const mostCandidates = 64;
const candidateShare = 0.1;
const leastCandidates = 5;
/** What the greatest distance to the chosen ones weighs against the distance from best to worst rank. */
const diversity = 0.3;

/**
 * Good configurations of the earlier studies that differ from one another, one study after the other, best guesses
 * first: each is the one of its study's best tenth with the lowest expected rank over all studies, minus what its distance
 * to those before is worth.
 * @param count - how many; fewer when there are no more
 */
export function portfolio(space: Space, studies: readonly Earlier[], count: number): Float64Array[] {
  const pools = studies.map((study) => candidatesOf(space, study, studies));
  const chosen: Candidate[] = [];
  const taken = new Set<string>();
  for (let turn = 0; chosen.length < count; turn++) {
    const pool = pools[turn % pools.length];
    const best = pool && bestOf(space, pool, chosen, taken);
    if (best !== undefined) {
      chosen.push(best);
      taken.add(best.key);
    } else if (pools.every((others) => bestOf(space, others, chosen, taken) === undefined)) break;
  }
  return chosen.map(({ row }) => row);
}

interface Candidate {
  readonly row: Float64Array;
  readonly unit: Float64Array;
  readonly key: string;
  readonly rank: number;
}

function candidatesOf(space: Space, study: Earlier, studies: readonly Earlier[]): readonly Candidate[] {
  const most = Math.max(leastCandidates, Math.ceil(candidateShare * study.rows.length));
  return study.rows.slice(0, Math.min(mostCandidates, most)).flatMap((row) => {
    if (!space.contains(row)) return [];
    const sum = studies.reduce((total, other) => total + other.predict(row), 0);
    return { row, unit: space.toUnit(row), key: space.key(row), rank: sum / studies.length };
  });
}

function bestOf(
  space: Space,
  pool: readonly Candidate[],
  chosen: readonly Candidate[],
  taken: ReadonlySet<string>,
): Candidate | undefined {
  let best: Candidate | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const candidate of pool) {
    if (taken.has(candidate.key)) continue;
    let nearest = chosen.length === 0 ? 0 : 1;
    for (const other of chosen) nearest = Math.min(nearest, distance(space, candidate.unit, other.unit));
    const score = candidate.rank - diversity * nearest;
    if (score < lowest) {
      best = candidate;
      lowest = score;
    }
  }
  return best;
}

/** Gower's distance: the mean over the dimensions active in either, each in [0, 1]. */
function distance(space: Space, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const { index, domain } of space.dimensions) {
    const [x, y] = [a[index]!, b[index]!];
    if (Number.isNaN(x) && Number.isNaN(y)) continue;
    count++;
    if (Number.isNaN(x) || Number.isNaN(y)) sum++;
    else sum += domain.ordered ? Math.abs(x - y) : x === y ? 0 : 1;
  }
  return count === 0 ? 0 : sum / count;
}
