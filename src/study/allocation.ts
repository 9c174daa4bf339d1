import { TunewrightError } from '../errors.ts';
import type { Next, SchedulerView } from '../scheduler/port.ts';
import type { Worker } from '../trial/event.ts';
import { evaluationStatuses } from '../trial/kinds.ts';
import type { Allowance } from './budget.ts';
import { closings } from './closing.ts';
import type { Allocator } from './desk.ts';
import type { Draft } from './draft.ts';
import { Filling } from './filling.ts';
import { begin, beginTrial, type Lease, leaseAgain } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { closeTrial, endStopped } from './settlement.ts';
import type { Steering } from './steering.ts';
import type { Suggester } from './suggester.ts';
import type { Terms } from './terms.ts';

/** Nothing may begin now. */
export interface Refusal {
  /** Nothing runs and nothing will begin, unless somebody changes the study. */
  readonly over: boolean;
  /** Asking again later is worth while: it is paused, or the scheduler waits for what runs. */
  readonly later: boolean;
  readonly reason: string;
}

export type Answer =
  | { readonly leases: readonly Lease[]; readonly refusal?: never }
  | { readonly leases?: never; readonly refusal: Refusal };

interface Ask {
  readonly slots: readonly number[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  leases: Lease[];
}

const waitForOthers: Refusal = { over: false, later: true, reason: 'what runs must end first' };
const waitForSuggestion: Refusal = { over: false, later: true, reason: 'a suggestion is being computed' };
const waiting = evaluationStatuses.indexOf('waiting');

/** Decides what begins: evaluations that wait to run again, then what the scheduler says. */
export class Allocation implements Allocator {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #steering: Steering;
  readonly #suggester: Suggester;
  readonly #filling: Filling;
  readonly #allowance: Allowance;
  readonly #worker: Worker;
  readonly #aside: boolean;
  readonly #onLease: (lease: Lease) => void;
  #asks: Ask[] = [];
  #staged: Ask[] = [];
  #refusal: Refusal | undefined;
  /** Those who got nothing ask again once the draft is durable. */
  #again = false;
  /** No further configuration was found, and after so many results. */
  #exhausted: { readonly reason: string; readonly ends: number } | undefined;

  constructor(parts: {
    readonly terms: Terms;
    readonly ledger: Ledger;
    readonly steering: Steering;
    readonly suggester: Suggester;
    readonly allowance: Allowance;
    readonly worker: Worker;
    readonly aside: boolean;
    readonly onLease: (lease: Lease) => void;
  }) {
    this.#terms = parts.terms;
    this.#ledger = parts.ledger;
    this.#steering = parts.steering;
    this.#suggester = parts.suggester;
    this.#filling = new Filling(parts.terms, parts.suggester, parts.worker);
    this.#allowance = parts.allowance;
    this.#worker = parts.worker;
    this.#aside = parts.aside;
    this.#onLease = parts.onLease;
  }

  /** One lease for each slot, or as many as there are; to be followed by a wake of the desk. */
  ask(slots: readonly number[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#asks.push({ slots, resolve, reject, leases: [] });
    });
  }

  get pending(): boolean {
    return this.#asks.length > 0;
  }

  /**
   * A suggestion that knows of ends which are not durable yet is lost when others' events come between, and the sampler
   * with it; so that is done only while nobody else writes, and never where results decide what begins.
   */
  get together(): boolean {
    return (
      this.#ledger.alone > 64 &&
      !this.#allowance.dependsOnEnds &&
      !this.#terms.ranged &&
      this.#steering.scheduler.blind
    );
  }

  stage(draft: Draft): void {
    this.#staged = this.#asks;
    this.#asks = [];
    this.#refusal = this.#closed(draft);
    this.#filling.begin();
    const { ends } = this.#ledger;
    if (this.#exhausted?.ends === ends.length && draft.state.queue.size === 0)
      draft.exhausted = this.#exhausted.reason;
    const view = this.#steering.view(draft);
    this.#again = this.#refusal === undefined && this.#settle(draft, view);
    if (this.#again) this.#refusal = waitForOthers;
    for (const ask of this.#staged) {
      ask.leases = [];
      if (this.#refusal === undefined && this.#incomplete(draft, ask)) this.#refusal = waitForSuggestion;
      for (const slot of ask.slots) {
        if (this.#refusal !== undefined) break;
        this.#allocate(draft, view, ask, slot);
      }
    }
    const { exhausted, pending } = this.#filling.fill(draft);
    if (exhausted !== undefined) this.#exhausted = { reason: exhausted, ends: ends.length };
    if (pending) this.#refusal = waitForSuggestion;
    this.#tellChoice(draft);
    if (draft.events.length > 0) draft.exclusive = true;
    this.#finish(draft);
  }

  committed(): void {
    this.#suggester.committed();
    const asks = this.#staged;
    this.#staged = [];
    for (const ask of asks) for (const lease of ask.leases) this.#onLease(lease);
    for (const ask of asks) {
      if (ask.leases.length > 0) ask.resolve({ leases: ask.leases });
      else if (this.#again) this.#asks.push(ask);
      else ask.resolve({ refusal: this.#refusal ?? waitForOthers });
    }
  }

  refused(): void {
    this.#suggester.refused();
    this.#asks = [...this.#staged, ...this.#asks];
    this.#staged = [];
  }

  failed(error: unknown): void {
    const asks = this.#asks;
    this.#asks = [];
    for (const ask of asks) ask.reject(error);
  }

  /** Why nothing may begin at all. */
  #closed(draft: Draft): Refusal | undefined {
    const { state, reason } = draft.state.control;
    if (state === 'paused') return { over: false, later: true, reason };
    if (state !== 'active') return { over: true, later: false, reason };
    const over = this.#allowance.over();
    return over === undefined ? undefined : { over: draft.running === 0, later: false, reason: over };
  }

  /** What is asked for together is suggested together, and so waits together. */
  #incomplete(draft: Draft, { slots }: Ask): boolean {
    if (slots.length === 1) return false;
    const count = Math.min(slots.length, this.#allowance.trialsLeft(draft));
    return count > 0 && this.#suggester.lacks(draft, count);
  }

  /** One lease for a slot, or a refusal. */
  #allocate(draft: Draft, view: SchedulerView, ask: Ask, slot: number): void {
    const again = this.#waiting(draft);
    if (again >= 0) {
      ask.leases.push(leaseAgain(draft, this.#worker, slot, again));
      return;
    }
    const next = this.#steering.scheduler.next(view);
    if (next.type === 'close') {
      // The next draft begins with it.
      this.#again = true;
      this.#refusal = waitForOthers;
    } else this.#follow(draft, view, ask, slot, next);
  }

  /**
   * Ends what was stopped before its process died, and freezes what the scheduler wants frozen. The sampler is to know of
   * it before anything begins: so these are a draft of their own. @returns whether there was anything
   */
  #settle(draft: Draft, view: SchedulerView): boolean {
    const before = draft.events.length;
    for (const evaluation of draft.waiting === 0 ? [] : draft.state.open) {
      if (draft.state.evaluationStatus(evaluation) !== 'waiting' || draft.touches(evaluation)) continue;
      endStopped(this.#terms, this.#steering, draft, evaluation);
    }
    const { scheduler } = this.#steering;
    if (scheduler.blind) return draft.events.length > before;
    for (let next = scheduler.next(view); next.type === 'close'; next = scheduler.next(view)) {
      const paused = draft.state.trialStatus(next.trial) === 'paused' && !draft.closed.has(next.trial);
      if (!paused) throw this.#faulty(`closes trial ${next.trial}, which is not paused`);
      closeTrial(this.#terms, draft, next);
    }
    return draft.events.length > before;
  }

  #faulty(what: string): TunewrightError {
    const { name } = this.#steering.algorithm;
    return new TunewrightError('TW_SCHEDULER_FAULTY', `the scheduler ${JSON.stringify(name)} ${what}`, {
      mend: 'Mend it; schedulerContract of tunewright/testing finds the like. Of one of ours, report it.',
    });
  }

  #follow(
    draft: Draft,
    view: SchedulerView,
    ask: Ask,
    slot: number,
    next: Exclude<Next, { type: 'close' }>,
  ): void {
    const allowance = this.#allowance;
    const take = (lease: Lease): void => void ask.leases.push(lease);
    if (next.type === 'wait') {
      if (draft.running + draft.waiting + draft.planned === 0)
        throw this.#faulty('waits although nothing runs');
      this.#refusal = waitForOthers;
    } else if (next.type === 'finished') this.#refuse(draft, allowance.overForNew(draft) ?? next.reason);
    else if (next.type === 'evaluate') {
      const over = next.purpose === 'search' ? allowance.overForMore(draft) : undefined;
      if (over !== undefined) this.#refuse(draft, over);
      else take(begin(draft, this.#worker, slot, next));
    } else {
      const over = allowance.overForNew(draft);
      const { target } = next;
      if (over !== undefined) this.#refuse(draft, over);
      else if (next.type === 'new-trial') {
        const leave = (): void => this.#allocate(draft, view, ask, slot);
        this.#filling.add(draft, { slot, target, take, leave });
      } else {
        const { parent, row, tag, reason } = next;
        const creation = {
          origin: 'scheduler',
          row,
          parent,
          position: -1,
          ordinal: -1,
          batch: [0, 1],
          attributes: { reason },
          ...(tag !== undefined && { tag }),
        } as const;
        take(beginTrial(draft, this.#worker, slot, creation, target));
      }
    }
  }

  #refuse(draft: Draft, reason: string): void {
    const over = draft.running === 0 && draft.waiting === 0 && draft.planned === 0;
    this.#refusal = { over, later: false, reason };
  }

  /** The oldest evaluation that waits for a lease; -1 without one. */
  #waiting(draft: Draft): number {
    if (draft.waiting === 0) return -1;
    const { status } = draft.state.data.evaluations;
    for (const evaluation of draft.state.open) {
      if (status.get(evaluation) === waiting && !draft.touches(evaluation)) return evaluation;
    }
    return -1;
  }

  /** Writes down which algorithm the scheduler chose, once for each choice. */
  #tellChoice(draft: Draft): void {
    const choice = this.#steering.scheduler.choice?.();
    const known = draft.state.scheduler;
    if (choice === undefined || (known?.scheduler === choice.scheduler && known.reason === choice.reason))
      return;
    draft.events.push({ type: 'scheduler-chosen', at: draft.at, ...choice });
  }

  /** Once nothing is left to do and nothing runs, the log says so. */
  #finish(draft: Draft): void {
    const refusal = this.#refusal;
    if (this.#aside || refusal === undefined || !refusal.over || draft.running > 0) return;
    if (draft.state.control.state !== 'active') return;
    const { at, state, closed } = draft;
    draft.events.push(...closings(this.#terms, state, at, (trial) => closed.has(trial)), {
      type: 'study-controlled',
      at,
      action: 'finish',
      reason: refusal.reason,
    });
    draft.exclusive = true;
  }
}
