import { type Column, float64, int32, uint8 } from './column.ts';

/** One entry a trial. */
export class TrialTable {
  /** All rows, one after the other; trial i has `rowStart[i]` to `rowStart[i + 1]`. */
  readonly rows: Column<Float64Array> = float64();
  /** One entry more than there are trials. */
  readonly rowStart: Column<Float64Array> = float64();
  /** Place in `trialOrigins`. */
  readonly origin: Column<Uint8Array> = uint8();
  /** Place in `trialStatuses`. */
  readonly status: Column<Uint8Array> = uint8();
  /** Log position that the suggestion was computed at. */
  readonly position: Column<Float64Array> = float64();
  readonly ordinal: Column<Float64Array> = float64();
  readonly batchIndex: Column<Int32Array> = int32();
  readonly batchSize: Column<Int32Array> = int32();
  /** A word, or -1. */
  readonly sampler: Column<Int32Array> = int32();
  readonly samplerVersion: Column<Int32Array> = int32();
  readonly parent: Column<Int32Array> = int32();
  readonly createdAt: Column<Float64Array> = float64();
  readonly endedAt: Column<Float64Array> = float64();
  /** Log position of its trial-created event. */
  readonly createdPosition: Column<Float64Array> = float64();
  /** Log position of its trial-ended event; -1 until then. */
  readonly endedPosition: Column<Float64Array> = float64();
  readonly metricsStart: Column<Int32Array> = int32();
  readonly metricsCount: Column<Int32Array> = int32();
  readonly errorsStart: Column<Int32Array> = int32();
  readonly errorsCount: Column<Int32Array> = int32();
  readonly firstEvaluation: Column<Int32Array> = int32();
  readonly lastEvaluation: Column<Int32Array> = int32();
  readonly evaluations: Column<Int32Array> = int32();
  /** How many of its evaluations run now. */
  readonly running: Column<Int32Array> = int32();

  constructor() {
    this.rowStart.push(0);
  }

  get length(): number {
    return this.origin.length;
  }
}

/** One entry an evaluation. */
export class EvaluationTable {
  readonly trial: Column<Int32Array> = int32();
  /** The next evaluation of the same trial, or -1. */
  readonly next: Column<Int32Array> = int32();
  /** Place in `purposes`. */
  readonly purpose: Column<Uint8Array> = uint8();
  readonly seed: Column<Float64Array> = float64();
  readonly fold: Column<Int32Array> = int32();
  /** A word. */
  readonly split: Column<Int32Array> = int32();
  readonly fidelityStart: Column<Int32Array> = int32();
  readonly fidelityCount: Column<Int32Array> = int32();
  /** Place in `evaluationStatuses`. */
  readonly status: Column<Uint8Array> = uint8();
  /** Of the current lease; -1 without one. */
  readonly token: Column<Float64Array> = float64();
  readonly crashes: Column<Int32Array> = int32();
  readonly expiries: Column<Int32Array> = int32();
  /** How many leases were granted. */
  readonly leases: Column<Int32Array> = int32();
  /** A word. */
  readonly host: Column<Int32Array> = int32();
  readonly pid: Column<Float64Array> = float64();
  readonly slot: Column<Int32Array> = int32();
  readonly metricsStart: Column<Int32Array> = int32();
  readonly metricsCount: Column<Int32Array> = int32();
  readonly reachedStart: Column<Int32Array> = int32();
  readonly reachedCount: Column<Int32Array> = int32();
  readonly seconds: Column<Float64Array> = float64();
  readonly cost: Column<Float64Array> = float64();
  readonly startedAt: Column<Float64Array> = float64();
  readonly endedAt: Column<Float64Array> = float64();
  /** Log position of its evaluation-started event. */
  readonly startedPosition: Column<Float64Array> = float64();
  /** Log position of its evaluation-ended event; -1 until then. */
  readonly endedPosition: Column<Float64Array> = float64();
  readonly firstReport: Column<Int32Array> = int32();
  readonly lastReport: Column<Int32Array> = int32();
  readonly reports: Column<Int32Array> = int32();

  get length(): number {
    return this.trial.length;
  }
}

/** One entry a report. */
export class ReportTable {
  readonly evaluation: Column<Int32Array> = int32();
  readonly step: Column<Float64Array> = float64();
  /** Log position of its event. */
  readonly position: Column<Float64Array> = float64();
  readonly at: Column<Float64Array> = float64();
  /** The next report of the same evaluation, or -1. */
  readonly next: Column<Int32Array> = int32();
  /** Where its metrics begin; they end where the next entry's begin. One entry more than there are reports. */
  readonly start: Column<Int32Array> = int32();

  constructor() {
    this.start.push(0);
  }

  get length(): number {
    return this.evaluation.length;
  }
}
