import type { Reply } from '../executor/port.ts';
import type { Space } from '../space/space.ts';
import type { Metrics, TrialStatus } from '../trial/event.ts';
import type { Lease } from './lease.ts';

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
  /** 'search' unless the study asks for another part of the data. */
  readonly split: string;
  readonly #lease: Lease;
  readonly #space: Space;
  readonly #report: (lease: Lease, step: number, metrics: number | Metrics) => Promise<Reply>;
  #params: Params | undefined;

  constructor(
    lease: Lease,
    space: Space,
    report: (lease: Lease, step: number, metrics: number | Metrics) => Promise<Reply>,
  ) {
    const { seed, fidelity, fold, split } = lease.target;
    this.number = lease.trial;
    this.evaluation = lease.evaluation;
    this.seed = seed;
    this.fidelity = fidelity;
    this.reached = lease.reached;
    this.fold = fold;
    this.split = split;
    this.#lease = lease;
    this.#space = space;
    this.#report = report;
  }

  get params(): Params {
    // The space made the row, and Params was inferred from the space.
    this.#params ??= this.#space.toParams(this.#lease.row) as Params;
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
