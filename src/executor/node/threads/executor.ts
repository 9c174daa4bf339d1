import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { cancelled } from '../../outcome.ts';
import type { Executor, Hooks, Job, Outcome } from '../../port.ts';
import { foldersOf, makeFolders } from '../folders.ts';
import type { LogLimits } from '../log-file.ts';
import { Thread, type ThreadOptions } from './thread.ts';

export interface ThreadExecutorOptions {
  /** Path of the module that exports the objective by default, TypeScript or JavaScript. */
  readonly module: string;
  readonly objectives: readonly string[];
  /** Folder for `000012/evaluation-3` and the logs in it. */
  readonly trials: string;
  /** How many threads. @defaultValue 1 */
  readonly capacity?: number;
  /** Limit for one evaluation. @defaultValue none */
  readonly timeLimitMs?: number;
  /** How long an aborted objective may go on before its thread is ended. @defaultValue 5000 */
  readonly graceMs?: number;
  /** Memory of each thread. @defaultValue Node's */
  readonly resourceLimits?: ResourceLimits;
  readonly logs?: LogLimits;
}

/**
 * Runs an objective module in worker threads, one evaluation a thread at a time. A thread that crashes, runs out of
 * memory or calls `process.exit` fails its evaluation and is replaced. Unlike a function in this process, a thread
 * can be ended at any moment; processes that it started are not ended with it.
 */
export function threadExecutor(options: ThreadExecutorOptions): Executor {
  const { objectives, capacity = 1, timeLimitMs } = options;
  const trials = resolve(options.trials);
  const threadOptions: ThreadOptions = {
    setup: { module: pathToFileURL(resolve(options.module)).href, objectives },
    resourceLimits: options.resourceLimits ?? {},
    graceMs: options.graceMs ?? 5000,
    logs: options.logs ?? {},
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
  };
  const provenance = { host: hostname(), node: process.versions.node, module: resolve(options.module) };
  const idle: Thread[] = [];
  const busy = new Set<Thread>();

  async function run(job: Job, hooks: Hooks): Promise<Outcome> {
    if (hooks.signal.aborted) return { ...cancelled(hooks.signal.reason, {}), seconds: 0, provenance };
    const folders = foldersOf(trials, job);
    const fault = makeFolders(folders);
    if (fault !== undefined) return { ...fault, seconds: 0, provenance };
    let thread = idle.pop();
    while (thread?.broken) thread = idle.pop();
    thread ??= new Thread(threadOptions);
    busy.add(thread);
    try {
      return { ...(await thread.run(job, hooks, folders)), provenance };
    } finally {
      busy.delete(thread);
      if (!thread.broken) idle.push(thread);
    }
  }

  return {
    kind: 'threads',
    capacity,
    run,
    async close() {
      await Promise.all([...idle.splice(0), ...busy].map((thread) => thread.close()));
    },
  };
}
