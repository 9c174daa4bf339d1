import { nonDominatedRanks } from '../../math/pareto.ts';
import type { Target } from '../../trial/event.ts';
import type { SchedulerView, TrialView } from '../port.ts';

/** One trial of a chain: a member of the population at one generation. */
export interface Link {
  readonly member: number;
  /** From 0. */
  readonly generation: number;
  readonly trial: TrialView;
  readonly target: Target | undefined;
  readonly over: boolean;
  /** To minimise; absent while it runs and when it failed. */
  readonly values: Float64Array | undefined;
  readonly excess: number;
}

/** A trial's note on its place in the population. */
export interface Tag {
  readonly [name: string]: number;
  readonly member: number;
  readonly generation: number;
}

/** All trials of the population, in order: the first `size` of the study, and what continues them. O(trials). */
export function linksOf(view: SchedulerView, size: number): Link[] {
  const links: Link[] = [];
  let founders = 0;
  for (let number = 0; number < view.trials; number++) {
    const trial = view.trial(number);
    const place = placeOf(trial, founders, size);
    if (place === undefined) continue;
    if (trial.origin !== 'scheduler') founders++;
    const searches = trial.evaluations.map((e) => view.evaluation(e)).filter((e) => e.purpose === 'search');
    const last = searches.at(-1);
    const over = last !== undefined && last.status !== 'running' && last.status !== 'waiting';
    links.push({
      ...place,
      trial,
      target: last?.target,
      over,
      values: over ? last.values : undefined,
      excess: last?.excess ?? Number.NaN,
    });
  }
  return links;
}

function placeOf(trial: TrialView, founders: number, size: number): Tag | undefined {
  if (trial.origin === 'imported') return undefined;
  if (trial.origin !== 'scheduler') return founders < size ? { member: founders, generation: 0 } : undefined;
  return trial.tag as unknown as Tag;
}

/**
 * Links of one generation that gave values, the best first: within the limits before the others, then by
 * non-domination, of equals the first objective and the earlier trial.
 */
export function ranked(links: readonly Link[], objectives: number): Link[] {
  const known = links.filter((link) => link.values !== undefined);
  const values = Float64Array.from(known.flatMap((link) => [...link.values!]));
  const fronts = nonDominatedRanks(values, objectives);
  const over = (link: Link): number => (Number.isNaN(link.excess) ? Number.POSITIVE_INFINITY : link.excess);
  return known
    .map((link, index) => ({ link, front: fronts[index]! }))
    .sort(
      (a, b) =>
        compare(over(a.link), over(b.link)) ||
        a.front - b.front ||
        a.link.values![0]! - b.link.values![0]! ||
        a.link.trial.trial - b.link.trial.trial,
    )
    .map(({ link }) => link);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
