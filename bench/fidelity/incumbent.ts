import type { Trace } from './simulate.ts';

/**
 * The configuration that a user would take at each time, by one rule for all tuners: of those that reached the highest
 * fidelity that anything has reached so far, the one with the best value there.
 * @returns whenever it changes, what was spent until then and its value at the full fidelity
 */
export function incumbents({
  observations,
  truths,
}: Pick<Trace, 'observations' | 'truths'>): [spent: number, truth: number][] {
  const changes: [number, number][] = [];
  let highest = 0;
  let best = Number.POSITIVE_INFINITY;
  for (const [spent, configuration, fidelity, value] of observations) {
    if (fidelity < highest || (fidelity === highest && value >= best)) continue;
    highest = fidelity;
    best = value;
    const truth = truths[configuration]!;
    if (changes.at(-1)?.[1] !== truth) changes.push([spent, truth]);
  }
  return changes;
}
