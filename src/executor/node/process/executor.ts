import { resolve } from 'node:path';
import type { Space } from '../../../space/space.ts';
import { compileCommand } from '../../command.ts';
import { metricReader } from '../../metrics/collector.ts';
import type { CommandPart, Executor, MetricSources, Outcome } from '../../port.ts';
import type { LogLimits } from '../log-file.ts';
import { Channel } from './channel.ts';
import { LeftoverSweeper } from './leftovers.ts';
import { describeMachine } from './provenance.ts';
import { Run, type RunContext } from './run.ts';

export interface ProcessExecutorOptions {
  readonly command: readonly CommandPart[];
  /** In its place for evaluations of the locked data. @defaultValue none: the same */
  readonly holdoutCommand?: readonly CommandPart[];
  readonly space: Pick<Space, 'spec' | 'dimensions'>;
  /** Names of the fidelities, which are placeholders too. @defaultValue none */
  readonly fidelities?: readonly string[];
  /** Names of the objectives; a program that gives no value of one has failed. */
  readonly objectives: readonly string[];
  /** Further metrics that must not be crowded out: of limits and cost. @defaultValue none */
  readonly wanted?: readonly string[];
  readonly metrics?: MetricSources;
  /** Folder that programs run in. @defaultValue this process's */
  readonly cwd?: string;
  /** Folder for `000012/evaluation-3` and what is in it. */
  readonly trials: string;
  /** Added to this process's environment. */
  readonly env?: { readonly [name: string]: string };
  /** How many programs run at once. @defaultValue 1 */
  readonly capacity?: number;
  /** CUDA device ids; slot i is pinned to entry i modulo their number. @defaultValue none: nothing is pinned */
  readonly gpus?: readonly (number | string)[];
  /** Limit for one evaluation. @defaultValue none */
  readonly timeLimitMs?: number;
  /** Between TERM and KILL. @defaultValue 5000 */
  readonly killGraceMs?: number;
  /** How long a program that was answered 'stop' may take to end by itself. @defaultValue 30000 */
  readonly stopGraceMs?: number;
  readonly logs?: LogLimits;
}

/** Between the end of a program and the look for what it left in sessions of its own. */
const sweepDelayMs = 1000;

/**
 * Runs each evaluation as a child process with everything that it starts in a group of its own, and ends all of it
 * with the evaluation. Costs under 3 ms more than a bare spawn.
 * @throws {TunewrightError} TW_COMMAND_PROGRAM, TW_COMMAND_PLACEHOLDER, TW_COMMAND_INACTIVE, TW_METRIC_PATTERN
 */
export function processExecutor(options: ProcessExecutorOptions): Executor {
  const { command, space, fidelities = [], objectives, capacity = 1, metrics = {} } = options;
  const wanted = [...new Set([...objectives, ...(options.wanted ?? [])])];
  const cwd = resolve(options.cwd ?? '.');
  const reader = metricReader({ sources: metrics, wanted, fidelities });
  const sweeper = new LeftoverSweeper(sweepDelayMs);
  const { holdoutCommand = command } = options;
  const template = compileCommand(command, space, fidelities);
  const holdoutTemplate = compileCommand(holdoutCommand, space, fidelities);
  const program = command[0] as string;
  const running = new Map<Run, Promise<Outcome>>();
  let opened: Promise<RunContext> | undefined;
  const open = async (): Promise<RunContext> => ({
    template,
    holdoutTemplate,
    cwd,
    environment: { ...process.env, ...options.env },
    trials: resolve(options.trials),
    gpus: options.gpus ?? [],
    objectives,
    wanted,
    sources: metrics,
    reader,
    ...(metrics.pattern === undefined ? { interesting: interestingText(reader.stepUnits) } : {}),
    channel: await Channel.open(),
    sweeper,
    machine: describeMachine(program, cwd),
    logs: options.logs ?? {},
    ...(options.timeLimitMs === undefined ? {} : { timeLimitMs: options.timeLimitMs }),
    killGraceMs: options.killGraceMs ?? 5000,
    stopGraceMs: options.stopGraceMs ?? 30_000,
  });
  return {
    kind: 'process',
    capacity,
    async run(job, hooks) {
      opened ??= open();
      const run = new Run(job, hooks, await opened);
      const outcome = run.outcome();
      running.set(run, outcome);
      try {
        return await outcome;
      } finally {
        running.delete(run);
      }
    },
    async close() {
      for (const run of running.keys()) run.kill();
      await Promise.allSettled(running.values());
      await sweeper.close();
      await (await opened)?.channel.close();
    },
  };
}

/** Matches every text that may hold a metric or a step. */
function interestingText(stepUnits: readonly string[]): RegExp {
  const words = stepUnits.map((unit) => unit.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`[=:]|${words.join('|')}`, 'i');
}
