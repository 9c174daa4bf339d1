import type { Event } from '../trial/event.ts';

export interface StudyRecord {
  /** Unique and permanent. */
  readonly id: string;
  /** Unique within the storage, chosen by the user. */
  readonly name: string;
  readonly createdAt: number;
}

/** A deadline outside the log: renewing it is not an event. */
export interface LeaseDeadline {
  readonly evaluation: number;
  readonly token: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
}

export interface Snapshot {
  /** Events before this position are folded in. */
  readonly position: number;
  /** Version of the reducer that made it; another version discards it. */
  readonly reducer: number;
  readonly bytes: Uint8Array;
}

/**
 * Keeps logs. What `append` resolved is there after any crash, of the machine too. Safe with several
 * processes on one storage where the implementation says so.
 */
export interface Storage {
  /** 'memory', 'sqlite', ... */
  readonly kind: string;
  /** Where it is, for people: a path, or 'memory'. */
  readonly location: string;
  /** @throws {TunewrightError} TW_STORAGE_NAME_TAKEN if the name exists */
  create(name: string, events: readonly Event[]): Promise<StudyRecord>;
  list(): Promise<readonly StudyRecord[]>;
  /** By name or id. */
  find(nameOrId: string): Promise<StudyRecord | undefined>;
  /** Removes a study and all it holds. */
  remove(id: string): Promise<void>;
  /**
   * Adds events, all or none, durably. With `expected` given it does so only if the log's length is that
   * (compare-and-append). Calls made together may share one commit.
   * @throws {TunewrightError} TW_STORAGE_STUDY_UNKNOWN, as do all that take an id
   * @returns the log's length before the first of these events, or 'conflict' and nothing written
   */
  append(id: string, events: readonly Event[], expected?: number): Promise<number | 'conflict'>;
  /** All events from a position, in order, in chunks. */
  read(id: string, from: number): AsyncIterable<readonly Event[]>;
  /** Length of the log; cheap, for noticing others' events. */
  head(id: string): Promise<number>;
  /**
   * Sets or moves deadlines. One with an older token than the one kept is ignored; one with a deadline ≤ 0 is
   * forgotten, which any later renewal may do for evaluations that ended.
   */
  renew(id: string, deadlines: readonly LeaseDeadline[]): Promise<void>;
  /** In order of evaluations. */
  deadlines(id: string): Promise<readonly LeaseDeadline[]>;
  /** Keeps one snapshot a study: a further one of the same reducer is not replaced by an earlier one. */
  saveSnapshot(id: string, snapshot: Snapshot): Promise<void>;
  loadSnapshot(id: string): Promise<Snapshot | undefined>;
  close(): Promise<void>;
}
