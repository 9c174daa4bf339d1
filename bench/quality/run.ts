import { join } from 'node:path';
import { bench, sharedData } from '../harness/paths.ts';
import { cachedTrace, keepTrace } from './cache.ts';
import type { Plan } from './plan.ts';
import { Peer, type ProblemDescription } from './protocol.ts';
import { ownSampler, peers, suits, versionOf } from './systems.ts';
import { type RunOptions, runOnce, type Trace } from './trace.ts';

const folder = join(bench, 'quality');

/** The Python of a requirements file. */
export type Pythons = (requirements: string) => Promise<string>;

export function problemServer(python: string, families: readonly string[]): Peer {
  return new Peer(python, ['problems.py', sharedData, families.join(',')], folder);
}

export interface Ran {
  readonly traces: readonly Trace[];
  readonly problems: readonly ProblemDescription[];
  /** Runs that time did not allow. */
  readonly left: number;
  /** Peers whose environment cannot be made here, and why. */
  readonly absent: readonly string[];
}

/**
 * Runs what the cache does not have, one seed after another, so that a run that is cut short has whole seeds; in random order
 * within a seed, so that a drifting machine favours nobody.
 */
export async function runPlan(pythons: Pythons, plan: Plan, log: (line: string) => void): Promise<Ran> {
  const python = await pythons('quality');
  const server = problemServer(python, plan.families);
  const problems = (await server.ask<ProblemDescription[]>({ op: 'list' })).filter(plan.wanted);
  server.close();
  const { commands, absent } = await commandsOf(pythons, plan.systems);
  const tasks = shuffled(tasksOf(problems, { ...plan, systems: [...commands.keys()] })).sort(
    (a, b) => a.seed - b.seed,
  );
  const traces: Trace[] = [];
  const missing: RunOptions[] = [];
  const version = memo((system, family) => versionOf(system, family));
  for (const task of tasks) {
    const trace = cachedTrace(version(task.system, task.problem.family), task);
    if (trace === undefined) missing.push(task);
    else traces.push(trace);
  }
  log(`${tasks.length} runs, ${missing.length} of them new`);
  const end = performance.now() + plan.minutes * 60_000;
  let done = 0;
  const worker = async (): Promise<void> => {
    const mine = problemServer(python, plan.families);
    const optimisers = new Map<string, Peer>();
    while (performance.now() < end) {
      const task = missing.shift();
      if (task === undefined) break;
      const optimiser = optimisers.get(task.system) ?? commands.get(task.system)!();
      optimisers.set(task.system, optimiser);
      const trace = await runOnce(optimiser, mine, task);
      traces.push(trace);
      if (trace.error === undefined) keepTrace(version(task.system, task.problem.family), trace);
      else {
        optimiser.close();
        optimisers.delete(task.system);
      }
      done++;
      if (done % 25 === 0) log(`${done} runs done, ${missing.length} to go`);
    }
    for (const peer of [mine, ...optimisers.values()]) peer.close();
  };
  await Promise.all(Array.from({ length: plan.workers }, worker));
  return { traces, problems, left: missing.length, absent };
}

function tasksOf(problems: readonly ProblemDescription[], plan: Plan): RunOptions[] {
  return problems.flatMap((problem) =>
    plan.systems
      .filter((system) => suits(system, problem))
      .flatMap((system) =>
        plan.batches.flatMap((parallel) =>
          Array.from({ length: plan.seeds(problem, system) }, (_, seed) => ({
            problem,
            system,
            seed,
            parallel,
          })),
        ),
      ),
  );
}

/** How to start each system; a peer that cannot be installed is named instead. */
async function commandsOf(
  pythons: Pythons,
  systems: readonly string[],
): Promise<{ commands: Map<string, () => Peer>; absent: string[] }> {
  const commands = new Map<string, () => Peer>();
  const absent: string[] = [];
  for (const system of systems) {
    const sampler = ownSampler(system);
    if (sampler !== undefined) {
      commands.set(system, () => new Peer(process.execPath, ['ours.ts', sampler], folder));
      continue;
    }
    const peer = peers[system];
    if (peer === undefined) throw new Error(`no system is called ${system}`);
    try {
      const python = await pythons(peer.requirements);
      commands.set(system, () => new Peer(python, ['peer.py', peer.module, system], folder));
    } catch (error) {
      absent.push(`${system} is not installed: ${String(error).slice(0, 500)}`);
    }
  }
  return { commands, absent };
}

function memo(
  compute: (system: string, family: string) => string,
): (system: string, family: string) => string {
  const known = new Map<string, string>();
  return (system, family) => {
    const key = `${system} ${family}`;
    const value = known.get(key) ?? compute(system, family);
    known.set(key, value);
    return value;
  };
}

function shuffled<T>(list: T[]): T[] {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
