import { rankCorrelation } from '../../math/rank-correlation.ts';
import type { Entry } from './standing.ts';
import { ranked } from './standing.ts';

/** So many pairs say something about an order. */
const leastPairs = 6;
const leastCorrelation = 0.5;

/** Trials after the default one that show how well each level foretells, and one in so many of the later ones. */
const firstWitnesses = 8;
const laterWitnesses = 16;

/**
 * Whether a trial is a witness: it is judged at the last level below the full one only, so that what the levels before foretold can be
 * compared with what came, and no selection by those levels flatters or hides it.
 */
export function isWitness(trial: number): boolean {
  return trial <= firstWitnesses || trial % laterWitnesses === 0;
}

/**
 * The lowest level at which trials may be judged: where the order of the witnesses was seen to last until the highest level that enough of
 * them came to. The first epochs of a learning curve may say nothing, or the opposite.
 * @param witnesses - entries of the witnesses by level
 * @returns the last level below the full one while nothing is known
 */
export function trustedLevel(witnesses: readonly (readonly Entry[])[]): number {
  const last = Math.max(0, witnesses.length - 2);
  for (let level = 0; level < last; level++) {
    for (let later = witnesses.length - 1; later > level; later--) {
      const correlation = correlationOf(witnesses[level] ?? [], witnesses[later] ?? []);
      if (correlation === undefined) continue;
      if (correlation >= leastCorrelation) return level;
      break;
    }
  }
  return last;
}

/** How well the order of one level is that of another, over the trials of both; undefined for too few. */
function correlationOf(level: readonly Entry[], later: readonly Entry[]): number | undefined {
  const there = new Set(later.map(({ trial }) => trial));
  const both = level.filter(({ trial }) => there.has(trial));
  if (both.length < leastPairs) return undefined;
  const here = new Set(both.map(({ trial }) => trial));
  const [a, b] = [placesOf(both), placesOf(later.filter(({ trial }) => here.has(trial)))];
  return rankCorrelation(
    both.map(({ trial }) => a.get(trial) as number),
    both.map(({ trial }) => b.get(trial) as number),
  );
}

/** The place of each trial; of one objective its value, so that equals stay equal. */
function placesOf(entries: readonly Entry[]): ReadonlyMap<number, number> {
  if (entries[0]?.values.length === 1) {
    return new Map(
      entries.map(({ trial, values, excess }) => [
        trial,
        excess > 0 ? Number.POSITIVE_INFINITY : (values[0] as number),
      ]),
    );
  }
  return new Map(ranked(entries).map(({ trial }, place) => [trial, place]));
}
