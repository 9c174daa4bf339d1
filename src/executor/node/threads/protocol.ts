import type { ParamValue } from '../../../space/space.ts';
import type { Metrics } from '../../../trial/event.ts';
import type { Job, Outcome, Reason, Reply } from '../../port.ts';

/** What a worker thread is made with. */
export interface WorkerSetup {
  /** URL of the objective's module. */
  readonly module: string;
  readonly objectives: readonly string[];
}

export type ToWorker =
  | {
      readonly type: 'run';
      readonly job: Job;
      readonly checkpointFolder: string;
      readonly timeLimitMs: number | undefined;
      readonly graceMs: number;
    }
  | { readonly type: 'abort'; readonly reason: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly reason: Reason }
  | { readonly type: 'report'; readonly id: number; readonly step: number; readonly metrics: Metrics }
  | { readonly type: 'note'; readonly key: string; readonly value: ParamValue }
  | { readonly type: 'ended'; readonly outcome: Outcome };
