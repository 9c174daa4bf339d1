import { utf8 } from '../platform.ts';
import type { ParamValue } from '../space/space.ts';
import { readValue } from './codec/read.ts';
import { valueText } from './codec/write.ts';
import { decodeEvent, encodeEvent } from './codec.ts';
import type { KnowledgeTransferred, SuggestionProposed, TrialEnqueued } from './event.ts';
import { Column } from './state/column.ts';
import { StudyData, type VerdictEntry } from './state/data.ts';
import { StudyState } from './state.ts';

/**
 * Version of the reducer and of the snapshot's layout. It rises whenever the same log would give other columns; older
 * snapshots are then discarded and folded anew.
 */
export const reducerVersion = 3;

/** "TWSN", read as a number of this machine's byte order: a snapshot from another order is discarded. */
const magic = 0x54_57_53_4e;
const prefixBytes = 24;

type Entries<K, V> = [K, V][];

/** Everything that does not lie in columns. */
interface Rest {
  readonly position: number;
  readonly createdAt: number;
  readonly columns: [name: string, kind: string, length: number][];
  readonly metricNames: string[];
  readonly words: string[];
  readonly definitions: StudyData['definitions'];
  readonly samplers: StudyData['samplers'];
  readonly schedulers: StudyData['schedulers'];
  readonly controls: StudyData['controls'];
  readonly notes: StudyData['notes'];
  readonly tags: Entries<number, ParamValue>;
  readonly attributes: Entries<number, { readonly [name: string]: ParamValue }>;
  readonly trialReasons: Entries<number, string>;
  readonly evaluationReasons: Entries<number, string>;
  readonly startReasons: Entries<number, string>;
  readonly verdicts: Entries<number, VerdictEntry>;
  readonly provenances: Entries<number, string>;
  readonly processStarts: Entries<number, string>;
  /** As encoded events, like the two that follow. */
  readonly transfers: string[];
  readonly queue: Entries<number, string>;
  readonly proposals: Entries<number, string>;
  readonly nextOrdinal: number;
  readonly runningEvaluations: number;
  readonly byOrigin: number[];
  readonly byTrialStatus: number[];
  readonly byEvaluationStatus: number[];
  readonly totals: StudyData['totals'];
  readonly stale: number;
  readonly anomalyCount: number;
  readonly anomalies: StudyData['anomalies'];
}

/**
 * A state as bytes: columns as they are, the rest as JSON, with a checksum.
 * @remarks The same events give the same bytes. O(size of the state); the log stays the truth, a snapshot only saves time.
 */
export function encodeSnapshot(state: StudyState): Uint8Array {
  const columns = columnsOf(state.data);
  const rest = utf8.encode(valueText(restOf(state.data, columns) as unknown as ParamValue));
  let length = prefixBytes + padded(rest.length);
  for (const [, column] of columns) length += padded(column.bytes().length);
  const bytes = new Uint8Array(length);
  bytes.set(rest, prefixBytes);
  let offset = prefixBytes + padded(rest.length);
  for (const [, column] of columns) {
    const raw = column.bytes();
    bytes.set(raw, offset);
    if (column.kind === 'f64') canonicalize(new Float64Array(bytes.buffer, offset, column.length));
    offset += padded(raw.length);
  }
  const prefix = new Uint32Array(bytes.buffer, 0, prefixBytes / 4);
  prefix[0] = magic;
  prefix[1] = reducerVersion;
  prefix[2] = rest.length;
  const [low, high] = checksum(bytes);
  prefix[3] = low;
  prefix[4] = high;
  return bytes;
}

/** The state that `encodeSnapshot` wrote, or undefined if the bytes are damaged, foreign or of another version. */
export function decodeSnapshot(bytes: Uint8Array): StudyState | undefined {
  if (bytes.length < prefixBytes || bytes.length % 8 !== 0) return undefined;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const prefix = new Uint32Array(aligned.buffer, aligned.byteOffset, prefixBytes / 4);
  const [low, high] = checksum(aligned);
  if (prefix[0] !== magic || prefix[1] !== reducerVersion || prefix[3] !== low || prefix[4] !== high) {
    return undefined;
  }
  const restBytes = prefix[2] as number;
  const text = utf8.decode(aligned.subarray(prefixBytes, prefixBytes + restBytes));
  const rest = readValue(JSON.parse(text)) as unknown as Rest;
  const data = new StudyData();
  let offset = prefixBytes + padded(restBytes);
  for (const [index, [name, column]] of columnsOf(data).entries()) {
    const [writtenName, kind, length] = rest.columns[index] ?? ['', '', 0];
    if (writtenName !== name || kind !== column.kind) return undefined;
    const size = length * column.data.BYTES_PER_ELEMENT;
    column.load(aligned.subarray(offset, offset + size));
    offset += padded(size);
  }
  restore(data, rest);
  return new StudyState(data);
}

function columnsOf(data: StudyData): [string, Column][] {
  const { trials, evaluations, reports, metrics, reportMetrics } = data;
  const found: [string, Column][] = [];
  for (const [table, columns] of Object.entries({ trials, evaluations, reports, metrics, reportMetrics })) {
    for (const [name, column] of Object.entries(columns)) {
      if (column instanceof Column) found.push([`${table}.${name}`, column]);
    }
  }
  return found;
}

function restOf(data: StudyData, columns: readonly [string, Column][]): Rest {
  return {
    position: data.position,
    createdAt: data.createdAt,
    columns: columns.map(([name, column]) => [name, column.kind, column.length]),
    metricNames: data.metricNames.list,
    words: data.words.list,
    definitions: data.definitions,
    samplers: data.samplers,
    schedulers: data.schedulers,
    controls: data.controls,
    notes: data.notes,
    tags: [...data.tags],
    attributes: [...data.attributes],
    trialReasons: [...data.trialReasons],
    evaluationReasons: [...data.evaluationReasons],
    startReasons: [...data.startReasons],
    verdicts: [...data.verdicts],
    provenances: [...data.provenances],
    processStarts: [...data.processStarts],
    transfers: data.transfers.map(encodeEvent),
    queue: [...data.queue].map(([position, event]) => [position, encodeEvent(event)]),
    proposals: [...data.proposals].map(([ordinal, event]) => [ordinal, encodeEvent(event)]),
    nextOrdinal: data.nextOrdinal,
    runningEvaluations: data.runningEvaluations,
    byOrigin: data.byOrigin,
    byTrialStatus: data.byTrialStatus,
    byEvaluationStatus: data.byEvaluationStatus,
    totals: data.totals,
    stale: data.stale,
    anomalyCount: data.anomalyCount,
    anomalies: data.anomalies,
  };
}

function restore(data: StudyData, rest: Rest): void {
  data.position = rest.position;
  data.createdAt = rest.createdAt;
  for (const name of rest.metricNames) data.metricNames.intern(name);
  for (const word of rest.words) data.words.intern(word);
  data.definitions.push(...rest.definitions);
  data.samplers.push(...rest.samplers);
  data.schedulers.push(...rest.schedulers);
  data.controls.push(...rest.controls);
  for (const note of rest.notes) data.addNote(note);
  fill(data.tags, rest.tags);
  fill(data.attributes, rest.attributes);
  fill(data.trialReasons, rest.trialReasons);
  fill(data.evaluationReasons, rest.evaluationReasons);
  fill(data.startReasons, rest.startReasons);
  fill(data.verdicts, rest.verdicts);
  fill(data.provenances, rest.provenances);
  fill(data.processStarts, rest.processStarts);
  for (const body of rest.transfers) data.transfers.push(decodeEvent(body, -1) as KnowledgeTransferred);
  for (const [position, body] of rest.queue) {
    data.queue.set(position, decodeEvent(body, position) as TrialEnqueued);
  }
  for (const [ordinal, body] of rest.proposals) {
    data.proposals.set(ordinal, decodeEvent(body, -1) as SuggestionProposed);
  }
  data.nextOrdinal = rest.nextOrdinal;
  data.runningEvaluations = rest.runningEvaluations;
  Object.assign(data.byOrigin, rest.byOrigin);
  Object.assign(data.byTrialStatus, rest.byTrialStatus);
  Object.assign(data.byEvaluationStatus, rest.byEvaluationStatus);
  Object.assign(data.totals, rest.totals);
  data.stale = rest.stale;
  data.anomalyCount = rest.anomalyCount;
  data.anomalies.push(...rest.anomalies);
  const { endedPosition } = data.evaluations;
  for (let e = 0; e < endedPosition.length; e++) {
    if (endedPosition.get(e) === -1) data.open.add(e);
  }
}

function fill<K, V>(map: Map<K, V>, entries: Entries<K, V>): void {
  for (const [key, value] of entries) map.set(key, value);
}

/** There are many NaNs, which only their bytes tell apart. */
function canonicalize(values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) values[i] = Number.NaN;
  }
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

/** Two independent 32-bit mixes over all words but the checksum's own. Against decay, not against malice. */
function checksum(bytes: Uint8Array): [number, number] {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let low = words.length;
  let high = 0x9e3779b9;
  for (let i = 0; i < words.length; i++) {
    if (i === 3 || i === 4) continue;
    const word = words[i] as number;
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 15;
    high = Math.imul((high << 13) | (high >>> 19), 5) ^ Math.imul(word, 0xc2b2ae35);
  }
  return [low >>> 0, high >>> 0];
}
