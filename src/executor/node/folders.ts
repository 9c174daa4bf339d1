import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Ending, failure } from '../outcome.ts';
import type { Job } from '../port.ts';

export interface Folders {
  /** `<trials>/000012/evaluation-3`: logs, parameters and the program's own files. */
  readonly evaluation: string;
  /** The configuration, nested, as JSON. */
  readonly params: string;
  /** Shared by the evaluations that may continue one another: same trial, seed, fold and split. */
  readonly checkpoint: string;
  /** The parent's checkpoint, which this one begins as a copy of. */
  readonly inherited: string | undefined;
}

/** Where an evaluation's files are, under the study's folder of trials. */
export function foldersOf(
  trials: string,
  job: Pick<Job, 'trial' | 'evaluation' | 'target'> & Partial<Pick<Job, 'parent'>>,
): Folders {
  const trial = folderOf(trials, job.trial);
  const { parent = -1 } = job;
  const { seed, fold, split } = job.target;
  const part = split === 'search' ? '' : `-${encodeURIComponent(split).replaceAll('.', '%2E')}`;
  const evaluation = join(trial, `evaluation-${job.evaluation}`);
  const checkpoint = join('checkpoint', `seed-${seed}${fold < 0 ? '' : `-fold-${fold}`}${part}`);
  return {
    evaluation,
    params: join(evaluation, 'params.json'),
    checkpoint: join(trial, checkpoint),
    inherited: parent < 0 ? undefined : join(folderOf(trials, parent), checkpoint),
  };
}

function folderOf(trials: string, trial: number): string {
  return join(trials, String(trial).padStart(6, '0'));
}

/** @returns why they could not be made, as the evaluation's ending; undefined when all is well */
export function makeFolders(folders: Folders): Ending | undefined {
  try {
    mkdirSync(folders.evaluation, { recursive: true });
    if (!existsSync(folders.checkpoint)) inherit(folders);
    return undefined;
  } catch (error) {
    return folderFailure(error);
  }
}

/** Whole or not at all, should it be killed meanwhile. */
function inherit({ checkpoint, inherited }: Folders): void {
  if (inherited === undefined || !existsSync(inherited)) {
    mkdirSync(checkpoint, { recursive: true });
    return;
  }
  const partial = `${checkpoint}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(inherited, partial, { recursive: true });
  renameSync(partial, checkpoint);
}

/** A full disk or a read-only folder. */
export function folderFailure(error: unknown): Ending {
  const message = `The evaluation's files cannot be written: ${(error as Error).message}. Free the disk or make the folder writable.`;
  return failure('TW_TRIAL_FOLDER', message, {}, { retryable: true });
}
