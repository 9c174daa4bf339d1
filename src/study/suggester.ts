import type { Choice, Sampler, SamplerAlgorithm } from '../sampler/port.ts';
import { RowLookup, sameRow } from '../space/row-lookup.ts';
import type { ParamValue } from '../space/space.ts';
import type { Draft } from './draft.ts';
import { Feed } from './feed.ts';
import type { Ledger } from './ledger.ts';
import { problemOf, type Terms } from './terms.ts';

/** A suggestion with all that replaying it needs. */
export interface Suggested {
  readonly row: Float64Array;
  readonly tag: ParamValue | undefined;
  readonly position: number;
  readonly ordinal: number;
  readonly batch: readonly [index: number, size: number];
}

/** Suggestions for a draft, and those that repeat an earlier trial and so create none. */
export interface Suggestions {
  readonly fresh: readonly Suggested[];
  readonly repeated: readonly { readonly suggested: Suggested; readonly trial: number }[];
  /** Fewer came than were asked for: nothing is left to try. */
  readonly exhausted: boolean;
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

  constructor(terms: Terms, algorithm: SamplerAlgorithm, ledger: Ledger) {
    this.#terms = terms;
    this.algorithm = algorithm;
    this.#tried = new RowLookup(terms.space.dimensions.length);
    this.#ledger = ledger;
  }

  /** One line about what the sampler does now, if it tells. */
  explain(): string | undefined {
    return this.#made().sampler.explain?.();
  }

  /** The algorithm that it chose, if it is one that chooses. */
  choice(): Choice | undefined {
    return this.#sampler?.choice?.();
  }

  /** Suggestions made with all events before the draft's end known. Once a draft. */
  suggest(draft: Draft, size: number, fixed?: Float64Array): Suggestions {
    const ordinal = Math.max(draft.state.nextOrdinal, draft.ordinal);
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
    return this.#sort(draft, suggested, size, fixed !== undefined);
  }

  /** The draft was appended. */
  committed(): void {
    this.#ahead = false;
    this.#batch = undefined;
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
    const given = sampler.suggest({ count: size, ordinal, ...(fixed !== undefined && { fixed }) });
    return given.map(({ row, tag }, index) => ({
      row,
      tag,
      position,
      ordinal: ordinal + index,
      batch: [index, size],
    }));
  }

  #sort(draft: Draft, suggested: readonly Suggested[], size: number, fixed: boolean): Suggestions {
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
    return { fresh, repeated, exhausted: suggested.length < size };
  }
}
