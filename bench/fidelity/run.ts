import { join } from 'node:path';
import { cached, keep } from '../harness/cache.ts';
import { bench, sharedData } from '../harness/paths.ts';
import type { Context } from '../harness/suite.ts';
import { Peer } from '../quality/protocol.ts';
import type { Problem } from './protocol.ts';
import { simulate, type Task, type Trace } from './simulate.ts';
import { ours, peers, versionOf } from './systems.ts';

const folder = join(bench, 'fidelity');

export interface Plan {
  readonly systems: readonly string[];
  readonly problems: readonly Problem[];
  readonly seeds: number;
  /** In full evaluations. */
  readonly budget: number;
  /** Runs at a time. */
  readonly jobs: number;
  /** No run begins after this many minutes. */
  readonly minutes: number;
}

export function problemServer(python: string): Peer {
  return new Peer(python, ['problems.py', sharedData], folder);
}

/** Runs what the cache does not have, in random order so that a drifting machine favours nobody. */
export async function runPlan(context: Context, plan: Plan): Promise<{ traces: Trace[]; left: number }> {
  const { systems, problems, seeds, budget, jobs } = plan;
  const end = performance.now() + plan.minutes * 60_000;
  const pythons = new Map<string, string>();
  for (const name of new Set([
    'quality',
    ...systems.flatMap((system) => peers[system]?.requirements ?? []),
  ])) {
    pythons.set(name, await context.python(name));
  }
  const versions = new Map(systems.map((system) => [system, versionOf(system)]));
  const start = (system: string): Peer => {
    const own = ours(system);
    if (own !== undefined) return new Peer(process.execPath, ['ours.ts', own.scheduler, own.sampler], folder);
    const peer = peers[system];
    if (peer === undefined) throw new Error(`there is no system ${system}`);
    return new Peer(
      pythons.get(peer.requirements)!,
      [join('peers', 'main.py'), peer.module, peer.make],
      folder,
    );
  };
  const pathOf = ({ system, problem, seed, budget }: Task): string[] => [
    'fidelity',
    `${system}@${versions.get(system)}`,
    problem.id,
    `${seed}x${budget}`,
  ];
  const tasks = problems.flatMap((problem) =>
    systems.flatMap((system) =>
      Array.from(
        { length: Math.min(seeds, peers[system]?.seeds ?? seeds) },
        (_, seed): Task => ({ problem, system, seed, budget }),
      ),
    ),
  );
  shuffle(tasks);
  const traces: Trace[] = [];
  const missing: Task[] = [];
  for (const task of tasks) {
    const trace = cached<Trace>(...pathOf(task));
    if (trace === undefined) missing.push(task);
    else traces.push(trace);
  }
  context.log(`${tasks.length} runs, ${missing.length} of them new`);
  const total = missing.length;
  const worker = async (): Promise<void> => {
    const server = problemServer(pythons.get('quality')!);
    const tuners = new Map<string, Peer>();
    while (missing.length > 0 && performance.now() < end) {
      const task = missing.pop()!;
      const tuner = tuners.get(task.system) ?? start(task.system);
      tuners.set(task.system, tuner);
      const trace = await simulate(tuner, server, task);
      traces.push(trace);
      if (trace.error === undefined) keep(trace, ...pathOf(task));
      else {
        context.log(`${task.system} on ${task.problem.id}, seed ${task.seed}: ${trace.error}`);
        tuner.close();
        tuners.delete(task.system);
      }
      if ((total - missing.length) % 25 === 0) context.log(`${missing.length} of ${total} runs to go`);
    }
    for (const peer of [server, ...tuners.values()]) peer.close();
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return { traces, left: missing.length };
}

function shuffle<T>(list: T[]): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
}
