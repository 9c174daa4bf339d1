import type { Table, Target } from '../harness/suite.ts';
import { yardsticks } from './comparison.ts';
import { regret } from './score.ts';
import { byProblem, mean, ofSystem, round, type Scored } from './scored.ts';
import { type Reached, reachedOf } from './statistics.ts';
import type { Trace } from './trace.ts';

/** Trials that ours needs to reach the mean final regret of each peer, as a share of the budget. */
function reached(runs: readonly Scored[], ours: string, peers: readonly string[]): Reached[] {
  return peers.flatMap((peer) => {
    const logs: number[] = [];
    const censored: boolean[] = [];
    for (const members of byProblem(runs).values()) {
      const theirs = ofSystem(members, peer);
      if (theirs.length === 0) continue;
      const goal = mean(theirs.map((run) => run.observed.at(-1)!));
      const seeds = new Set(theirs.map(({ trace }) => trace.seed));
      for (const run of ofSystem(members, ours)) {
        if (!seeds.has(run.trace.seed)) continue;
        const needed = firstReaching(run, goal);
        censored.push(needed === undefined);
        logs.push(Math.log((needed ?? run.trace.truth.length) / run.trace.truth.length));
      }
    }
    return logs.length === 0 ? [] : [reachedOf(peer, logs, censored)];
  });
}

/** The first trial after which regret is at most `goal`; regret only falls, so bisection finds it. */
function firstReaching(run: Scored, goal: number): number | undefined {
  const at = (count: number): number => regret(run.trace, 0, count, run.reference, 'observed');
  const exact = falls(run.trace);
  if (!exact) {
    for (let count = 1; count <= run.trace.truth.length; count++) if (at(count) <= goal) return count;
    return undefined;
  }
  let low = 0;
  let high = run.trace.truth.length;
  if (!(at(high) <= goal)) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= goal) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether regret can only fall: not where what is seen is not the truth. */
function falls({ seen, truth }: Trace): boolean {
  return seen.every((values, i) => values?.[0] === truth[i]?.[0]);
}

export function reachingFindings(
  runs: readonly Scored[],
  ours: string,
  peers: readonly string[],
): { table: Table; target: Target }[] {
  const found = reached(runs, ours, peers);
  const rivals = found.filter(({ peer }) => !yardsticks.includes(peer));
  if (rivals.length === 0) return [];
  const hardest = rivals.reduce((a, b) => (b.share > a.share ? b : a));
  return [
    {
      table: {
        title: 'Share of the budget needed to reach a peer’s final result',
        caption:
          'Geometric mean over runs of the trials until the regret is at most the peer’s mean final one. Runs that never reach it are censored: a log-normal is fitted to what is known of them; "at least" counts them as the whole budget.',
        columns: ['peer', 'share of the trials', 'at least', 'unreached', 'runs'],
        rows: found.map(({ peer, share, bound, unreached, runs }) => [
          peer,
          round(share),
          round(bound),
          unreached,
          runs,
        ]),
      },
      target: {
        name: 'trials to reach the final result of the best peer',
        target: '≤ 2/3 of the budget (geometric mean)',
        measured: `${round(hardest.share)} for ${hardest.peer}, ${hardest.unreached} of ${hardest.runs} runs censored`,
        met: hardest.share <= 2 / 3,
      },
    },
  ];
}
