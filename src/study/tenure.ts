import type { Clock } from '../platform.ts';
import type { LeaseDeadline } from '../storage/port.ts';
import type { Worker } from '../trial/event.ts';
import { evaluationStatuses } from '../trial/kinds.ts';
import type { Lease } from './lease.ts';
import type { Ledger } from './ledger.ts';

/** How long a lease lasts unless it is renewed. */
export const leaseMs = 30_000;
const renewMs = leaseMs / 3;

const running = evaluationStatuses.indexOf('running');

/** A lease whose holder is gone. */
export interface Abandoned {
  readonly evaluation: number;
  readonly token: number;
  readonly reason: string;
  readonly seconds: number;
}

/**
 * The leases that this process holds, and a watch over those of others. A lease lasts `leaseMs` from its grant; only
 * longer ones are renewed beside the log, so that short evaluations cost nothing.
 */
export class Tenure {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #isAlive: ((worker: Worker) => Promise<boolean | undefined>) | undefined;
  readonly #held = new Map<number, Lease>();
  readonly #onLost = new Map<number, () => void>();
  /** Renewed and ended since: their deadlines are to be forgotten. */
  readonly #over: LeaseDeadline[] = [];
  readonly #renewed = new Set<number>();
  /** When others' leases were first seen whose grant was not. */
  readonly #firstSeen = new Map<number, number>();
  #renewedAt = 0;

  constructor(
    ledger: Ledger,
    clock: Clock,
    isAlive: ((worker: Worker) => Promise<boolean | undefined>) | undefined,
  ) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#isAlive = isAlive;
    ledger.listen((event) => {
      if (event.type === 'evaluation-leased' || event.type === 'lease-ended') this.#check(event.evaluation);
    });
  }

  get size(): number {
    return this.#held.size;
  }

  get leases(): Iterable<Lease> {
    return this.#held.values();
  }

  take(lease: Lease): void {
    this.#held.set(lease.evaluation, lease);
  }

  /** Calls back once if the lease goes to somebody else. */
  onLost(lease: Lease, callback: () => void): void {
    this.#onLost.set(lease.evaluation, callback);
  }

  /** The lease is over. */
  drop({ evaluation, token }: Lease): void {
    if (this.#held.get(evaluation)?.token !== token) return;
    this.#held.delete(evaluation);
    this.#onLost.delete(evaluation);
    if (this.#renewed.delete(evaluation)) this.#over.push({ evaluation, token, deadline: 0 });
  }

  /** Moves the deadlines of what has run for a while. */
  async renew(): Promise<void> {
    const now = this.#clock.now();
    if (now - this.#renewedAt < renewMs) return;
    this.#renewedAt = now;
    const deadlines = this.#over.splice(0);
    for (const { evaluation, token, at } of this.#held.values()) {
      if (now - at < renewMs) continue;
      this.#renewed.add(evaluation);
      deadlines.push({ evaluation, token, deadline: now + leaseMs });
    }
    if (deadlines.length > 0) await this.#ledger.storage.renew(this.#ledger.record.id, deadlines);
  }

  /**
   * Others' leases whose holder is known to be dead, or which ran out while nothing is known of their holder. One
   * whose holder lives is never taken from it.
   */
  async abandoned(): Promise<readonly Abandoned[]> {
    const { state, leasedAt, record, storage } = this.#ledger;
    const { evaluations } = state.data;
    const found: Abandoned[] = [];
    let deadlines: Map<number, LeaseDeadline> | undefined;
    for (const evaluation of [...state.open]) {
      if (evaluations.status.get(evaluation) !== running || this.#held.has(evaluation)) continue;
      const token = evaluations.token.get(evaluation);
      const { worker, startedAt } = state.evaluation(evaluation);
      const alive = worker === undefined ? undefined : await this.#isAlive?.(worker);
      if (alive === true) continue;
      const now = this.#clock.now();
      if (!this.#firstSeen.has(token)) this.#firstSeen.set(token, now);
      deadlines ??= new Map((await storage.deadlines(record.id)).map((entry) => [entry.evaluation, entry]));
      const entry = deadlines.get(evaluation);
      const renewedAt = entry?.token === token ? entry.deadline - leaseMs : undefined;
      const begunAt = leasedAt.get(evaluation) ?? startedAt;
      const lastSeenAt = renewedAt ?? leasedAt.get(evaluation) ?? this.#firstSeen.get(token) ?? now;
      if (alive === undefined && now < lastSeenAt + leaseMs) continue;
      // The log may have moved on while this was found out.
      if (evaluations.token.get(evaluation) !== token) continue;
      const seconds = Math.max(0, (renewedAt ?? begunAt) - begunAt) / 1000;
      const where = worker === undefined ? '' : ` (process ${worker.pid} on ${worker.host})`;
      const what = alive === false ? 'is gone' : 'was not heard of in time';
      found.push({ evaluation, token, seconds, reason: `the command that ran it${where} ${what}` });
    }
    return found;
  }

  #check(evaluation: number): void {
    const lease = this.#held.get(evaluation);
    if (lease === undefined) return;
    if (this.#ledger.state.data.evaluations.token.get(evaluation) === lease.token) return;
    const lost = this.#onLost.get(evaluation);
    this.drop(lease);
    lost?.();
  }
}
