import type { Next, Scheduler, SchedulerView } from '../scheduler/port.ts';
import type { Purpose, Target, TrialCreated, Worker } from '../trial/event.ts';
import { evaluationStatuses } from '../trial/kinds.ts';
import type { Allowance } from './budget.ts';
import type { Allocator } from './desk.ts';
import type { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';
import type { Suggested, Suggester } from './suggester.ts';
import type { Terms } from './terms.ts';
import { DraftView } from './view.ts';

/** The right to run one evaluation. */
export interface Lease {
  readonly trial: number;
  readonly evaluation: number;
  /** Log position of the event that granted it. */
  readonly token: number;
  /** How many leases this evaluation had before. */
  readonly attempt: number;
  readonly purpose: Purpose;
  readonly target: Target;
  readonly row: Float64Array;
  readonly slot: number;
  readonly at: number;
}

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

interface Place {
  readonly ask: Ask;
  readonly slot: number;
  readonly target: Target;
}

const waitForOthers: Refusal = { over: false, later: true, reason: 'what runs must end first' };
const waiting = evaluationStatuses.indexOf('waiting');
/** Suggestions in a row that repeat an earlier configuration before the sampler counts as exhausted. */
const mostRepeats = 100;

/**
 * Decides what begins: evaluations that wait to run again, then what the scheduler says; for a new trial the default
 * configuration, what people asked for, and at last the sampler.
 */
export class Allocation implements Allocator {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #scheduler: Scheduler;
  readonly #suggester: Suggester;
  readonly #allowance: Allowance;
  readonly #worker: Worker;
  readonly #onLease: (lease: Lease) => void;
  #asks: Ask[] = [];
  #staged: Ask[] = [];
  #refusal: Refusal | undefined;
  /** Requests that the draft being made takes. */
  readonly #taken = new Set<number>();

  constructor(parts: {
    readonly terms: Terms;
    readonly ledger: Ledger;
    readonly scheduler: Scheduler;
    readonly suggester: Suggester;
    readonly allowance: Allowance;
    readonly worker: Worker;
    readonly onLease: (lease: Lease) => void;
  }) {
    this.#terms = parts.terms;
    this.#ledger = parts.ledger;
    this.#scheduler = parts.scheduler;
    this.#suggester = parts.suggester;
    this.#allowance = parts.allowance;
    this.#worker = parts.worker;
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
   * with it; so that is done only while nobody else writes.
   */
  get together(): boolean {
    return this.#ledger.alone > 64 && !this.#allowance.dependsOnEnds;
  }

  stage(draft: Draft): void {
    this.#staged = this.#asks;
    this.#asks = [];
    this.#refusal = undefined;
    this.#taken.clear();
    const places: Place[] = [];
    const closed = this.#closed(draft);
    if (closed !== undefined) this.#refusal = closed;
    const view = new DraftView(this.#terms, draft, this.#allowance);
    for (const ask of this.#staged) {
      ask.leases = [];
      for (const slot of ask.slots) {
        if (this.#refusal !== undefined) break;
        this.#next(draft, view, ask, slot, places);
      }
    }
    if (places.length > 0) this.#fill(draft, places);
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
      else {
        ask.resolve({ refusal: this.#refusal ?? waitForOthers });
      }
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

  #next(draft: Draft, view: SchedulerView, ask: Ask, slot: number, places: Place[]): void {
    const again = this.#waiting(draft);
    if (again >= 0) {
      this.#leaseAgain(draft, ask, slot, again);
      return;
    }
    const next = this.#scheduler.next(view);
    const over =
      next.type === 'wait' || next.type === 'finished' ? undefined : this.#allowance.overForNew(draft);
    if (next.type === 'wait') this.#refusal = waitForOthers;
    else if (next.type === 'finished') {
      this.#refuse(draft, this.#allowance.overForNew(draft) ?? next.reason);
    } else if (next.type === 'evaluate') {
      if (over !== undefined && next.purpose === 'search') this.#refuse(draft, over);
      else this.#begin(draft, ask, slot, next.trial, next.purpose, next.target, draft.state.row(next.trial));
    } else if (over !== undefined) this.#refuse(draft, over);
    else this.#newTrial(draft, ask, slot, next, places);
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

  #leaseAgain(draft: Draft, ask: Ask, slot: number, evaluation: number): void {
    const { trial, purpose, target } = draft.state.evaluation(evaluation);
    const attempt = draft.state.data.evaluations.leases.get(evaluation);
    const { at, position: token } = draft;
    const row = draft.state.row(trial).slice();
    ask.leases.push({ trial, evaluation, token, attempt, purpose, target, row, slot, at });
    draft.events.push({ type: 'evaluation-leased', at, evaluation, worker: this.#worker, slot });
    draft.touch(evaluation);
    draft.waiting--;
    draft.running++;
  }

  #newTrial(
    draft: Draft,
    ask: Ask,
    slot: number,
    { target }: Next & { type: 'new-trial' },
    places: Place[],
  ): void {
    const none = { position: -1, ordinal: -1, batch: [0, 1] } as const;
    const { state } = draft;
    if (state.created('default') === 0 && draft.trials === state.trialCount) {
      const row = this.#terms.space.defaultRow();
      this.#create(draft, ask, slot, target, { origin: 'default', row, ...none });
      return;
    }
    for (const [request, { row, free, note }] of state.queue) {
      if (this.#taken.has(request)) continue;
      this.#taken.add(request);
      const origin = {
        origin: 'enqueued',
        request,
        ...(note !== undefined && { attributes: { note } }),
      } as const;
      if (!free.includes(1)) {
        this.#create(draft, ask, slot, target, { ...origin, row, ...none });
        return;
      }
      const [completed] = this.#suggester.suggest(draft, 1, row).fresh;
      // Nothing completes it without breaking a constraint: it stays in the queue.
      if (completed === undefined) continue;
      this.#create(draft, ask, slot, target, { ...origin, ...this.#recorded(completed) });
      return;
    }
    places.push({ ask, slot, target });
    draft.planned++;
  }

  #fill(draft: Draft, places: readonly Place[]): void {
    let filled = 0;
    let repeats = 0;
    while (filled < places.length) {
      const { fresh, repeated, exhausted } = this.#suggester.suggest(draft, places.length - filled);
      this.#tellChoice(draft);
      for (const suggested of fresh) {
        const { ask, slot, target } = places[filled++] as Place;
        draft.planned--;
        this.#create(draft, ask, slot, target, { origin: 'sampler', ...this.#recorded(suggested) });
      }
      for (const { suggested, trial } of repeated) {
        const place = this.#terms.definition.noisy && trial >= 0 ? places[filled] : undefined;
        this.#withdraw(draft, suggested, trial, place !== undefined);
        repeats++;
        if (place === undefined) continue;
        filled++;
        draft.planned--;
        draft.repeats++;
        const row = draft.state.row(trial).slice();
        this.#begin(draft, place.ask, place.slot, trial, 'repeat', place.target, row);
      }
      if (filled < places.length && (exhausted || repeats >= mostRepeats)) {
        draft.planned = 0;
        this.#refuse(draft, this.#exhausted(draft, exhausted));
        return;
      }
    }
  }

  /** Writes down which algorithm the sampler chose, once for each choice. */
  #tellChoice(draft: Draft): void {
    const choice = this.#suggester.choice();
    const known = draft.state.sampler;
    if (
      choice === undefined ||
      (known !== undefined && known.sampler === choice.sampler && known.reason === choice.reason)
    )
      return;
    if (draft.events.some((event) => event.type === 'sampler-chosen')) return;
    draft.events.push({ type: 'sampler-chosen', at: draft.at, ...choice });
  }

  #exhausted(draft: Draft, nothingLeft: boolean): string {
    const { size } = this.#terms.space;
    const { name } = this.#suggester.algorithm;
    if (draft.trials >= size) return `all ${size} configurations were tried`;
    return nothingLeft
      ? `the ${name} sampler has no further configuration`
      : `the ${name} sampler gave only configurations that were tried before`;
  }

  #withdraw(draft: Draft, suggested: Suggested, trial: number, again: boolean): void {
    const { at } = draft;
    const equals = trial < 0 ? 'it equals another one of its batch' : `it equals trial ${trial}`;
    draft.events.push(
      { type: 'suggestion-proposed', at, ...this.#recorded(suggested) },
      {
        type: 'suggestion-withdrawn',
        at,
        ordinal: suggested.ordinal,
        reason: again ? `${equals}, which is evaluated again` : equals,
      },
    );
  }

  #recorded(suggested: Suggested): Pick<TrialCreated, 'row' | 'position' | 'ordinal' | 'batch' | 'tag'> & {
    readonly sampler: readonly [name: string, version: number];
  } {
    const { name, version } = this.#suggester.algorithm;
    const { row, position, ordinal, batch, tag } = suggested;
    return { row, position, ordinal, batch, sampler: [name, version], ...(tag !== undefined && { tag }) };
  }

  #create(
    draft: Draft,
    ask: Ask,
    slot: number,
    target: Target,
    trial: Omit<TrialCreated, 'type' | 'at' | 'trial'>,
  ): void {
    const number = draft.trials++;
    draft.events.push({ type: 'trial-created', at: draft.at, trial: number, ...trial });
    this.#begin(draft, ask, slot, number, 'search', target, trial.row);
  }

  #begin(
    draft: Draft,
    ask: Ask,
    slot: number,
    trial: number,
    purpose: Purpose,
    target: Target,
    row: Float64Array,
  ): void {
    const evaluation = draft.evaluations++;
    const { at, position: token } = draft;
    ask.leases.push({ trial, evaluation, token, attempt: 0, purpose, target, row, slot, at });
    const worker = this.#worker;
    draft.events.push({ type: 'evaluation-started', at, evaluation, trial, purpose, target, worker, slot });
    draft.running++;
  }

  /** Once nothing is left to do and nothing runs, the log says so. */
  #finish(draft: Draft): void {
    const refusal = this.#refusal;
    if (refusal === undefined || !refusal.over || draft.running > 0) return;
    if (draft.state.control.state !== 'active') return;
    draft.events.push({ type: 'study-controlled', at: draft.at, action: 'finish', reason: refusal.reason });
    draft.exclusive = true;
  }
}
