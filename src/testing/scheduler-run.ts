import { randomSampler } from '../sampler/random.ts';
import { plannedScheduler } from '../scheduler/confirmation/planned.ts';
import type { SchedulerAlgorithm } from '../scheduler/port.ts';
import type { SpaceSpec } from '../space/spec.ts';
import { memoryStorage } from '../storage/memory.ts';
import type { Storage } from '../storage/port.ts';
import type { AskedTrial } from '../study/asked.ts';
import type { StudyInput } from '../study/definition/input.ts';
import { openStudyWith } from '../study/open.ts';
import type { StudyParts } from '../study/parts.ts';
import type { Study } from '../study/study.ts';
import type { Metrics } from '../trial/event.ts';
import { check } from './check.ts';
import { settled, VirtualClock } from './virtual-clock.ts';

/** What a simulated program does next, and how many seconds that takes. */
export type Act = { readonly seconds: number } & (
  | { readonly step: number; readonly metrics: Metrics }
  /** The end. */
  | { readonly fails: string }
  | { readonly result: Metrics }
);

/** A program, as what it does with a configuration. Without a result it ends with its last metrics. */
export type SimulatedProgram = (
  trial: AskedTrial<{ readonly x: number; readonly y: number }>,
) => Iterable<Act>;

const space = { x: { float: [0, 1] }, y: { float: [0, 1] } } as const;

export type SimulatedInput = Omit<StudyInput, 'space' | 'name'>;

export interface SimulationOptions {
  readonly scheduler: SchedulerAlgorithm;
  readonly input: SimulatedInput;
  readonly program: SimulatedProgram;
  /** @defaultValue an empty one */
  readonly storage?: Storage;
  /** Another process than the one whose leases the storage may hold. @defaultValue 1 */
  readonly pid?: number;
}

interface Running {
  readonly trial: AskedTrial<{ readonly x: number; readonly y: number }>;
  readonly acts: Iterator<Act>;
  act: IteratorResult<Act>;
  dueAt: number;
  metrics: Metrics;
}

/**
 * Runs a study with a random sampler on simulated time, its evaluations side by side, until nothing is left to do. The
 * same options give the same log.
 * @returns the study, still open
 */
export async function simulate(options: SimulationOptions): Promise<Study> {
  const { scheduler, input, program, storage = memoryStorage(), pid = 1 } = options;
  const clock = new VirtualClock();
  const parts: StudyParts = {
    storage,
    ownsStorage: false,
    snapshots: false,
    clock,
    sampler: () => randomSampler(),
    scheduler: () => scheduler,
    planned: plannedScheduler,
    functionExecutor: () => {
      throw new Error('a simulation runs no functions');
    },
    worker: { host: 'here', pid },
    isAlive: async (worker) => worker.pid === pid,
  };
  const study = await openStudyWith(parts, { name: 'simulated', space, ...input });
  await new Simulation(study, clock, program).run();
  // What was simulated is a study of any space to its readers.
  return study as unknown as Study<SpaceSpec>;
}

/** Longer than a lease lasts, so that those of dead processes are over. */
const patienceMs = 60_000;

class Simulation {
  readonly #study: Study<typeof space>;
  readonly #clock: VirtualClock;
  readonly #program: SimulatedProgram;
  readonly #running: Running[] = [];
  #asked: AskedTrial<{ readonly x: number; readonly y: number }> | 'nothing' | undefined;

  constructor(study: Study<typeof space>, clock: VirtualClock, program: SimulatedProgram) {
    this.#study = study;
    this.#clock = clock;
    this.#program = program;
  }

  async run(): Promise<void> {
    const { parallel } = this.#study.definition;
    let asking = false;
    for (;;) {
      if (!asking && this.#running.length < parallel) {
        asking = true;
        this.#asked = undefined;
        void this.#study.ask().then((trial) => {
          this.#asked = trial ?? 'nothing';
        });
      }
      await settled();
      if (this.#asked !== undefined && this.#asked !== 'nothing') {
        asking = false;
        this.#begin(this.#asked);
        this.#asked = undefined;
      } else if (this.#running.length > 0) {
        if (this.#asked === 'nothing') asking = false;
        await this.#step();
      } else {
        if (this.#asked === 'nothing') return;
        await this.#clock.advance(patienceMs);
        await settled();
        check(this.#asked !== undefined, 'it waits although nothing runs');
      }
    }
  }

  #begin(trial: AskedTrial<{ readonly x: number; readonly y: number }>): void {
    const acts = this.#program(trial)[Symbol.iterator]();
    const act = acts.next();
    this.#running.push({ trial, acts, act, dueAt: this.#due(act), metrics: {} });
  }

  /** Does what comes next of all that run. */
  async #step(): Promise<void> {
    const running = this.#running;
    let first = 0;
    for (let i = 1; i < running.length; i++) if (running[i]!.dueAt < running[first]!.dueAt) first = i;
    const next = running[first]!;
    await this.#clock.advance(Math.max(0, next.dueAt - this.#clock.now()));
    const { trial, act } = next;
    let over = act.done === true;
    if (!act.done) {
      if ('fails' in act.value) {
        running.splice(first, 1);
        await this.#study.tell(trial, { status: 'failed', reason: act.value.fails });
        return;
      }
      if ('result' in act.value) {
        next.metrics = act.value.result;
        over = true;
      } else {
        const { step, metrics } = act.value;
        next.metrics = { ...next.metrics, ...metrics };
        over = (await trial.report(step, metrics)) !== 'continue';
      }
    }
    if (over) {
      running.splice(first, 1);
      await this.#study.tell(trial, next.metrics);
      return;
    }
    next.act = next.acts.next();
    next.dueAt = this.#due(next.act);
  }

  #due(act: IteratorResult<Act>): number {
    return this.#clock.now() + (act.done ? 0 : 1000 * act.value.seconds);
  }
}
