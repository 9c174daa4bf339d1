/** Tunewright for Node: studies are kept in SQLite, commands and modules run as child processes and in threads. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { TunewrightError } from './errors.ts';
import { processExecutor } from './executor/node/process/executor.ts';
import { processStart } from './executor/node/process/identity.ts';
import { endLeftovers } from './executor/node/process/leftovers.ts';
import { threadExecutor } from './executor/node/threads/executor.ts';
import type { Executor } from './executor/port.ts';
import { coreParts, type StudyOptions } from './index.ts';
import { samplerPlace } from './node/sampler-thread.ts';
import type { SpaceSpec } from './space/spec.ts';
import { sqliteStorage } from './storage/node/sqlite/sqlite.ts';
import type { Storage } from './storage/port.ts';
import type { Definition } from './study/definition/definition.ts';
import type { StudyInput } from './study/definition/input.ts';
import { artifactFolder, defaultStorage } from './study/node/places.ts';
import { definitionOf, loadStudyWith, openStudyWith } from './study/open.ts';
import type { ExecutorRequest, StudyParts } from './study/parts.ts';
import type { Study } from './study/study.ts';
import type { Worker } from './trial/event.ts';

export { currentTrial } from './executor/node/process/client.ts';
export { processExecutor } from './executor/node/process/executor.ts';
export { threadExecutor } from './executor/node/threads/executor.ts';
export * from './index.ts';
export { sqliteStorage } from './storage/node/sqlite/sqlite.ts';
export { readStudyFile } from './study/definition/file.ts';
export { type AttachOptions, attachFile } from './study/node/attach.ts';

export interface NodeStudyOptions extends Omit<StudyOptions, 'storage'> {
  /** A storage, or the path of a SQLite file. @defaultValue `NAME.tunewright.db` in `folder` */
  readonly storage?: Storage | string;
  /** Where the study lives and its programs run: paths in the definition count from here. @defaultValue the current one */
  readonly folder?: string;
  /**
   * Where suggestions are computed: in this process, or in a thread that does not hold it up. 'auto' starts the thread once
   * suggestions take more than 20 ms. The same suggestions come out. A sampler given as an object always works here.
   * @defaultValue 'auto'
   */
  readonly suggestIn?: 'auto' | 'process' | 'thread';
}

/**
 * Makes a study, or joins the one of that name. It is kept in a SQLite file, so that the same call goes on where an
 * earlier one stopped. The types of the parameters follow from the space.
 * @throws {TunewrightError} what is wrong with the definition, with its path; TW_STUDY_DIFFERS if a study of that name
 * exists that is not the same; TW_STORAGE_... if the file cannot be used
 * @example
 * const study = await openStudy({ name: 'bowl', space: { x: { float: [-5, 5] } }, objective: { minimize: 'loss' }, budget: { trials: 20 } });
 * await study.optimize(({ params }) => params.x ** 2);
 */
export async function openStudy<const S extends SpaceSpec>(
  input: StudyInput<S> | (Definition & { readonly space: S }),
  options: NodeStudyOptions = {},
): Promise<Study<S>> {
  // Before a file is made for it.
  const definition = definitionOf(input);
  const parts = await nodeParts(definition.name, options);
  return closingOnError(parts, () => openStudyWith<S>(parts, definition));
}

/**
 * Opens a study that exists.
 * @param nameOrId - its name or id
 * @throws {TunewrightError} TW_STUDY_UNKNOWN, TW_STORAGE_...
 */
export async function loadStudy(nameOrId: string, options: NodeStudyOptions = {}): Promise<Study> {
  const { storage = defaultStorage(resolve(options.folder ?? '.'), nameOrId) } = options;
  if (typeof storage === 'string' && !existsSync(storage)) {
    throw new TunewrightError(
      'TW_STUDY_UNKNOWN',
      `There is no study ${JSON.stringify(nameOrId)}: no file ${storage}.`,
      { mend: 'Check the name and the folder, or name the file as `storage`.' },
    );
  }
  const parts = await nodeParts(nameOrId, { ...options, storage });
  return closingOnError(parts, () => loadStudyWith(parts, nameOrId));
}

async function nodeParts(name: string, options: NodeStudyOptions): Promise<StudyParts> {
  const folder = resolve(options.folder ?? '.');
  const { storage: given = defaultStorage(folder, name), folder: _, suggestIn = 'auto', ...rest } = options;
  const storage = typeof given === 'string' ? await sqliteStorage(given) : given;
  return {
    ...coreParts({ ...rest, storage }),
    ownsStorage: storage !== given,
    storageAt: (file) => existing(resolve(folder, file)),
    ...(suggestIn !== 'process' &&
      rest.sampler === undefined && { samplers: samplerPlace(suggestIn === 'thread') }),
    programExecutor: (request) => programExecutor(request, storage, folder),
    worker: await thisProcess(),
    isAlive,
    endLeftovers,
  };
}

function programExecutor(
  { terms, study, parallel }: ExecutorRequest,
  storage: Storage,
  folder: string,
): Executor {
  const { definition, space, limits, fidelity } = terms;
  const { command, module = '', holdout, timeLimitMs, metrics, env, gpus, cost } = definition;
  // Beside its file, or in the folder when it has none.
  const home = storage.kind === 'memory' ? join(folder, 'memory') : storage.location;
  const common = {
    objectives: definition.objectives.map(({ metric }) => metric),
    trials: join(artifactFolder(home, study.name), 'trials'),
    capacity: parallel,
    ...(timeLimitMs !== undefined && { timeLimitMs }),
  };
  if (command === undefined) return threadExecutor({ ...common, module: resolve(folder, module) });
  const wanted = limits.flatMap((limit) => limit.names);
  return processExecutor({
    ...common,
    command,
    ...(holdout?.command !== undefined && { holdoutCommand: holdout.command }),
    space,
    fidelities: Object.keys(fidelity),
    wanted: cost === 'seconds' ? wanted : [...wanted, cost],
    metrics,
    cwd: folder,
    env,
    gpus,
  });
}

/** A file that is there: opening another one would make it. */
async function existing(file: string): Promise<Storage> {
  if (existsSync(file)) return sqliteStorage(file);
  throw new TunewrightError('TW_TRANSFER_SOURCE', `there is no file ${JSON.stringify(file)}`, {
    place: { path: 'transfer' },
    mend: 'Name the SQLite file that holds the earlier study.',
  });
}

async function thisProcess(): Promise<Worker> {
  const start = await processStart(process.pid);
  const worker = { host: hostname(), pid: process.pid };
  return start === undefined ? worker : { ...worker, processStart: start };
}

/** Known for processes of this machine only. */
async function isAlive({ host, pid, processStart: recorded }: Worker): Promise<boolean | undefined> {
  if (host !== hostname() || recorded === undefined) return undefined;
  return (await processStart(pid)) === recorded;
}

async function closingOnError<T>({ storage, ownsStorage }: StudyParts, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    if (ownsStorage) await storage.close();
    throw error;
  }
}
