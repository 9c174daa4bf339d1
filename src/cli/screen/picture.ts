import type { Metrics } from '../../trial/event.ts';

/** An evaluation that runs now. */
export interface RunningPicture {
  readonly trial: number;
  readonly seconds: number;
  readonly step: number | undefined;
  /** How many there will be, when one fidelity counts them. */
  readonly steps: number | undefined;
  readonly metrics: Metrics;
  readonly params: string;
}

/** All that the live screen shows, at one moment. */
export interface Picture {
  readonly name: string;
  readonly ended: number;
  /** Undefined when nobody knows. */
  readonly total: number | undefined;
  /** In [0, 1]; undefined when nothing bounds the study. */
  readonly share: number | undefined;
  readonly elapsedSeconds: number;
  readonly leftSeconds: number | undefined;
  readonly metric: string;
  readonly best: { readonly trial: number; readonly value: number } | undefined;
  readonly curve: readonly number[];
  /** How many trials no other beats, when there are several objectives. */
  readonly front: number | undefined;
  readonly running: readonly RunningPicture[];
  readonly queued: number;
  readonly failed: number;
  readonly failure: { readonly trial: number; readonly reason: string } | undefined;
  /** A sentence when it is paused or ending. */
  readonly notice: string | undefined;
}
