import type { Storage, StudyRecord } from '../storage/port.ts';
import type { Event } from '../trial/event.ts';
import { purposes } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import type { Budget, Definition } from './definition/definition.ts';

/** Called for each event as it is folded in, own and others', in the order of the log. */
export type Listener = (event: Event, position: number) => void;

const search = purposes.indexOf('search');
const repeat = purposes.indexOf('repeat');

/**
 * The fold of one study's log, kept up to date: what this process appends is folded in directly, what others
 * appended is read. Nothing is known before it is durable.
 */
export class Ledger {
  readonly storage: Storage;
  readonly record: StudyRecord;
  readonly state: StudyState;
  /** What ended, in the order of the log: trials by number, search evaluations and repeats as -1 - evaluation. */
  readonly ends: number[];
  /** When the current lease of an evaluation was granted, by evaluation; of leases seen since opening. */
  readonly leasedAt: Map<number, number> = new Map();
  /** Repeats that were started; they count like trials. */
  repeats = 0;
  /** How many appends of this process succeeded since another process's event was seen; Infinity before. */
  alone: number = Number.POSITIVE_INFINITY;
  /** Where the snapshot ends that the state was opened from; 0 without one. */
  readonly snapshotPosition: number;
  readonly #listeners = new Set<Listener>();
  /** Own events that were appended beyond a gap: count by position. */
  readonly #mine = new Map<number, number>();
  #catching: Promise<void> | undefined;

  constructor(storage: Storage, record: StudyRecord, state: StudyState) {
    this.storage = storage;
    this.record = record;
    this.state = state;
    this.snapshotPosition = state.position;
    this.ends = endsOf(state);
    const { purpose } = state.data.evaluations;
    for (let e = 0; e < purpose.length; e++) if (purpose.get(e) === repeat) this.repeats++;
  }

  /** The definition as last edited. */
  get definition(): Definition {
    // The first event was written from a Definition.
    return this.state.definition as unknown as Definition;
  }

  /** The budget in force. */
  get budget(): Budget {
    return this.definition.budget;
  }

  /** @returns the function that ends it */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Appends events and folds them in once they are durable, after all that came before them.
   * @param expected - append only if the log is that long
   * @returns the position of the first, or 'conflict' with nothing written
   */
  async append(events: readonly Event[], expected?: number): Promise<number | 'conflict'> {
    const position = await this.storage.append(this.record.id, events, expected);
    if (position === 'conflict') return position;
    this.alone++;
    if (position === this.state.position) {
      for (let i = 0; i < events.length; i++) this.#fold(events[i] as Event);
      return position;
    }
    this.#mine.set(position, events.length);
    while (this.state.position < position + events.length) await this.catchUp();
    return position;
  }

  /** Folds in whatever others appended. */
  catchUp(): Promise<void> {
    this.#catching ??= this.#read().finally(() => {
      this.#catching = undefined;
    });
    return this.#catching;
  }

  /** Whether others appended; cheap. */
  async behind(): Promise<boolean> {
    return (await this.storage.head(this.record.id)) > this.state.position;
  }

  async #read(): Promise<void> {
    let start = this.state.position;
    for await (const chunk of this.storage.read(this.record.id, start)) {
      for (let i = 0; i < chunk.length; i++) {
        const position = start + i;
        // Own appends may have been folded in since the reading began.
        if (position < this.state.position) continue;
        const own = this.#mine.get(position);
        if (own === undefined) this.alone = 0;
        else if (own > 1) this.#mine.set(position + 1, own - 1);
        this.#mine.delete(position);
        this.#fold(chunk[i] as Event);
      }
      start += chunk.length;
    }
  }

  #fold(event: Event): void {
    const { data } = this.state;
    const position = data.position;
    this.state.apply(event);
    switch (event.type) {
      case 'trial-ended':
        if (data.trials.endedPosition.get(event.trial) === position) this.ends.push(event.trial);
        break;
      case 'evaluation-started':
        if (data.evaluations.startedPosition.get(event.evaluation) !== position) break;
        this.leasedAt.set(event.evaluation, event.at);
        if (event.purpose === 'repeat') this.repeats++;
        break;
      case 'evaluation-leased':
        this.leasedAt.set(event.evaluation, event.at);
        break;
      case 'lease-ended':
        if (data.evaluations.token.get(event.evaluation) === -1) this.leasedAt.delete(event.evaluation);
        break;
      case 'evaluation-ended':
        if (data.evaluations.endedPosition.get(event.evaluation) !== position) break;
        this.leasedAt.delete(event.evaluation);
        if (informs(data.evaluations.purpose.get(event.evaluation))) this.ends.push(-1 - event.evaluation);
    }
    for (const listener of this.#listeners) listener(event, position);
  }
}

function endsOf(state: StudyState): number[] {
  const { trials, evaluations } = state.data;
  const ends: number[] = [];
  for (let t = 0; t < trials.length; t++) if (trials.endedPosition.get(t) >= 0) ends.push(t);
  for (let e = 0; e < evaluations.length; e++) {
    if (informs(evaluations.purpose.get(e)) && evaluations.endedPosition.get(e) >= 0) ends.push(-1 - e);
  }
  return ends.sort((a, b) => endPosition(state, a) - endPosition(state, b));
}

/** Whether the sampler learns from an evaluation. */
function informs(purpose: number): boolean {
  return purpose === search || purpose === repeat;
}

/** Log position of an entry of `ends`. */
export function endPosition(state: StudyState, end: number): number {
  const { trials, evaluations } = state.data;
  return end >= 0 ? trials.endedPosition.get(end) : evaluations.endedPosition.get(-1 - end);
}
