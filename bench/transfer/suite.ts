import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { samplerByName, transferSampler } from '../../src/index.ts';
import type { Problem, SamplerAlgorithm, Transferred } from '../../src/sampler/port.ts';
import { mostBorrowed, openingSlots } from '../../src/sampler/transfer/slots.ts';
import { runSampler } from '../../src/testing/sampler-run.ts';
import { sharedData } from '../harness/paths.ts';
import type { Context, Findings, Suite } from '../harness/suite.ts';
import { space, Task, tasks } from './task.ts';

const budget = 50;
const earlierTrials = 100;
const checkpoints = [10, 25, 50];
/** Of earlier studies: none, one of a like task, one of a like task with its order turned round. */
const kinds = ['cold', 'transfer', 'misleading'] as const;

export const suite: Suite = {
  title: 'Transfer from earlier studies',
  async run({ quick, options, log }: Context): Promise<Findings> {
    if (!existsSync(join(sharedData, 'tables'))) {
      return {
        settings: {},
        tables: [],
        targets: [],
        failures: ['the tables are not on this machine: nothing was measured'],
      };
    }
    const seeds = Number(options.get('seeds') ?? (quick ? 3 : 20));
    const inners = (options.get('samplers') ?? 'random,tpe').split(',');
    const all = tasks.map((name) => new Task(name));
    const traces = new Map<string, number[][]>();
    for (const name of inners) {
      const inner = samplerByName({ name, options: {} });
      for (const kind of kinds) traces.set(`${name} ${kind}`, []);
      for (const source of all) {
        const earlier = Array.from({ length: seeds }, (_, seed) => study(source, seed));
        for (const target of all) {
          if (target === source) continue;
          log(`${name}: ${source.name} to ${target.name}`);
          for (let seed = 0; seed < seeds; seed++) {
            for (const kind of kinds)
              traces.get(`${name} ${kind}`)!.push(regrets(inner, target, seed, known(earlier[seed]!, kind)));
          }
        }
      }
    }
    const rows = [...traces].map(([system, runs]) => [
      system,
      ...checkpoints.map((n) => round(mean(runs.map((run) => run[n - 1]!)))),
    ]);
    const delay = mostBorrowed(budget, openingSlots(problem(0)));
    return {
      settings: { seeds, budget, earlierTrials, tasks, checkpoints },
      tables: [
        {
          title: 'Regret by trials',
          caption: `Mean of (error - optimum) / (median - optimum) of the best configuration so far over all 12 ordered pairs of tasks and ${seeds} seeds, noise-free; low is good. The earlier study has ${earlierTrials} trials of TPE.`,
          columns: ['sampler, knowledge', ...checkpoints.map((n) => `${n} trials`)],
          rows,
        },
      ],
      targets: inners.flatMap((name) => {
        const cold = traces.get(`${name} cold`)!;
        const at = (runs: readonly number[][], n: number): number => mean(runs.map((run) => run[n - 1]!));
        const warm = traces.get(`${name} transfer`)!;
        const misled = traces.get(`${name} misleading`)!;
        return [
          {
            name: `${name}: a like study helps at every checkpoint`,
            target: '< cold',
            measured: checkpoints.map((n) => `${round(at(warm, n))} < ${round(at(cold, n))}`).join(', '),
            met: checkpoints.every((n) => at(warm, n) < at(cold, n)),
          },
          {
            name: `${name}: a misleading study costs no more than ${delay} trials at ${budget}`,
            target: `<= cold at ${budget - delay}`,
            measured: `${round(at(misled, budget))} <= ${round(at(cold, budget - delay))}`,
            met: at(misled, budget) <= at(cold, budget - delay),
          },
        ];
      }),
      failures: [],
      raw: Object.fromEntries(traces),
    };
  },
};

function problem(seed: number, transferred?: readonly Transferred[]): Problem {
  return {
    space,
    objectives: 1,
    limits: 0,
    seed,
    trials: budget,
    parallel: 1,
    noisy: false,
    ...(transferred && { transferred }),
  };
}

/** An earlier study: TPE, ranked. */
function study(task: Task, seed: number): Transferred {
  const { rows } = runSampler(samplerByName({ name: 'tpe', options: {} }), problem(1000 + seed), {
    trials: earlierTrials,
    outcome: (unit) => observed(task, unit),
  });
  const order = rows.map((_, i) => i).sort((a, b) => task.error(rows[a]!) - task.error(rows[b]!) || a - b);
  const ranks = new Float64Array(rows.length);
  order.forEach((i, place) => {
    ranks[i] = place / (rows.length - 1);
  });
  const known = new Uint8Array(space.dimensions.length).fill(1);
  return { source: task.name, known, rows: Float64Array.from(rows.flatMap((row) => [...row])), ranks };
}

function known(study: Transferred, kind: (typeof kinds)[number]): readonly Transferred[] | undefined {
  if (kind === 'cold') return undefined;
  return [kind === 'transfer' ? study : { ...study, ranks: study.ranks.map((rank) => 1 - rank) }];
}

/** Best regret after each trial. */
function regrets(
  inner: SamplerAlgorithm,
  task: Task,
  seed: number,
  transferred: readonly Transferred[] | undefined,
): number[] {
  const { rows } = runSampler(transferSampler(inner), problem(seed, transferred), {
    trials: budget,
    outcome: (unit) => observed(task, unit),
  });
  let best = Number.POSITIVE_INFINITY;
  return rows.map((row) => {
    best = Math.min(best, task.error(row));
    return task.regret(best);
  });
}

function observed(
  task: Task,
  unit: Float64Array,
): { status: 'completed'; values: Float64Array; fidelity: number; cost: number } {
  return {
    status: 'completed',
    values: Float64Array.of(task.error(space.fromUnit(unit))),
    fidelity: 1,
    cost: 1,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
