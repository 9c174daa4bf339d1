import type { Clock } from '../platform.ts';
import type { Choice, Sampler, SamplerAlgorithm } from '../sampler/port.ts';
import { RowLookup, sameRow } from '../space/row-lookup.ts';
import { Ahead } from './ahead.ts';
import type { Draft } from './draft.ts';
import { Feed } from './feed.ts';
import type { Ledger } from './ledger.ts';
import type { SamplerPlace } from './sampler-thread.ts';
import type { Suggested } from './suggested.ts';
import { problemOf, type Terms } from './terms.ts';

/** Suggestions for a draft, and those that repeat an earlier trial and so create none. */
export interface Suggestions {
  readonly fresh: readonly Suggested[];
  readonly repeated: readonly { readonly suggested: Suggested; readonly trial: number }[];
  /** Fewer came than were asked for: nothing is left to try. */
  readonly exhausted: boolean;
  /** Fewer came than were asked for: the rest is being computed. */
  readonly pending: boolean;
}

interface Batch {
  readonly suggested: readonly Suggested[];
  readonly size: number;
  readonly trials: number;
}

/** Asks the sampler, keeps it informed, and survives conflicts. */
export class Suggester {
  readonly algorithm: SamplerAlgorithm;
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #tried: RowLookup;
  readonly #clock: Clock;
  /** Absent where there is but one thread. */
  readonly #thread: Ahead | undefined;
  /** Trials that are in the index. */
  #indexed = 0;
  #sampler: Sampler | undefined;
  #feed: Feed | undefined;
  /** How many definitions the log had when the sampler was made: an edit makes another problem. */
  #edition = 0;
  /** Told of events that are not durable yet. */
  #ahead = false;
  /** Made for a draft that was not appended yet. */
  #batch: Batch | undefined;

  /** @param place - where the sampler may work, and who is called when suggestions that were pending are there */
  constructor(
    terms: Terms,
    algorithm: SamplerAlgorithm,
    ledger: Ledger,
    clock: Clock,
    place?: { readonly samplers: SamplerPlace; readonly onReady: () => void },
  ) {
    this.#terms = terms;
    this.algorithm = algorithm;
    this.#tried = new RowLookup(terms.space.dimensions.length);
    this.#ledger = ledger;
    this.#clock = clock;
    this.#thread =
      place && new Ahead({ terms, ledger, clock, place: place.samplers, onReady: place.onReady });
  }

  /** One line about what the sampler does now, if it tells. */
  explain(): string | undefined {
    return this.#thread?.active ? this.#thread.explanation : this.#made().sampler.explain?.();
  }

  /** The algorithm that it chose, if it is one that chooses. */
  choice(): Choice | undefined {
    return this.#thread?.active ? this.#thread.choice : this.#sampler?.choice?.();
  }

  /** Whether so many that are to be suggested together are not there yet. */
  lacks(draft: Draft, count: number): boolean {
    return this.#thread?.active === true && this.#thread.lacks(draft, count);
  }

  /** Suggestions made with all events before the draft's end known. Once a draft. */
  suggest(draft: Draft, size: number, fixed?: Float64Array): Suggestions {
    const ordinal = Math.max(draft.state.nextOrdinal, draft.ordinal);
    if (fixed === undefined && this.#thread?.active) {
      this.#sampler = undefined;
      const { suggested, pending, exhausted } = this.#thread.take(draft, size);
      if (suggested.length > 0) draft.ordinal = ordinal + suggested.length;
      return { ...this.#sort(draft, suggested, false), pending, exhausted };
    }
    const kept = this.#batch;
    const reusable =
      kept !== undefined &&
      kept.size === size &&
      kept.trials === draft.trials &&
      kept.suggested[0]?.ordinal === ordinal &&
      fixed === undefined;
    const suggested = reusable ? kept.suggested : this.#ask(draft, size, ordinal, fixed);
    this.#batch = fixed === undefined && !this.#ahead ? { suggested, size, trials: draft.trials } : undefined;
    draft.ordinal = ordinal + suggested.length;
    const exhausted = suggested.length < size;
    return { ...this.#sort(draft, suggested, fixed !== undefined), pending: false, exhausted };
  }

  /** The draft was appended. */
  committed(): void {
    this.#ahead = false;
    this.#batch = undefined;
    this.#thread?.committed();
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  /** The draft was not appended: others' events came first. */
  refused(): void {
    if (!this.#ahead) return;
    this.#ahead = false;
    this.#batch = undefined;
    this.#sampler = undefined;
  }

  #made(): { readonly sampler: Sampler; readonly feed: Feed } {
    const { state, definition } = this.#ledger;
    const edition = state.data.definitions.length;
    if (this.#sampler === undefined || this.#feed === undefined || this.#edition !== edition) {
      this.#sampler = this.algorithm.create(problemOf(this.#terms, definition, state.data.transfers));
      this.#feed = new Feed(this.#terms, this.#sampler);
      this.#edition = edition;
    }
    return { sampler: this.#sampler, feed: this.#feed };
  }

  #ask(draft: Draft, size: number, ordinal: number, fixed: Float64Array | undefined): Suggested[] {
    const { state, ends } = this.#ledger;
    const { sampler, feed } = this.#made();
    if (!this.#ahead) feed.sync(state, ends);
    if (draft.events.length > draft.told) {
      feed.anticipate(state, draft.events.slice(draft.told));
      draft.told = draft.events.length;
      this.#ahead = true;
    }
    const position = draft.position;
    const begun = this.#clock.now();
    const given = sampler.suggest({ count: size, ordinal, ...(fixed !== undefined && { fixed }) });
    this.#thread?.took(this.#clock.now() - begun);
    return given.map(({ row, tag }, index) => ({
      row,
      tag,
      position,
      ordinal: ordinal + index,
      batch: [index, size],
    }));
  }

  #sort(
    draft: Draft,
    suggested: readonly Suggested[],
    fixed: boolean,
  ): Pick<Suggestions, 'fresh' | 'repeated'> {
    const { rows } = draft.state.data.trials;
    for (; this.#indexed < draft.state.trialCount; this.#indexed++) this.#tried.add(this.#indexed, rows.data);
    const fresh: Suggested[] = [];
    const repeated: { suggested: Suggested; trial: number }[] = [];
    for (const one of suggested) {
      const trial = fixed ? -1 : this.#tried.find(one.row, rows.data);
      const again = trial < 0 && fresh.some((other) => sameRow(other.row, one.row));
      if (trial < 0 && !again) fresh.push(one);
      else repeated.push({ suggested: one, trial });
    }
    return { fresh, repeated };
  }
}
