import type { Table, Target } from '../harness/suite.ts';
import { byProblem, differences, mean, pairs, type Recommender, round, type Scored } from './scored.ts';
import { hierarchicalBootstrap, holm, type Interval } from './statistics.ts';
import { checkpoints } from './trace.ts';

/** Peer − ours at one checkpoint, families weighted equally; p after Holm over the peers of that checkpoint. */
export interface Comparison extends Interval {
  readonly peer: string;
  readonly share: number;
  readonly families: number;
  readonly runs: number;
}

export function compare(
  runs: readonly Scored[],
  ours: string,
  peers: readonly string[],
  kind: Recommender,
): Comparison[] {
  return checkpoints.flatMap((share, checkpoint) => {
    const found = peers.flatMap((peer) => {
      const apart = differences(runs, ours, peer, checkpoint, kind);
      if (apart.size === 0) return [];
      const count = pairs(runs, ours, peer).length;
      return [{ peer, share, families: apart.size, runs: count, ...hierarchicalBootstrap(apart) }];
    });
    const corrected = holm(found.map(({ p }) => p));
    return found.map((comparison, i) => ({ ...comparison, p: corrected[i]! }));
  });
}

export function comparisonTable(title: string, comparisons: readonly Comparison[]): Table {
  return {
    title,
    caption:
      'Difference of normalised regret on the problems and seeds that both ran, families weighted equally, 95 % hierarchical bootstrap; above 0 means ours is better. p after Holm.',
    columns: ['budget', 'peer', 'difference', 'low', 'high', 'p', 'families', 'paired runs'],
    rows: comparisons.map(({ share, peer, mean, low, high, p, families, runs }) => [
      `${share * 100} %`,
      peer,
      ...[mean, low, high, p].map(round),
      families,
      runs,
    ]),
  };
}

export function aheadTarget(comparisons: readonly Comparison[]): Target {
  const behind = comparisons.filter(({ peer, low }) => !yardsticks.includes(peer) && low <= 0);
  return {
    name: 'pooled over families, ahead of every peer at every checkpoint',
    target: 'every 95 % interval above 0',
    measured:
      behind.length === 0
        ? `all ${comparisons.length} above 0`
        : behind
            .map(
              ({ peer, share, mean, low, high }) =>
                `${peer} at ${share * 100} %: ${round(mean)} (${round(low)} to ${round(high)})`,
            )
            .join('; '),
    met: behind.length === 0,
  };
}

/** Not peers to be ahead of, but what everybody should be ahead of. */
export const yardsticks: readonly string[] = ['random', 'sobol'];

/** In each family first or within 0.005 of the first, at the whole budget, each peer on the runs that it shares with ours. */
export function familyTarget(runs: readonly Scored[], ours: string, peers: readonly string[]): Target {
  const checkpoint = checkpoints.length - 1;
  const misses: string[] = [];
  for (const peer of peers) {
    for (const [family, problems] of differences(runs, ours, peer, checkpoint, 'observed')) {
      const ahead = mean([...problems.values()].map(mean));
      if (ahead < -0.005) misses.push(`${family}: ${peer} by ${round(-ahead)}`);
    }
  }
  return {
    name: 'in each family first or within 0.005 of the first, at the whole budget',
    target: 'no peer ahead by more than 0.005',
    measured: misses.length === 0 ? 'none is' : misses.sort().join('; '),
    met: misses.length === 0,
  };
}

/** Ours against random on each problem at the whole budget, where at least 3 seeds can be compared. */
export function againstRandom(runs: readonly Scored[], ours: string): { table: Table; target: Target }[] {
  const tested = [...byProblem(runs)].flatMap(([problem, members]) => {
    const apart = differences(members, ours, 'random', checkpoints.length - 1, 'observed');
    return pairs(members, ours, 'random').length < 3
      ? []
      : [{ problem, ...hierarchicalBootstrap(apart, 1000) }];
  });
  if (tested.length === 0) return [];
  const corrected = holm(tested.map(({ mean, p }) => (mean >= 0 ? 1 : p)));
  const worse = tested.filter((_, i) => corrected[i]! < 0.05);
  const rows = tested
    .map(({ problem, mean, low, high }, i) => [problem, ...[mean, low, high, corrected[i]!].map(round)])
    .sort((a, b) => Number(a[1]) - Number(b[1]));
  return [
    {
      table: {
        title: `Random minus ${ours} on each problem, at the whole budget`,
        caption:
          'Difference of normalised regret; below 0 random was better, p after Holm over all problems.',
        columns: ['problem', 'difference', 'low', 'high', 'p'],
        rows,
      },
      target: {
        name: 'on no problem worse than random',
        target: '0 problems after Holm',
        measured: `${worse.length} of ${tested.length}${worse.length === 0 ? '' : `: ${worse.map(({ problem }) => problem).join(', ')}`}`,
        met: worse.length === 0,
      },
    },
  ];
}
