import type { Findings, Table, Target } from '../harness/suite.ts';
import { plot, shares } from '../quality/pictures.ts';
import {
  hierarchicalBootstrap,
  holm,
  type Interval,
  type Reached,
  reachedOf,
} from '../quality/statistics.ts';
import {
  byProblem,
  checkpoints,
  differences,
  mean,
  meanRegret,
  ofSystem,
  type Run,
  reaching,
  regret,
  round,
} from './score.ts';
import { unstopped } from './systems.ts';

/** Surrogates, whose smooth curves flatter low fidelities, and curves of real trainings are told apart. */
const groups: readonly (readonly [name: string, wanted: (family: string) => boolean])[] = [
  ['all', () => true],
  ['surrogates', (family) => family !== 'trained'],
  ['really trained', (family) => family === 'trained'],
];

const percent = (share: number): string => `${100 * share} %`;

/** The first system is ours. */
export function findings(
  runs: readonly Run[],
  systems: readonly string[],
): Omit<Findings, 'settings' | 'failures'> {
  const [ours = '', ...peers] = systems;
  const comparisons = groups.flatMap(([group, wanted]) =>
    compare(
      runs.filter(({ trace }) => wanted(trace.family)),
      ours,
      peers,
    ).map((comparison) => ({ group, ...comparison })),
  );
  const reached = groups.flatMap(([group, wanted]) =>
    reach(
      runs.filter(({ trace }) => wanted(trace.family)),
      ours,
      peers,
    ).map((found) => ({ group, ...found })),
  );
  return {
    tables: [
      familyTable(runs, systems),
      {
        title: `Peer minus ${ours}`,
        caption:
          'Difference of normalised regret on the problems and seeds that both ran, families weighted equally, 95 % hierarchical bootstrap; above 0 means ours is better. p after Holm.',
        columns: ['problems', 'budget', 'peer', 'difference', 'low', 'high', 'p', 'paired runs'],
        rows: comparisons.map(({ group, share, peer, mean, low, high, p, runs }) => [
          group,
          percent(share),
          peer,
          ...[mean, low, high, p].map(round),
          runs,
        ]),
      },
      {
        title: `Share of the budget that ${ours} needs to reach a peer’s final result`,
        caption:
          'Geometric mean over runs of the cost until the regret is at most the peer’s mean final one. Runs that never reach it are censored: a log-normal is fitted to what is known of them; "at least" counts them as the whole budget.',
        columns: ['problems', 'peer', 'share', 'at least', 'unreached', 'runs'],
        rows: reached.map(({ group, peer, share, bound, unreached, runs }) => [
          group,
          peer,
          ...[share, bound].map(round),
          unreached,
          runs,
        ]),
      },
      problemTable(runs, systems),
    ],
    targets: [...costTargets(reached), ...aheadTarget(comparisons, ours)],
    pictures: pictures(runs, systems),
    raw: runs.map(({ trace }) => {
      const { truths, observations, ...rest } = trace;
      return { ...rest, configurations: truths.length, reports: observations.length };
    }),
  };
}

function familyTable(runs: readonly Run[], systems: readonly string[]): Table {
  const rows = [...Map.groupBy(runs, ({ trace }) => trace.family)].flatMap(([family, members]) =>
    systems.flatMap((system) => {
      const own = ofSystem(members, system);
      if (own.length === 0) return [];
      const average = (of: (run: Run) => number): number => round(mean(own.map(of)));
      return [
        [
          family,
          system,
          ...checkpoints.map((share) => round(meanRegret(own, share))),
          average(({ trace }) => trace.truths.length),
          average(({ trace }) => trace.idle),
          average(({ trace }) => trace.cpuMs / 1000),
          `${own.length} on ${byProblem(own).size}`,
        ],
      ];
    }),
  );
  return {
    title: 'Regret by family',
    caption:
      'Mean normalised regret at the full fidelity of the incumbent after 10, 25, 50 and 100 % of the budget (0 is the optimum, 1 the median of random configurations), configurations tried, share of idle workers, CPU seconds of the tuner a run; low is good.',
    columns: [
      'family',
      'system',
      ...checkpoints.map(percent),
      'configurations',
      'idle',
      'CPU s',
      'runs on problems',
    ],
    rows,
  };
}

function problemTable(runs: readonly Run[], systems: readonly string[]): Table {
  return {
    title: 'Regret by problem at the whole budget',
    caption: 'Mean over seeds; low is good.',
    columns: ['problem', ...systems],
    rows: [...byProblem(runs)].map(([problem, members]) => [
      problem,
      ...systems.map((system) => {
        const own = ofSystem(members, system);
        return own.length === 0 ? null : round(meanRegret(own, 1));
      }),
    ]),
  };
}

interface Comparison extends Interval {
  readonly peer: string;
  readonly share: number;
  readonly runs: number;
}

function compare(runs: readonly Run[], ours: string, peers: readonly string[]): Comparison[] {
  return checkpoints.flatMap((share) => {
    const found = peers.flatMap((peer) => {
      const apart = differences(runs, ours, peer, share);
      if (apart.size === 0) return [];
      const count = [...apart.values()].flatMap((problems) => [...problems.values()].flat()).length;
      return [{ peer, share, runs: count, ...hierarchicalBootstrap(apart) }];
    });
    const corrected = holm(found.map(({ p }) => p));
    return found.map((comparison, i) => ({ ...comparison, p: corrected[i]! }));
  });
}

function reach(runs: readonly Run[], ours: string, peers: readonly string[]): Reached[] {
  return peers.flatMap((peer) => {
    const logs: number[] = [];
    const censored: boolean[] = [];
    for (const members of byProblem(runs).values()) {
      const theirs = ofSystem(members, peer);
      if (theirs.length === 0) continue;
      const goal = mean(theirs.map((run) => regret(run, 1)));
      for (const run of ofSystem(members, ours)) {
        const cost = reaching(run, goal);
        censored.push(cost === undefined);
        logs.push(Math.log((cost ?? run.trace.budget) / run.trace.budget));
      }
    }
    return logs.length === 0 ? [] : [reachedOf(peer, logs, censored)];
  });
}

function costTargets(reached: readonly (Reached & { readonly group: string })[]): Target[] {
  const all = reached.filter(({ group }) => group === 'all');
  const random = all.find(({ peer }) => peer === 'random');
  const samplers = all.filter(({ peer }) => peer !== 'random' && unstopped.includes(peer));
  const told = ({ peer, share, unreached, runs }: Reached): string =>
    `${round(share)} for ${peer}, ${unreached} of ${runs} runs censored`;
  const hardest = samplers.reduce<Reached | undefined>(
    (a, b) => (a === undefined || b.share > a.share ? b : a),
    undefined,
  );
  return [
    ...(random === undefined
      ? []
      : [
          {
            name: 'cost to reach the final result of random search at the full fidelity',
            target: '≤ 1/5 of its cost (geometric mean)',
            measured: told(random),
            met: random.share <= 0.2,
          },
        ]),
    ...(hardest === undefined
      ? []
      : [
          {
            name: 'cost to reach the final result of the best sampler without stopping',
            target: '≤ 1/2 of its cost (geometric mean)',
            measured: told(hardest),
            met: hardest.share <= 0.5,
          },
        ]),
  ];
}

function aheadTarget(
  comparisons: readonly (Comparison & { readonly group: string })[],
  ours: string,
): Target[] {
  const all = comparisons.filter(({ group, peer }) => group === 'all' && !peer.startsWith('tunewright'));
  if (all.length === 0) return [];
  const behind = all.filter(({ low }) => low <= 0);
  return [
    {
      name: `${ours} ahead of every peer at every checkpoint, pooled over families`,
      target: 'every 95 % interval above 0',
      measured:
        behind.length === 0
          ? `all ${all.length} above 0`
          : behind
              .map(
                ({ peer, share, mean, low, high }) =>
                  `${peer} at ${percent(share)}: ${round(mean)} (${round(low)} to ${round(high)})`,
              )
              .join('; '),
      met: behind.length === 0,
    },
  ];
}

function pictures(runs: readonly Run[], systems: readonly string[]): { title: string; svg: string }[] {
  return [...Map.groupBy(runs, ({ trace }) => trace.family)].map(([family, members]) => {
    const problems = byProblem(members).size;
    const lines = systems.flatMap((system, i) => {
      const own = ofSystem(members, system);
      if (byProblem(own).size < problems) return [];
      return [{ system, i, values: shares.map((share) => meanRegret(own, share)) }];
    });
    return {
      title: `${family}: mean regret over the share of the budget, systems that ran on all ${problems} problems`,
      svg: plot(lines),
    };
  });
}
