import type { ProblemDescription } from './protocol.ts';
import { peers } from './systems.ts';

export type Tier = 'quick' | 'nightly' | 'full';

/** Which systems run on which problems how often. */
export interface Plan {
  readonly families: readonly string[];
  /** The first one is compared with all others. */
  readonly systems: readonly string[];
  readonly seeds: (problem: ProblemDescription, system: string) => number;
  readonly wanted: (problem: ProblemDescription) => boolean;
  /** Sizes of batches: 1 is one trial after another. */
  readonly batches: readonly number[];
  /** Processes at a time. */
  readonly workers: number;
  /** No run begins after this many minutes. */
  readonly minutes: number;
}

/** Options: `--families a,b --systems a,b --seeds n --problems REGEX --batches 1,8 --workers n --minutes n`. */
export function planOf(tier: Tier, options: ReadonlyMap<string, string>): Plan {
  const base = tiers[tier];
  const list = (name: string): string[] | undefined => options.get(name)?.split(',');
  const seeds = options.get('seeds');
  const match = options.get('problems');
  const pattern = match === undefined ? undefined : new RegExp(match);
  return {
    families: list('families') ?? base.families,
    systems: list('systems') ?? base.systems,
    seeds: capped(seeds === undefined ? base.seeds : () => Number(seeds)),
    wanted: pattern === undefined ? base.wanted : ({ id }) => pattern.test(id),
    batches: list('batches')?.map(Number) ?? base.batches,
    workers: Number(options.get('workers') ?? 2),
    minutes: Number(options.get('minutes') ?? Number.POSITIVE_INFINITY),
  };
}

function capped(seeds: Plan['seeds']): Plan['seeds'] {
  return (problem, system) =>
    Math.min(seeds(problem, system), peers[system]?.seeds ?? Number.POSITIVE_INFINITY);
}

const everything = ['tables', 'surrogates', 'live', 'bbob', 'made', 'constrained', 'several'];
const everyone = ['tunewright-auto', ...Object.keys(peers)];

const tiers: {
  readonly [tier in Tier]: Omit<Plan, 'workers' | 'minutes'>;
} = {
  quick: {
    families: ['tables', 'made', 'surrogates'],
    systems: ['tunewright-auto', 'random', 'optuna-tpe', 'optuna-gp'],
    seeds: (_, system) => (system === 'optuna-gp' ? 2 : 5),
    wanted: ({ id }) =>
      /hpobench-(car|vehicle)$|naval|parkinsons.*noisy|made-(boosters|mixed)|lcbench-168335|rpart-1040/.test(
        id,
      ),
    batches: [1],
  },
  nightly: {
    families: everything,
    systems: everyone,
    seeds: ({ family }) => (family === 'tables' ? 10 : 5),
    wanted: ({ id, family }) =>
      (family !== 'bbob' || /i1-d5$|i1-d10$/.test(id)) && !/live-(mlp|boosting|knn)-digits/.test(id),
    batches: [1],
  },
  full: {
    families: everything,
    systems: everyone,
    seeds: ({ family }) => (family === 'tables' || family === 'surrogates' ? 20 : 5),
    wanted: () => true,
    batches: [1, 8],
  },
};
