import type { Target, Worker } from '../trial/event.ts';
import type { Draft } from './draft.ts';
import { begin, beginTrial, type Creation, type Lease } from './lease.ts';
import type { Suggested } from './suggested.ts';
import type { Suggester } from './suggester.ts';
import type { Terms } from './terms.ts';

/** A new trial that is decided on and has no configuration yet. */
export interface Place {
  readonly slot: number;
  readonly target: Target;
  readonly take: (lease: Lease) => void;
  /** There is no configuration for it. */
  readonly leave: () => void;
}

/** Why places stay empty, if some do. */
export interface Filled {
  /** Nothing is left for them. */
  readonly exhausted: string | undefined;
  /** Suggestions for them are being computed. */
  readonly pending: boolean;
}

/** Suggestions in a row that repeat an earlier configuration before the sampler counts as exhausted. */
const mostRepeats = 100;
const none = { position: -1, ordinal: -1, batch: [0, 1] } as const;

/** Gives new trials their configurations: the default one, what people asked for, and at last the sampler's. */
export class Filling {
  readonly #terms: Terms;
  readonly #suggester: Suggester;
  readonly #worker: Worker;
  /** Requests that the draft being made takes. */
  readonly #taken = new Set<number>();
  #places: Place[] = [];
  /** Suggestions in a row that were no new configuration. */
  #repeats = 0;

  constructor(terms: Terms, suggester: Suggester, worker: Worker) {
    this.#terms = terms;
    this.#suggester = suggester;
    this.#worker = worker;
  }

  begin(): void {
    this.#taken.clear();
    this.#places = [];
  }

  /** A configuration that needs no sampler, or a place for `fill`. */
  add(draft: Draft, place: Place): void {
    const { state } = draft;
    const { slot, target, take } = place;
    const create = (creation: Creation): void =>
      take(beginTrial(draft, this.#worker, slot, creation, target));
    if (state.created('default') === 0 && draft.trials === state.trialCount) {
      create({ origin: 'default', row: this.#terms.space.defaultRow(), ...none });
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
        create({ ...origin, row, ...none });
        return;
      }
      const [completed] = this.#suggester.suggest(draft, 1, row).fresh;
      // Nothing completes it without breaking a constraint: it stays in the queue.
      if (completed === undefined) continue;
      create({ ...origin, ...this.#recorded(completed) });
      return;
    }
    this.#places.push(place);
    draft.planned++;
  }

  /** Asks the sampler for all places at once. */
  fill(draft: Draft): Filled {
    const places = this.#places;
    let filled = 0;
    while (filled < places.length) {
      const { fresh, repeated, exhausted, pending } = this.#suggester.suggest(draft, places.length - filled);
      if (fresh.length + repeated.length > 0) this.#tellChoice(draft);
      if (fresh.length > 0) this.#repeats = 0;
      for (const suggested of fresh) {
        const { slot, target, take } = places[filled++] as Place;
        draft.planned--;
        const creation: Creation = { origin: 'sampler', ...this.#recorded(suggested) };
        take(beginTrial(draft, this.#worker, slot, creation, target));
      }
      for (const { suggested, trial } of repeated) {
        const place = this.#terms.definition.noisy && trial >= 0 ? places[filled] : undefined;
        this.#withdraw(draft, suggested, trial, place !== undefined);
        this.#repeats++;
        if (place === undefined) continue;
        filled++;
        draft.planned--;
        draft.repeats++;
        const { slot, target, take } = place;
        take(begin(draft, this.#worker, slot, { trial, purpose: 'repeat', target }));
      }
      if (filled === places.length) break;
      if (exhausted || this.#repeats >= mostRepeats) {
        draft.planned = 0;
        const reason = this.#exhausted(draft, exhausted);
        draft.exhausted = reason;
        for (const { leave } of places.splice(filled)) leave();
        return { exhausted: reason, pending: false };
      }
      if (pending) {
        draft.planned = 0;
        return { exhausted: undefined, pending };
      }
    }
    return { exhausted: undefined, pending: false };
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

  #recorded(suggested: Suggested): Pick<Creation, 'row' | 'position' | 'ordinal' | 'batch' | 'tag'> & {
    readonly sampler: readonly [name: string, version: number];
  } {
    const { name, version } = this.#suggester.algorithm;
    const { row, position, ordinal, batch, tag } = suggested;
    return { row, position, ordinal, batch, sampler: [name, version], ...(tag !== undefined && { tag }) };
  }
}
