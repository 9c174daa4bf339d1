import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bench, root, sharedData } from '../harness/paths.ts';
import { cachedTrace, digestOf, keepTrace } from './cache.ts';
import { type Plan, suits } from './plan.ts';
import { Peer, type ProblemDescription } from './protocol.ts';
import { runOnce, type Trace } from './trace.ts';

interface Task {
  readonly problem: ProblemDescription;
  readonly system: string;
  readonly seed: number;
  readonly parallel: number;
}

const folder = join(bench, 'quality');

export function problemServer(python: string, families: readonly string[]): Peer {
  return new Peer(python, ['problems.py', sharedData, families.join(',')], folder);
}

/** Runs what the cache does not have, in random order so that a drifting machine favours nobody. */
export async function runPlan(
  python: string,
  plan: Plan,
  log: (line: string) => void,
): Promise<{ traces: Trace[]; problems: ProblemDescription[] }> {
  const server = problemServer(python, plan.families);
  const listed = (await server.ask<ProblemDescription[]>({ op: 'list' })).filter(plan.wanted);
  server.close();
  const tasks = listed.flatMap((problem) =>
    plan.systems.flatMap((system) =>
      (plan.batches ? [1, 8] : [1])
        .filter((parallel) => suits(system, problem, parallel))
        .flatMap((parallel) =>
          Array.from({ length: plan.seeds(problem) }, (_, seed) => ({ problem, system, seed, parallel })),
        ),
    ),
  );
  shuffle(tasks);
  const traces: Trace[] = [];
  const missing: Task[] = [];
  const versions = new Map(plan.systems.map((system) => [system, versionOf(system)]));
  for (const task of tasks) {
    const { problem, system, seed, parallel } = task;
    const trace = cachedTrace(versions.get(system)!, system, problem.id, seed, parallel);
    if (trace === undefined) missing.push(task);
    else traces.push(trace);
  }
  log(`${tasks.length} runs, ${missing.length} of them new`);
  let done = 0;
  const worker = async (): Promise<void> => {
    const mine = problemServer(python, plan.families);
    const optimisers = new Map<string, Peer>();
    for (let task = missing.pop(); task !== undefined; task = missing.pop()) {
      const optimiser = optimisers.get(task.system) ?? start(python, task.system);
      optimisers.set(task.system, optimiser);
      const trace = await runOnce(optimiser, mine, task);
      traces.push(trace);
      if (trace.error === undefined) keepTrace(versions.get(task.system)!, trace);
      else {
        optimiser.close();
        optimisers.delete(task.system);
      }
      done++;
      if (done % 25 === 0) log(`${done} runs done, ${missing.length} to go`);
    }
    for (const peer of [mine, ...optimisers.values()]) peer.close();
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
  return { traces, problems: listed };
}

function start(python: string, system: string): Peer {
  const ours = /^tunewright-(.+)$/.exec(system);
  return ours === null
    ? new Peer(python, ['peers.py', system], folder)
    : new Peer(process.execPath, ['ours.ts', ours[1]!], folder);
}

/** Ours changes with every source that can change a suggestion; peers with their pinned requirements and their set-up. */
function versionOf(system: string): string {
  if (system.startsWith('tunewright-')) {
    const sources = execFileSync(
      'git',
      ['ls-files', '-s', 'src/math', 'src/space', 'src/model', 'src/sampler'],
      { cwd: root, encoding: 'utf8' },
    );
    const changes = execFileSync(
      'git',
      ['diff', 'HEAD', '--', 'src/math', 'src/space', 'src/model', 'src/sampler'],
      { cwd: root, encoding: 'utf8' },
    );
    return digestOf(sources, changes);
  }
  const read = (name: string): string => readFileSync(join(bench, name), 'utf8');
  return digestOf(
    read('requirements/quality.txt'),
    read('quality/peers.py'),
    read('quality/spaces.py'),
    read('quality/families.py'),
  );
}

function shuffle<T>(list: T[]): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
}
