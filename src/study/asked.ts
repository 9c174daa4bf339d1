import type { Reply } from '../executor/port.ts';
import type { Metrics, TrialStatus } from '../trial/event.ts';
import type { Lease } from './lease.ts';
import type { Terms } from './terms.ts';

/** What `tell` takes: the first objective's value, all metrics, or how it ended otherwise. */
export type Told =
  | number
  | Metrics
  | {
      readonly status: Exclude<TrialStatus, 'completed'>;
      readonly reason: string;
      readonly metrics?: Metrics;
    };

/** An evaluation in your own hands, until you `tell` what came out. */
export class AskedTrial<Params> {
  /** From 0. */
  readonly number: number;
  readonly evaluation: number;
  /** Seed for everything random in the evaluation. */
  readonly seed: number;
  /** Amounts to reach, for example { epochs: 30 }; empty without fidelities. */
  readonly fidelity: Metrics;
  /** What evaluations that this one continues have reached. Empty without any. */
  readonly reached: Metrics;
  /** Which fold of the data to hold out; -1 without folds. */
  readonly fold: number;
  /** How many folds the data is cut into; 0 without folds. */
  readonly folds: number;
  /** 'search' or 'confirm'; any other is the name of the data that `holdout` locks away. */
  readonly split: string;
  readonly #lease: Lease;
  readonly #terms: Terms;
  readonly #report: (lease: Lease, step: number, metrics: number | Metrics) => Promise<Reply>;
  #params: Params | undefined;

  constructor(
    lease: Lease,
    terms: Terms,
    report: (lease: Lease, step: number, metrics: number | Metrics) => Promise<Reply>,
  ) {
    const { seed, fidelity, fold, split } = lease.target;
    this.number = lease.trial;
    this.evaluation = lease.evaluation;
    this.seed = seed;
    this.fidelity = fidelity;
    this.reached = lease.reached;
    this.fold = fold;
    this.folds = terms.definition.evaluation?.folds ?? 0;
    this.split = split;
    this.#lease = lease;
    this.#terms = terms;
    this.#report = report;
  }

  get params(): Params {
    // The space made the row, and Params was inferred from the space.
    this.#params ??= this.#terms.space.toParams(this.#lease.row) as Params;
    return this.#params;
  }

  /** An intermediate value at a step; the answer says whether to go on. A number is the first objective's value. */
  report(step: number, metrics: number | Metrics): Promise<Reply> {
    return this.#report(this.#lease, step, metrics);
  }

  /** The right to end it; for `tell`. */
  static leaseOf(trial: AskedTrial<unknown>): Lease {
    return trial.#lease;
  }
}
