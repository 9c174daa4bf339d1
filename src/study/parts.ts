import type { Executor, ObjectiveFunction } from '../executor/port.ts';
import type { Clock } from '../platform.ts';
import type { SamplerAlgorithm } from '../sampler/port.ts';
import type { Next, SchedulerAlgorithm } from '../scheduler/port.ts';
import type { Storage } from '../storage/port.ts';
import type { Worker } from '../trial/event.ts';
import type { Definition } from './definition/definition.ts';
import type { SamplerPlace } from './sampler-thread.ts';
import type { Terms } from './terms.ts';

/** How many evaluations run at once here, and where. */
export interface ExecutorRequest {
  readonly study: { readonly id: string; readonly name: string };
  readonly terms: Terms;
  readonly parallel: number;
  readonly clock: Clock;
}

/** All that a study works with; the presets choose. */
export interface StudyParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** @throws {TunewrightError} TW_SAMPLER_..., as does its `create` */
  readonly sampler: (definition: Definition) => SamplerAlgorithm;
  /** Where the sampler that the definition names may work. Absent where there is but one thread, or another sampler. */
  readonly samplers?: SamplerPlace;
  /** Opens a file that holds earlier studies. Absent where there are no files. */
  readonly storageAt?: (file: string) => Promise<Storage>;
  /** @throws {TunewrightError} TW_SCHEDULER_UNKNOWN */
  readonly scheduler: (definition: Definition) => SchedulerAlgorithm;
  /** Begins what it is given, each once, and nothing else. */
  readonly planned: (tasks: readonly Extract<Next, { readonly type: 'evaluate' }>[]) => SchedulerAlgorithm;
  /** Runs a function as the objective. */
  readonly functionExecutor: (objective: ObjectiveFunction, request: ExecutorRequest) => Executor;
  /** Runs what the definition names, a command or a module. Absent where there is no such thing. */
  readonly programExecutor?: (request: ExecutorRequest) => Executor | Promise<Executor>;
  /** This process. */
  readonly worker: Worker;
  /** Whether a process still lives; undefined if that cannot be known from here. */
  readonly isAlive?: (worker: Worker) => Promise<boolean | undefined>;
  /** Ends what programs of dead leases left running here, before anything begins to run in its place. */
  readonly endLeftovers?: (
    study: string,
    isLive: (evaluation: number, token: number) => boolean,
  ) => Promise<unknown>;
  /** Keep snapshots, so that a long log opens fast. */
  readonly snapshots: boolean;
  /** Close the storage with the study. */
  readonly ownsStorage: boolean;
}
