import { decodeEvents, encodeEvent } from '../trial/codec.ts';
import type { Event } from '../trial/event.ts';
import { nameTaken, storageClosed, studyUnknown } from './errors.ts';
import type { LeaseDeadline, Snapshot, Storage, StudyRecord } from './port.ts';

interface Kept {
  readonly record: StudyRecord;
  /**
   * Encoded, as in every storage: what is read back is the same everywhere, and nobody can change it. One text an
   * append, as many small ones would be slow to collect.
   */
  readonly chunks: Chunk[];
  length: number;
  readonly deadlines: Map<number, LeaseDeadline>;
  snapshot: Snapshot | undefined;
}

/** Events that were appended together: their texts joined by commas. */
interface Chunk {
  readonly position: number;
  readonly count: number;
  readonly text: string;
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
    const chunks = chunksOf(events, 0);
    this.#created++;
    const record: StudyRecord = { id: `m${this.#created}`, name, createdAt: events[0]?.at ?? Number.NaN };
    this.#studies.set(record.id, {
      record,
      chunks,
      length: events.length,
      deadlines: new Map(),
      snapshot: undefined,
    });
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
    const study = this.#study(id);
    const position = study.length;
    if (expected !== undefined && expected !== position) return 'conflict';
    for (const chunk of chunksOf(events, position)) study.chunks.push(chunk);
    study.length += events.length;
    return position;
  }

  async *read(id: string, from: number): AsyncIterable<readonly Event[]> {
    const { chunks } = this.#study(id);
    for (let i = chunkAt(chunks, from); i < chunks.length; ) {
      const first = chunks[i] as Chunk;
      const texts: string[] = [];
      let count = 0;
      for (; i < chunks.length && count < chunkLength; i++) {
        const chunk = chunks[i] as Chunk;
        texts.push(chunk.text);
        count += chunk.count;
      }
      const events = decodeEvents(texts.join(','), first.position, count);
      // What was encoded here is well-formed.
      if (events === undefined) throw new RangeError(`events ${first.position} and on cannot be read`);
      yield first.position < from ? events.slice(from - first.position) : events;
    }
  }

  async head(id: string): Promise<number> {
    return this.#study(id).length;
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

/** None for no events; a long append in pieces that can be read one by one. */
function chunksOf(events: readonly Event[], position: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < events.length; start += chunkLength) {
    const bodies = events.slice(start, start + chunkLength).map(encodeEvent);
    chunks.push({ position: position + start, count: bodies.length, text: bodies.join(',') });
  }
  return chunks;
}

/** The chunk that holds a position, or the end. */
function chunkAt(chunks: readonly Chunk[], position: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { position: start, count } = chunks[middle] as Chunk;
    if (start + count <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
