import { decodeEvent, decodeEvents, encodeEvent } from '../trial/codec.ts';
import type { Event } from '../trial/event.ts';
import { nameTaken, storageClosed, studyUnknown } from './errors.ts';
import type { LeaseDeadline, Snapshot, Storage, StudyRecord } from './port.ts';

interface Kept {
  readonly record: StudyRecord;
  /** Encoded, as in every storage: what is read back is the same everywhere, and nobody can change it. */
  readonly bodies: string[];
  readonly deadlines: Map<number, LeaseDeadline>;
  snapshot: Snapshot | undefined;
}

const chunkLength = 1024;

/** Keeps studies as long as the process lives. Works in a browser. */
export function memoryStorage(): Storage {
  return new MemoryStorage();
}

class MemoryStorage implements Storage {
  readonly kind: string = 'memory';
  readonly location: string = 'memory';
  readonly #studies = new Map<string, Kept>();
  #created = 0;
  #closed = false;

  async create(name: string, events: readonly Event[]): Promise<StudyRecord> {
    this.#usable();
    for (const kept of this.#studies.values()) {
      if (kept.record.name === name) throw nameTaken(name, this.location);
    }
    const bodies = events.map(encodeEvent);
    this.#created++;
    const record: StudyRecord = { id: `m${this.#created}`, name, createdAt: events[0]?.at ?? Number.NaN };
    this.#studies.set(record.id, { record, bodies, deadlines: new Map(), snapshot: undefined });
    return record;
  }

  async list(): Promise<readonly StudyRecord[]> {
    this.#usable();
    return [...this.#studies.values()].map((kept) => kept.record);
  }

  async find(nameOrId: string): Promise<StudyRecord | undefined> {
    this.#usable();
    for (const kept of this.#studies.values()) {
      if (kept.record.name === nameOrId) return kept.record;
    }
    return this.#studies.get(nameOrId)?.record;
  }

  async remove(id: string): Promise<void> {
    this.#study(id);
    this.#studies.delete(id);
  }

  async append(id: string, events: readonly Event[], expected?: number): Promise<number | 'conflict'> {
    const { bodies } = this.#study(id);
    const encoded = events.map(encodeEvent);
    const position = bodies.length;
    if (expected !== undefined && expected !== position) return 'conflict';
    for (const body of encoded) bodies.push(body);
    return position;
  }

  async *read(id: string, from: number): AsyncIterable<readonly Event[]> {
    const { bodies } = this.#study(id);
    for (let start = from; start < bodies.length; start += chunkLength) {
      const chunk = bodies.slice(start, start + chunkLength);
      yield decodeEvents(chunk.join(','), start, chunk.length) ??
        chunk.map((body, i) => decodeEvent(body, start + i));
    }
  }

  async head(id: string): Promise<number> {
    return this.#study(id).bodies.length;
  }

  async renew(id: string, deadlines: readonly LeaseDeadline[]): Promise<void> {
    const kept = this.#study(id).deadlines;
    for (const deadline of deadlines) {
      const known = kept.get(deadline.evaluation);
      if (known !== undefined && known.token > deadline.token) continue;
      if (deadline.deadline > 0) kept.set(deadline.evaluation, { ...deadline });
      else kept.delete(deadline.evaluation);
    }
  }

  async deadlines(id: string): Promise<readonly LeaseDeadline[]> {
    return [...this.#study(id).deadlines.values()].sort((a, b) => a.evaluation - b.evaluation);
  }

  async saveSnapshot(id: string, snapshot: Snapshot): Promise<void> {
    const study = this.#study(id);
    const known = study.snapshot;
    if (known !== undefined && known.reducer === snapshot.reducer && known.position > snapshot.position)
      return;
    study.snapshot = { ...snapshot, bytes: snapshot.bytes.slice() };
  }

  async loadSnapshot(id: string): Promise<Snapshot | undefined> {
    const { snapshot } = this.#study(id);
    return snapshot === undefined ? undefined : { ...snapshot, bytes: snapshot.bytes.slice() };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#studies.clear();
  }

  #usable(): void {
    if (this.#closed) throw storageClosed(this.location);
  }

  #study(id: string): Kept {
    this.#usable();
    const kept = this.#studies.get(id);
    if (kept === undefined) throw studyUnknown(id, this.location);
    return kept;
  }
}
