import { existsSync } from 'node:fs';
import { sharedData } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite } from '../harness/suite.ts';
import { type Plan, planOf } from '../quality/plan.ts';
import { readReferences } from '../quality/references.ts';
import { runPlan } from '../quality/run.ts';
import {
  byFamily,
  differences,
  meanRegret,
  ofSystem,
  round,
  type Scored,
  scored,
} from '../quality/scored.ts';
import { hierarchicalBootstrap } from '../quality/statistics.ts';
import { checkpoints } from '../quality/trace.ts';

/** A sampler, and the same with one part taken away or put in the place of another. */
interface Ablation {
  readonly whole: string;
  readonly parts: readonly { readonly name: string; readonly system: string }[];
}

const ablations: readonly Ablation[] = [
  {
    whole: 'tunewright-auto',
    parts: [
      { name: 'gp alone', system: 'tunewright-auto:turns=gp' },
      { name: 'forest alone', system: 'tunewright-auto:turns=forest' },
      { name: 'tpe alone', system: 'tunewright-auto:turns=tpe' },
      { name: 'gp and tpe in turn', system: 'tunewright-auto:turns=gp+tpe' },
    ],
  },
  {
    whole: 'tunewright-gp',
    parts: [
      { name: 'search everywhere only', system: 'tunewright-gp:trustShare=0' },
      { name: 'search near the best only', system: 'tunewright-gp:trustShare=1' },
      { name: 'values as they are', system: 'tunewright-gp:outputs=standard' },
      { name: 'an opening of 4 trials', system: 'tunewright-gp:opening=4' },
    ],
  },
];

/** What each part of `auto` and of `gp` contributes, on the development problems with one objective. */
export const suite: Suite = {
  title: 'Ablation: what each part contributes',
  async run(context: Context): Promise<Findings> {
    const systems = ablations.flatMap(({ whole, parts }) => [whole, ...parts.map(({ system }) => system)]);
    const families = ['tables', 'made', 'constrained'].filter(
      (family) => family !== 'tables' || existsSync(sharedData),
    );
    const base: Plan = planOf('nightly', context.options);
    const seeds = Number(context.options.get('seeds') ?? (context.quick ? 2 : 5));
    const { traces, left } = await runPlan(
      context.python,
      { ...base, families, systems, seeds: () => seeds },
      context.log,
    );
    const references = readReferences();
    const runs = traces
      .filter(({ error }) => error === undefined)
      .map((trace) => scored(trace, references.get(trace.problem)!));
    const failures = traces.flatMap(({ system, problem, seed, error }) =>
      error === undefined ? [] : [`${system} on ${problem}, seed ${seed}: ${error}`],
    );
    return {
      settings: { families, seeds, 'threads each': 1 },
      tables: ablations.map((ablation) => tableOf(ablation, runs)),
      targets: [],
      failures: left === 0 ? failures : [`${left} runs were not begun in time`, ...failures],
    };
  },
};

function tableOf({ whole, parts }: Ablation, runs: readonly Scored[]) {
  const families = [...byFamily(runs).keys()].sort();
  const regrets = (system: string): Cell[] =>
    families.map((family) => {
      const mine = ofSystem(byFamily(runs).get(family)!, system);
      return checkpoints.map((_, i) => meanRegret(mine, i, 'observed')?.toFixed(3) ?? '–').join(' ');
    });
  return {
    title: `${whole} and what remains without its parts`,
    caption:
      'Normalised regret at 25, 50 and 100 % of the budget, by family. Loss: regret minus that of the whole at the full budget on the same problems and seeds, families weighted equally, with its 95 % interval; above 0 the part helps.',
    columns: ['variant', ...families, 'loss', 'low', 'high'],
    rows: [
      ['as it is', ...regrets(whole), 0, null, null],
      ...parts.map(({ name, system }): Cell[] => {
        const { mean, low, high } = hierarchicalBootstrap(
          differences(runs, whole, system, checkpoints.length - 1, 'observed'),
        );
        return [name, ...regrets(system), round(mean), round(low), round(high)];
      }),
    ],
  };
}
