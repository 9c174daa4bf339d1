import { mkdirSync } from 'node:fs';
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
}

/** Where an evaluation's files are, under the study's folder of trials. */
export function foldersOf(trials: string, job: Pick<Job, 'trial' | 'evaluation' | 'target'>): Folders {
  const trial = join(trials, String(job.trial).padStart(6, '0'));
  const { seed, fold, split } = job.target;
  const part = split === 'search' ? '' : `-${encodeURIComponent(split).replaceAll('.', '%2E')}`;
  const evaluation = join(trial, `evaluation-${job.evaluation}`);
  return {
    evaluation,
    params: join(evaluation, 'params.json'),
    checkpoint: join(trial, 'checkpoint', `seed-${seed}${fold < 0 ? '' : `-fold-${fold}`}${part}`),
  };
}

/** @returns why they could not be made, as the evaluation's ending; undefined when all is well */
export function makeFolders(folders: Folders): Ending | undefined {
  try {
    mkdirSync(folders.evaluation, { recursive: true });
    mkdirSync(folders.checkpoint, { recursive: true });
    return undefined;
  } catch (error) {
    return folderFailure(error);
  }
}

/** A full disk or a read-only folder. */
export function folderFailure(error: unknown): Ending {
  const message = `The evaluation's files cannot be written: ${(error as Error).message}. Free the disk or make the folder writable.`;
  return failure('TW_TRIAL_FOLDER', message, {}, { retryable: true });
}
