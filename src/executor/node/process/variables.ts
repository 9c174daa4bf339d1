import { parameterEnvironment } from '../../environment.ts';
import type { Job } from '../../port.ts';
import type { Folders } from '../folders.ts';
import { type Lease, leaseValue, leaseVariable } from './lease.ts';

export interface VariableSources {
  /** What every program of the study gets: this process's environment and the study's own. */
  readonly base: NodeJS.ProcessEnv;
  readonly lease: Lease;
  readonly folders: Folders;
  /** Path of the socket for helpers. */
  readonly channel: string;
  /** The device that the slot is pinned to. */
  readonly gpu: string | undefined;
}

/** The whole environment of one program. `docs/running-programs.md` lists what it holds. */
export function programEnvironment(job: Job, sources: VariableSources): NodeJS.ProcessEnv {
  const { base, lease, folders, channel, gpu } = sources;
  const { seed, fold, split, fidelity } = job.target;
  return {
    ...base,
    ...Object.fromEntries(parameterEnvironment(job.params, job.flat)),
    [leaseVariable]: leaseValue(lease, process.env[leaseVariable]),
    TUNEWRIGHT_STUDY: job.study.name,
    TUNEWRIGHT_TRIAL: String(job.trial),
    TUNEWRIGHT_EVALUATION: String(job.evaluation),
    TUNEWRIGHT_SEED: String(seed),
    TUNEWRIGHT_FOLD: String(fold),
    TUNEWRIGHT_FOLDS: String(job.folds),
    TUNEWRIGHT_SPLIT: split,
    TUNEWRIGHT_FIDELITY: JSON.stringify(fidelity),
    TUNEWRIGHT_REACHED: JSON.stringify(job.reached),
    TUNEWRIGHT_TRIAL_DIR: folders.evaluation,
    TUNEWRIGHT_CHECKPOINT_DIR: folders.checkpoint,
    TUNEWRIGHT_PARAMS_FILE: folders.params,
    TUNEWRIGHT_CHANNEL: channel,
    ...(gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
  };
}
