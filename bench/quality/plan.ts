import type { ProblemDescription } from './protocol.ts';

/** Which systems run on which problems how often. */
export interface Plan {
  readonly families: readonly string[];
  readonly systems: readonly string[];
  readonly seeds: (problem: ProblemDescription) => number;
  readonly wanted: (problem: ProblemDescription) => boolean;
  readonly batches: boolean;
}

const slow = ['optuna-gp'];

export function planOf(tier: 'quick' | 'nightly' | 'full', options: ReadonlyMap<string, string>): Plan {
  const base = tiers[tier];
  const families = options.get('families')?.split(',') ?? base.families;
  const systems = options.get('systems')?.split(',') ?? base.systems;
  const seeds = options.get('seeds');
  const match = options.get('problems');
  return {
    ...base,
    families,
    systems,
    seeds: seeds === undefined ? base.seeds : () => Number(seeds),
    wanted: match === undefined ? base.wanted : (problem) => new RegExp(match).test(problem.id),
  };
}

/** Whether a system can work on a problem at all. */
export function suits(system: string, problem: ProblemDescription, parallel: number): boolean {
  if (system === 'optuna-cma' && (problem.objectives > 1 || problem.limits > 0)) return false;
  if (system === 'optuna-nsga2' && problem.objectives === 1) return false;
  return !(slow.includes(system) && parallel > 1 && problem.trials > 150);
}

const everything = ['tables', 'surrogates', 'live', 'bbob', 'made', 'several'];
const peers = ['random', 'optuna-tpe', 'optuna-tpe-group', 'optuna-gp', 'optuna-cma', 'optuna-nsga2'];

const tiers: { readonly [tier in 'quick' | 'nightly' | 'full']: Plan } = {
  quick: {
    families: ['tables', 'made', 'surrogates'],
    systems: ['tunewright-auto', 'random', 'optuna-tpe'],
    seeds: () => 5,
    wanted: ({ id }) =>
      /hpobench-(car|vehicle)$|naval|parkinsons.*noisy|made-(boosters|mixed)|lcbench-168335|rpart-1040/.test(
        id,
      ),
    batches: false,
  },
  nightly: {
    families: ['tables', 'surrogates', 'made', 'bbob', 'several'],
    systems: ['tunewright-auto', ...peers],
    seeds: ({ family }) => (family === 'tables' ? 10 : 5),
    wanted: ({ id, family }) => family !== 'bbob' || /i1-d5$|i1-d10$/.test(id),
    batches: false,
  },
  full: {
    families: everything,
    systems: ['tunewright-auto', ...peers],
    seeds: ({ family }) => (family === 'tables' || family === 'surrogates' ? 20 : 5),
    wanted: () => true,
    batches: true,
  },
};
