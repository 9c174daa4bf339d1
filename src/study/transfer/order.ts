import { TunewrightError } from '../../errors.ts';
import { nonDominatedRanks } from '../../math/pareto.ts';
import type { Metrics } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';
import { type Terms, withinLimits } from '../terms.ts';

/** A finished trial of an earlier study, and its place from 0 (best) to 1 (worst); equals share the mean. */
export interface Placed {
  readonly trial: number;
  readonly rank: number;
}

/**
 * The finished trials of an earlier study, best first: completed ones within its limits by this study's objectives, or by
 * its own if it lacks those metrics; then stopped ones and those over a limit; then failed ones. Skipped ones say nothing.
 * @throws {TunewrightError} TW_TRANSFER_OBJECTIVE
 */
export function placesOf(here: Terms, there: Terms, state: StudyState): Placed[] {
  const objectives = comparable(here, there, state);
  const groups: { trial: number; values: number[] }[][] = [[], [], []];
  for (let trial = 0; trial < state.trialCount; trial++) {
    const status = state.trialStatus(trial);
    if (status === 'waiting' || status === 'running' || status === 'skipped') continue;
    const { metrics } = state.trial(trial);
    const values = objectives.map(({ metric, sign }) => sign * (metrics[metric] ?? Number.NaN));
    const valued = values.every(Number.isFinite) && (status === 'completed' || status === 'stopped');
    const group = !valued ? 2 : status === 'completed' && holds(there, metrics) ? 0 : 1;
    groups[group]!.push({ trial, values });
  }
  const total = groups.reduce((sum, { length }) => sum + length, 0);
  const placed: Placed[] = [];
  for (const group of groups) place(placed, group, objectives.length, total);
  return placed;
}

function holds(there: Terms, metrics: Metrics): boolean {
  return there.limits.length === 0 || withinLimits(there, metrics);
}

function comparable(here: Terms, there: Terms, state: StudyState): Terms['objectives'] {
  if (here.objectives.every(({ metric }) => state.metricId(metric) >= 0)) return here.objectives;
  if (here.objectives.length === there.objectives.length) return there.objectives;
  const wanted = here.objectives.map(({ metric }) => metric).join(', ');
  throw new TunewrightError(
    'TW_TRANSFER_OBJECTIVE',
    `the study ${JSON.stringify(there.definition.name)} has no values of ${wanted}, and ${there.objectives.length} objectives of its own`,
    { place: { path: 'transfer' }, mend: 'Name a study with the same objectives.' },
  );
}

function place(
  placed: Placed[],
  group: readonly { trial: number; values: number[] }[],
  objectives: number,
  total: number,
): void {
  const scores =
    objectives === 1
      ? group.map(({ values }) => values[0]!)
      : [...nonDominatedRanks(Float64Array.from(group.flatMap(({ values }) => values)), objectives)];
  // The failed ones are all alike.
  const score = (i: number): number => (Number.isFinite(scores[i]) ? scores[i]! : 0);
  const order = group.map((_, i) => i).sort((a, b) => score(a) - score(b) || a - b);
  const start = placed.length;
  for (let low = 0, high = 1; low < order.length; low = high++) {
    while (high < order.length && score(order[high]!) === score(order[low]!)) high++;
    const rank = (start + (low + high - 1) / 2) / Math.max(1, total - 1);
    for (const i of order.slice(low, high)) placed.push({ trial: group[i]!.trial, rank });
  }
}
