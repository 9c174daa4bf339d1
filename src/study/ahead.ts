import type { Clock } from '../platform.ts';
import type { Choice } from '../sampler/port.ts';
import type { Draft } from './draft.ts';
import { Feed } from './feed.ts';
import type { Ledger } from './ledger.ts';
import type { SamplerPlace, SamplerThread, Thought } from './sampler-thread.ts';
import type { Suggested } from './suggested.ts';
import type { Terms } from './terms.ts';

/** A suggestion that takes longer holds up reports and leases noticeably. */
const slowMs = 20;
/** So many more slow ones than quick ones, before a thread is worth its start: a hiccup of the machine is none. */
const mostSlow = 4;
/** Where suggestions have become quicker than this, the way to the thread is the longer one. */
const quickMs = 4;
/**
 * How long, as a share of an evaluation's time, a suggestion may be waited for before the next ones are made ahead. Missing the last
 * results costs a Gaussian process some 10 to 20 % more trials with four at once.
 */
const mostWaiting = 0.2;
/** How fast the time of an answer follows the last ones. */
const pace = 0.2;
/** Evaluations whose time is looked at. */
const recent = 32;

/** Suggestions that were computed and not used yet. */
interface Kept {
  readonly edition: number;
  /** Every event before it was known. */
  readonly position: number;
  /** Entries of the ledger's ends that were known. */
  readonly ends: number;
  /** So many results may be missed: those of what ran. */
  readonly mostMissed: number;
  readonly ordinal: number;
  /** How many were asked for. */
  readonly size: number;
  readonly suggestions: Thought['suggestions'];
}

/** What there is now of so many suggestions. */
export interface Taken {
  readonly suggested: readonly Suggested[];
  /** The rest is being computed. */
  readonly pending: boolean;
  /** There will be no rest. */
  readonly exhausted: boolean;
}

/**
 * The sampler in a thread of its own. Its suggestions come when they are ready: what is missing is asked for once the
 * draft is durable, so that each knows every result. Where several evaluations run at once and waiting for suggestions would
 * cost much of their time, the next ones are computed ahead while they run; these miss at most as many
 * results as evaluations ran then.
 *
 * Nothing of it is in the log until a trial takes a suggestion, with the position it was computed at: replay asks there
 * again. Until then its ordinal is not spent, so dropping it (it is too old, another process was faster, the study was
 * edited, this process is killed) leaves no trace.
 */
export class Ahead {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #place: SamplerPlace;
  readonly #onReady: () => void;
  #thread: SamplerThread | undefined;
  #feed: Feed | undefined;
  /** How many definitions the log had when the thread was started: an edit makes another problem. */
  #edition = 0;
  /** It has answered, so that waiting for it is no waiting for its start. */
  #warm = false;
  #failed = false;
  #slow = 0;
  #asking = false;
  #kept: Kept | undefined;
  #last: Thought | undefined;
  /** How long an answer takes of late. */
  #thinkingMs = 0;
  /** Suggestions that somebody waits for. */
  #missing = 0;
  /** The most that was asked for together in the present draft, and in the last one that needed any. */
  #together = 0;
  #burst = 1;

  constructor(parts: {
    readonly terms: Terms;
    readonly ledger: Ledger;
    readonly clock: Clock;
    readonly place: SamplerPlace;
    readonly onReady: () => void;
  }) {
    this.#terms = parts.terms;
    this.#ledger = parts.ledger;
    this.#clock = parts.clock;
    this.#place = parts.place;
    this.#onReady = parts.onReady;
  }

  /** Whether suggestions come from the thread. */
  get active(): boolean {
    return !this.#failed && (this.#warm || this.#place.always);
  }

  get choice(): Choice | undefined {
    return this.#last?.choice;
  }

  get explanation(): string | undefined {
    return this.#last?.explanation;
  }

  /** A suggestion was made in this thread, in so much time. */
  took(ms: number): void {
    if (this.#failed || this.#thread !== undefined) return;
    this.#slow = Math.max(0, this.#slow + (ms < slowMs ? -1 : 1));
    if (this.#slow >= mostSlow) this.#ask(1);
  }

  /** Whether a batch that is to be taken whole is not there yet; then it is asked for, whatever part of it is there. */
  lacks(draft: Draft, size: number): boolean {
    const { pending } = this.take(draft, size);
    if (pending) this.#missing = size;
    return pending;
  }

  /** What there is of so many suggestions, from the draft's next ordinal on. */
  take(draft: Draft, size: number): Taken {
    this.#together = Math.max(this.#together, size);
    const ordinal = Math.max(draft.state.nextOrdinal, draft.ordinal);
    const ending = draft.events.filter(({ type }) => type === 'evaluation-ended').length;
    const kept = this.#usable(ordinal, ending);
    if (kept === undefined) {
      this.#missing = size;
      return { suggested: [], pending: true, exhausted: false };
    }
    const { position, suggestions } = kept;
    const from = ordinal - kept.ordinal;
    const suggested = suggestions.slice(from, from + size).map(
      ({ row, tag }, i): Suggested => ({
        row,
        tag,
        position,
        ordinal: ordinal + i,
        batch: [from + i, kept.size],
      }),
    );
    const short = suggested.length < size;
    const exhausted = short && suggestions.length < kept.size;
    this.#missing = short && !exhausted ? size - suggested.length : 0;
    return { suggested, pending: short && !exhausted, exhausted };
  }

  /** The draft is durable: what it lacks can be asked for, and what the next one will need. */
  committed(): void {
    if (this.#together > 0) this.#burst = this.#together;
    this.#together = 0;
    if (!this.active || this.#asking) return;
    if (this.#missing > 0) this.#ask(this.#missing);
    else if (this.#worthwhile() && this.#usable(this.#ledger.state.nextOrdinal, 0) === undefined) {
      this.#ask(this.#burst);
    }
  }

  async close(): Promise<void> {
    this.#failed = true;
    await this.#stop();
  }

  /**
   * What is kept, if its suggestions from that ordinal on may still be used; at the end of an exhausted space none are left.
   * @param ending - results that are about to be durable
   */
  #usable(ordinal: number, ending: number): Kept | undefined {
    const kept = this.#kept;
    if (kept === undefined) return undefined;
    const { state, ends } = this.#ledger;
    const { length } = kept.suggestions;
    const from = ordinal - kept.ordinal;
    const within = from >= 0 && (from < length || (from === length && length < kept.size));
    if (!within || kept.edition !== state.data.definitions.length) return undefined;
    let missed = ending;
    for (let i = kept.ends; i < ends.length; i++) if ((ends[i] as number) < 0) missed++;
    return missed <= kept.mostMissed ? kept : undefined;
  }

  /** Whether waiting would cost much of the time in which evaluations could run, and there is something to wait for. */
  #worthwhile(): boolean {
    const { state, ends, definition } = this.#ledger;
    // One by one each suggestion knows every result, and the same seed gives the same study.
    if (state.running < 2) return false;
    if (state.trialCount >= (definition.budget.trials ?? Number.POSITIVE_INFINITY)) return false;
    const { seconds } = state.data.evaluations;
    let count = 0;
    let sum = 0;
    for (let i = ends.length - 1; i >= 0 && count < recent; i--) {
      const end = ends[i] as number;
      if (end >= 0) continue;
      sum += seconds.get(-1 - end);
      count++;
    }
    return count > 0 && this.#thinkingMs > (mostWaiting * 1000 * sum) / count;
  }

  /** Asks for suggestions that know everything durable. */
  #ask(count: number): void {
    const { state, ends } = this.#ledger;
    const edition = state.data.definitions.length;
    if (this.#edition !== edition) void this.#stop();
    this.#edition = edition;
    const thread = this.#started();
    if (thread === undefined) return;
    this.#feed ??= new Feed(this.#terms, thread);
    this.#feed.sync(state, ends);
    const { position, nextOrdinal: ordinal } = state;
    const about = { edition, position, ends: ends.length, mostMissed: Math.max(1, state.running) };
    this.#asking = true;
    thread.suggest({ count, ordinal }).then(
      (thought) => {
        if (this.#thread !== thread) return;
        this.#asking = false;
        const { suggestions, ms } = thought;
        this.#thinkingMs = this.#warm ? this.#thinkingMs + pace * (ms - this.#thinkingMs) : ms;
        this.#kept = { ...about, ordinal, size: count, suggestions };
        this.#last = thought;
        this.#warm = true;
        this.#missing = 0;
        if (!this.#place.always && this.#thinkingMs < quickMs) void this.#stop();
        this.#onReady();
      },
      () => {
        if (this.#thread === thread) this.#fail();
      },
    );
  }

  #started(): SamplerThread | undefined {
    try {
      this.#thread ??= this.#place.start(this.#ledger.definition, this.#ledger.state.data.transfers);
    } catch {
      this.#fail();
    }
    return this.#thread;
  }

  /** Suggestions are made here again; what is wrong with the sampler itself comes out there. */
  #fail(): void {
    this.#failed = true;
    void this.#stop();
    // Whoever is told to wait in this turn does so before the next one.
    this.#clock.after(0, this.#onReady);
  }

  async #stop(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    this.#feed = undefined;
    this.#kept = undefined;
    this.#asking = false;
    this.#warm = false;
    this.#slow = 0;
    await thread?.close();
  }
}
