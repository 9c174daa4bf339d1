import type { Cell, Findings, Table } from '../harness/suite.ts';
import {
  againstRandom,
  aheadTarget,
  compare,
  comparisonTable,
  familyTarget,
  yardsticks,
} from './comparison.ts';
import { familyCurves, forest } from './pictures.ts';
import type { ProblemDescription } from './protocol.ts';
import { reachingFindings } from './reaching.ts';
import type { Reference } from './score.ts';
import {
  byFamily,
  byProblem,
  mean,
  meanRegret,
  ofSystem,
  pairs,
  type Recommender,
  round,
  type Scored,
  scored,
} from './scored.ts';
import { checkpoints, type Trace } from './trace.ts';

export function findings(
  traces: readonly Trace[],
  problems: readonly ProblemDescription[],
  references: ReadonlyMap<string, Reference>,
  systems: readonly string[],
): Omit<Findings, 'settings'> {
  const known = new Set(problems.filter(({ id }) => references.has(id)).map(({ id }) => id));
  const failures = [
    ...problems.filter(({ id }) => !known.has(id)).map(({ id }) => `${id}: no frozen reference, not scored`),
    ...traces.flatMap(({ system, problem, seed, error }) =>
      error === undefined ? [] : [`${system} on ${problem}, seed ${seed}: ${error}`],
    ),
  ];
  const runs = traces
    .filter(({ problem }) => known.has(problem))
    .map((trace) => scored(trace, references.get(trace.problem)!));
  const serial = runs.filter(({ trace }) => trace.parallel === 1);
  const batched = runs.filter(({ trace }) => trace.parallel > 1);
  const [ours] = systems as [string, ...string[]];
  const peers = systems.slice(1).filter((system) => ofSystem(runs, system).length > 0);
  const rivals = peers.filter((peer) => !yardsticks.includes(peer));
  const pooled = compare(serial, ours, peers, 'observed');
  const pooledOwn = compare(serial, ours, peers, 'own');
  const compared = pooled.length > 0;
  const reaching = reachingFindings(serial, ours, peers);
  const random = againstRandom(serial, ours);
  return {
    tables: [
      familyTable('Regret by family (observed recommender)', serial, systems, 'observed'),
      familyTable('Regret by family (each system’s own recommender)', serial, systems, 'own'),
      ...(compared
        ? [
            comparisonTable(`Peer minus ${ours}, pooled over families (observed recommender)`, pooled),
            comparisonTable(`Peer minus ${ours}, pooled over families (own recommender)`, pooledOwn),
          ]
        : []),
      ...reaching.map(({ table }) => table),
      ...batchTables(batched, systems),
      ...random.map(({ table }) => table),
      problemTable(serial, systems),
    ],
    pictures: [
      ...familyCurves(serial, systems),
      ...(compared
        ? [
            forest(
              `Peer minus ${ours} at the whole budget, pooled over families; right of 0 ours is better`,
              pooled,
            ),
          ]
        : []),
    ],
    targets: compared
      ? [
          aheadTarget(pooled),
          familyTarget(serial, ours, rivals),
          ...reaching.map(({ target }) => target),
          ...random.map(({ target }) => target),
        ]
      : [],
    failures,
    raw: runs.map(({ trace, observed, own }) => ({ ...short(trace), observed, own })),
  };
}

function short({ problem, family, system, seed, parallel, cpuMs }: Trace): object {
  return { problem, family, system, seed, parallel, cpuMs: Math.round(cpuMs) };
}

function familyTable(
  title: string,
  runs: readonly Scored[],
  systems: readonly string[],
  kind: Recommender,
): Table {
  const rows: Cell[][] = [];
  for (const [family, members] of byFamily(runs)) {
    for (const system of systems) {
      const own = ofSystem(members, system);
      if (own.length === 0) continue;
      const paired = system === systems[0] ? [] : pairs(members, systems[0]!, system).map(([mine]) => mine);
      rows.push([
        family,
        system,
        ...checkpoints.map((_, i) => meanRegret(own, i, kind)),
        paired.length === 0 ? null : checkpoints.map((_, i) => meanRegret(paired, i, kind)).join(' / '),
        byProblem(own).size,
        own.length,
        round(mean(own.map(({ trace }) => trace.cpuMs / Math.max(1, trace.truth.length)))),
      ]);
    }
  }
  return {
    title,
    caption: `Mean normalised regret of the noise-free value at 25, 50 and 100 % of the budget: 0 is the optimum, 1 the median of random points; low is good. A slow peer ran on fewer problems or seeds: "${systems[0]} there" is what ours has on the same ones.`,
    columns: [
      'family',
      'system',
      '25 %',
      '50 %',
      '100 %',
      `${systems[0]} there`,
      'problems',
      'runs',
      'CPU ms a trial',
    ],
    rows,
  };
}

function batchTables(runs: readonly Scored[], systems: readonly string[]): Table[] {
  if (runs.length === 0) return [];
  const [ours, ...peers] = systems as [string, ...string[]];
  const pooled = compare(runs, ours, peers, 'observed');
  return [
    familyTable('Regret by family, 16 rounds of 8 at once (observed recommender)', runs, systems, 'observed'),
    ...(pooled.length === 0 ? [] : [comparisonTable(`Peer minus ${ours}, 16 rounds of 8`, pooled)]),
  ];
}

function problemTable(runs: readonly Scored[], systems: readonly string[]): Table {
  return {
    title: 'Regret by problem at the whole budget',
    caption: 'Observed recommender; low is good.',
    columns: ['problem', ...systems],
    rows: [...byProblem(runs)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([problem, members]) => [
        problem,
        ...systems.map((system) => meanRegret(ofSystem(members, system), checkpoints.length - 1, 'observed')),
      ]),
  };
}
