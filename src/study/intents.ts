import type { Event, LeaseEnded, Metrics, Worker } from '../trial/event.ts';
import type { Intent } from './desk.ts';
import type { Draft } from './draft.ts';
import { begin, type Lease, type Start } from './lease.ts';

interface Settle<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Events that are right whatever else happened. Resolves with the position of the first. */
export class Write implements Intent {
  readonly #make: (draft: Draft) => readonly Event[];
  readonly #settle: Settle<number>;
  #position = -1;

  constructor(make: (draft: Draft) => readonly Event[], settle: Settle<number>) {
    this.#make = make;
    this.#settle = settle;
  }

  stage(draft: Draft): void {
    this.#position = draft.position;
    const events = this.#make(draft);
    draft.events.push(...events);
    // Positions are promised, and controls decide what may begin.
    draft.exclusive = true;
    draft.settling = true;
  }

  committed(): void {
    this.#settle.resolve(this.#position);
  }

  failed(error: unknown): void {
    this.#settle.reject(error);
  }
}

/** An evaluation that a person wants, whatever the scheduler says. Resolves with its lease. */
export class Beginning implements Intent {
  readonly #worker: Worker;
  readonly #start: Start;
  readonly #settle: Settle<Lease>;
  #lease: Lease | undefined;

  constructor(worker: Worker, start: Start, settle: Settle<Lease>) {
    this.#worker = worker;
    this.#start = start;
    this.#settle = settle;
  }

  stage(draft: Draft): void {
    this.#lease = begin(draft, this.#worker, 0, this.#start);
    draft.exclusive = true;
    draft.settling = true;
  }

  committed(): void {
    this.#settle.resolve(this.#lease as Lease);
  }

  failed(error: unknown): void {
    this.#settle.reject(error);
  }
}

/** An intermediate value. Resolves with whether it counted: under a lost lease it does not. */
export class Report implements Intent {
  readonly #report: { readonly evaluation: number; readonly token: number; readonly step: number };
  readonly #metrics: Metrics;
  readonly #settle: Settle<boolean>;
  #held = false;

  constructor(
    report: { readonly evaluation: number; readonly token: number; readonly step: number },
    metrics: Metrics,
    settle: Settle<boolean>,
  ) {
    this.#report = report;
    this.#metrics = metrics;
    this.#settle = settle;
  }

  stage(draft: Draft): void {
    const { evaluation, token, step } = this.#report;
    this.#held = draft.holds(evaluation, token);
    if (!this.#held) return;
    draft.events.push({ type: 'reported', at: draft.at, evaluation, token, step, metrics: this.#metrics });
  }

  committed(): void {
    this.#settle.resolve(this.#held);
  }

  failed(error: unknown): void {
    this.#settle.reject(error);
  }
}

/** The end of a lease without an outcome. Resolves with whether the lease was still held. */
export class Release implements Intent {
  readonly #lease: Pick<LeaseEnded, 'evaluation' | 'token' | 'why' | 'reason' | 'seconds'>;
  readonly #settle: Settle<boolean>;
  #held = false;

  constructor(
    lease: Pick<LeaseEnded, 'evaluation' | 'token' | 'why' | 'reason' | 'seconds'>,
    settle: Settle<boolean>,
  ) {
    this.#lease = lease;
    this.#settle = settle;
  }

  stage(draft: Draft): void {
    const { evaluation, token } = this.#lease;
    this.#held = draft.holds(evaluation, token);
    if (!this.#held) return;
    draft.events.push({ type: 'lease-ended', at: draft.at, ...this.#lease });
    draft.touch(evaluation);
    draft.running--;
    draft.waiting++;
    draft.exclusive = true;
    draft.settling = true;
  }

  committed(): void {
    this.#settle.resolve(this.#held);
  }

  failed(error: unknown): void {
    this.#settle.reject(error);
  }
}
