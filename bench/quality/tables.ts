import type { Cell, Findings, Table, Target } from '../harness/suite.ts';
import type { ProblemDescription } from './protocol.ts';
import { type Reference, regret } from './score.ts';
import { type Differences, hierarchicalBootstrap, holm } from './statistics.ts';
import { checkpoints, type Trace } from './trace.ts';

type Recommender = 'observed' | 'own';

/** Regret of each run at each checkpoint under both recommenders. */
interface Scored {
  readonly trace: Trace;
  readonly observed: readonly number[];
  readonly own: readonly number[];
}

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
  const scored = traces
    .filter(({ problem }) => known.has(problem))
    .map((trace) => score(trace, references.get(trace.problem)!));
  const serial = scored.filter(({ trace }) => trace.parallel === 1);
  const batch = scored.filter(({ trace }) => trace.parallel > 1);
  const [ours] = systems;
  const peers = systems.slice(1);
  return {
    tables: [
      familyTable('Regret by family (observed recommender)', serial, systems, 'observed'),
      familyTable('Regret by family (each system’s own recommender)', serial, systems, 'own'),
      ...(batch.length === 0
        ? []
        : [familyTable('Regret by family, batches of 8', batch, systems, 'observed')]),
      ...(['observed', 'own'] as const).map((kind) => pooledTable(serial, ours!, peers, kind)),
      trialsTable(serial, ours!, peers, references),
      problemTable(serial, systems),
    ],
    targets: targets(serial, ours!, peers),
    failures,
    raw: scored.map(({ trace, observed, own }) => ({ ...short(trace), observed, own })),
  };
}

function short({ problem, family, system, seed, parallel, cpuMs }: Trace): object {
  return { problem, family, system, seed, parallel, cpuMs: Math.round(cpuMs) };
}

function score(trace: Trace, reference: Reference): Scored {
  const total = trace.error === undefined ? trace.truth.length : Math.max(1, trace.truth.length);
  const at = (recommender: Recommender): number[] =>
    checkpoints.map((share, i) => regret(trace, i, Math.round(share * total), reference, recommender));
  return { trace, observed: at('observed'), own: at('own') };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const groups = <T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> => Map.groupBy(list, key);

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Mean over problems of the mean over seeds. */
function familyMean(scored: readonly Scored[], checkpoint: number, kind: Recommender): number | null {
  if (scored.length === 0) return null;
  return round(
    mean(
      [...groups(scored, ({ trace }) => trace.problem).values()].map((runs) =>
        mean(runs.map((run) => run[kind][checkpoint]!)),
      ),
    ),
  );
}

function familyTable(
  title: string,
  scored: readonly Scored[],
  systems: readonly string[],
  kind: Recommender,
): Table {
  const rows: Cell[][] = [];
  for (const [family, members] of groups(scored, ({ trace }) => trace.family)) {
    for (const system of systems) {
      const runs = members.filter(({ trace }) => trace.system === system);
      if (runs.length === 0) continue;
      const cpu = mean(runs.map(({ trace }) => trace.cpuMs / Math.max(1, trace.truth.length)));
      rows.push([
        family,
        system,
        ...checkpoints.map((_, i) => familyMean(runs, i, kind)),
        runs.length,
        round(cpu),
      ]);
    }
  }
  return {
    title,
    caption:
      'Mean normalised regret of the noise-free value at 25, 50 and 100 % of the budget: 0 is the optimum, 1 the median of random points; low is good.',
    columns: ['family', 'system', '25 %', '50 %', '100 %', 'runs', 'CPU ms a trial'],
    rows,
  };
}

function problemTable(scored: readonly Scored[], systems: readonly string[]): Table {
  const rows = [...groups(scored, ({ trace }) => trace.problem)].map(([problem, runs]) => [
    problem,
    ...systems.map((system) =>
      familyMean(
        runs.filter(({ trace }) => trace.system === system),
        checkpoints.length - 1,
        'observed',
      ),
    ),
  ]);
  return {
    title: 'Regret by problem at the whole budget',
    caption: 'Observed recommender; low is good.',
    columns: ['problem', ...systems],
    rows,
  };
}

/** Peer − ours by family, problem and seed; seeds are paired. */
function differences(
  scored: readonly Scored[],
  ours: string,
  peer: string,
  checkpoint: number,
  kind: Recommender,
): Differences {
  const result = new Map<string, Map<string, number[]>>();
  for (const [family, members] of groups(scored, ({ trace }) => trace.family)) {
    const problems = new Map<string, number[]>();
    for (const [problem, runs] of groups(members, ({ trace }) => trace.problem)) {
      const of = (system: string): Map<number, number> =>
        new Map(
          runs
            .filter(({ trace }) => trace.system === system)
            .map((run) => [run.trace.seed, run[kind][checkpoint]!]),
        );
      const mine = of(ours);
      const pairs = [...of(peer)].flatMap(([seed, value]) =>
        mine.has(seed) ? [value - mine.get(seed)!] : [],
      );
      if (pairs.length > 0) problems.set(problem, pairs);
    }
    if (problems.size > 0) result.set(family, problems);
  }
  return result;
}

function pooledTable(
  scored: readonly Scored[],
  ours: string,
  peers: readonly string[],
  kind: Recommender,
): Table {
  const rows: Cell[][] = [];
  checkpoints.forEach((share, checkpoint) => {
    const intervals = peers.map((peer) => {
      const found = differences(scored, ours, peer, checkpoint, kind);
      return found.size === 0 ? undefined : hierarchicalBootstrap(found);
    });
    const corrected = holm(intervals.map((interval) => interval?.p ?? 1));
    peers.forEach((peer, i) => {
      const interval = intervals[i];
      if (interval === undefined) return;
      rows.push([
        `${share * 100} %`,
        peer,
        round(interval.mean),
        round(interval.low),
        round(interval.high),
        round(corrected[i]!),
      ]);
    });
  });
  return {
    title: `Peer minus ${ours}, pooled over families (${kind} recommender)`,
    caption:
      'Difference of normalised regret, families weighted equally, 95 % hierarchical bootstrap; above 0 means ours is better. p after Holm.',
    columns: ['budget', 'peer', 'difference', 'low', 'high', 'p'],
    rows,
  };
}

/** Trials that ours needs to reach the mean final regret of a peer, as a share of the budget; unreached ones are censored at the budget. */
function trialsTable(
  scored: readonly Scored[],
  ours: string,
  peers: readonly string[],
  references: ReadonlyMap<string, Reference>,
): Table {
  const rows: Cell[][] = [];
  for (const peer of peers) {
    const logs: number[] = [];
    let unreached = 0;
    for (const [problem, runs] of groups(scored, ({ trace }) => trace.problem)) {
      const final = runs.filter(({ trace }) => trace.system === peer).map((run) => run.observed.at(-1)!);
      const reference = references.get(problem)!;
      if (final.length === 0 || reference.reference !== undefined) continue;
      for (const { trace } of runs.filter(({ trace }) => trace.system === ours)) {
        const needed = firstReaching(trace, mean(final), reference);
        if (needed === undefined) unreached++;
        logs.push(Math.log((needed ?? trace.truth.length) / trace.truth.length));
      }
    }
    if (logs.length > 0) rows.push([peer, round(Math.exp(mean(logs))), unreached, logs.length]);
  }
  return {
    title: 'Share of the budget needed to reach a peer’s final result',
    caption: 'Geometric mean over runs; runs that never reach it count as the whole budget and are listed.',
    columns: ['peer', 'share of the trials', 'unreached', 'runs'],
    rows,
  };
}

function firstReaching(trace: Trace, goal: number, reference: Reference): number | undefined {
  for (let count = 1; count <= trace.truth.length; count++) {
    if (regret(trace, 0, count, reference, 'observed') <= goal) return count;
  }
  return undefined;
}

function targets(scored: readonly Scored[], ours: string, peers: readonly string[]): Target[] {
  const rivals = peers.filter((peer) => peer !== 'random');
  const pooled = rivals.flatMap((peer) =>
    checkpoints.flatMap((share, checkpoint) => {
      const found = differences(scored, ours, peer, checkpoint, 'observed');
      return found.size === 0 ? [] : [{ peer, share, ...hierarchicalBootstrap(found) }];
    }),
  );
  if (pooled.length === 0) return [];
  const behind = pooled.filter(({ low }) => low <= 0);
  const random = [...groups(scored, ({ trace }) => trace.problem)].map(([, runs]) => {
    const found = differences(runs, ours, 'random', checkpoints.length - 1, 'observed');
    return found.size === 0 ? undefined : hierarchicalBootstrap(found, 1000);
  });
  const corrected = holm(
    random.map((interval) => (interval === undefined || interval.mean >= 0 ? 1 : interval.p)),
  );
  const worse = corrected.filter((p) => p < 0.05).length;
  return [
    {
      name: 'pooled over families, ahead of every peer at every checkpoint',
      target: 'every 95 % interval above 0',
      measured:
        behind.length === 0
          ? `all ${pooled.length} above 0`
          : behind
              .map(
                ({ peer, share, mean, low }) =>
                  `${peer} at ${share * 100} %: ${round(mean)} (from ${round(low)})`,
              )
              .join('; '),
      met: behind.length === 0,
    },
    {
      name: 'on no problem worse than random',
      target: '0 problems after Holm',
      measured: `${worse} of ${random.length}`,
      met: worse === 0,
    },
  ];
}
