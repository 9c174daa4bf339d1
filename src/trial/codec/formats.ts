import type { Event, Target, Worker } from '../event.ts';
import {
  controlActions,
  evaluationStatuses,
  leaseEnds,
  purposes,
  trialOrigins,
  trialStatuses,
} from '../kinds.ts';
import {
  type Body,
  readArray,
  readFlags,
  readInteger,
  readMetrics,
  readNumber,
  readObject,
  readOneOf,
  readOptional,
  readPair,
  readRow,
  readSampler,
  readText,
  readValue,
  readWrapped,
} from './read.ts';
import {
  type Json,
  withoutTrailingNulls,
  writeInteger,
  writeMetrics,
  writeNumber,
  writeNumbers,
  writeOptionalInteger,
  writeOptionalText,
  writeOptionalValue,
  writeValue,
} from './write.ts';

/** How one type of event is written: `[tag, at, ...fields]`. A changed layout gets a new tag (`report:2`); old ones stay readable. */
interface Format<E extends Event> {
  readonly tag: string;
  readonly write: (event: E) => Json[];
  /** Fields begin at index 2. */
  readonly read: (body: Body, at: number) => E;
}

type Formats = { readonly [T in Event['type']]: Format<Extract<Event, { type: T }>> };

export const formats: Formats = {
  'study-created': {
    tag: 'study',
    write: (e) => [e.version, writeValue(e.definition)],
    read: (b, at) => ({
      type: 'study-created',
      at,
      version: readText(b[2]),
      definition: readValue(b[3] ?? null),
    }),
  },
  'definition-edited': {
    tag: 'edit',
    write: (e) => [e.reason, writeValue(e.definition)],
    read: (b, at) => ({
      type: 'definition-edited',
      at,
      reason: readText(b[2]),
      definition: readValue(b[3] ?? null),
    }),
  },
  'sampler-chosen': {
    tag: 'sampler',
    write: (e) => [e.sampler, writeInteger(e.version), e.reason],
    read: (b, at) => ({
      type: 'sampler-chosen',
      at,
      sampler: readText(b[2]),
      version: readInteger(b[3]),
      reason: readText(b[4]),
    }),
  },
  'scheduler-chosen': {
    tag: 'scheduler',
    write: (e) => [e.scheduler, writeInteger(e.version), e.reason],
    read: (b, at) => ({
      type: 'scheduler-chosen',
      at,
      scheduler: readText(b[2]),
      version: readInteger(b[3]),
      reason: readText(b[4]),
    }),
  },
  'knowledge-transferred': {
    tag: 'transfer',
    write: (e) => [
      e.source,
      writeNumbers(e.known),
      writeNumbers(e.rows),
      writeNumbers(e.ranks),
      writeInteger(e.dropped),
    ],
    read: (b, at) => ({
      type: 'knowledge-transferred',
      at,
      source: readText(b[2]),
      known: readFlags(b[3]),
      rows: readRow(b[4]),
      ranks: readRow(b[5]),
      dropped: readInteger(b[6]),
    }),
  },
  'trial-created': {
    tag: 'trial',
    write: (e) => [
      writeInteger(e.trial),
      e.origin,
      writeNumbers(e.row),
      writeInteger(e.position),
      writeInteger(e.ordinal),
      writeNumbers(e.batch),
      writeOptionalSampler(e.sampler),
      writeOptionalValue(e.tag),
      writeOptionalInteger(e.parent),
      writeOptionalInteger(e.request),
      writeOptionalValue(e.attributes),
    ],
    read: (b, at) => ({
      type: 'trial-created',
      at,
      trial: readInteger(b[2]),
      origin: readOneOf(b[3], trialOrigins),
      row: readRow(b[4]),
      position: readInteger(b[5]),
      ordinal: readInteger(b[6]),
      batch: readPair(b[7]),
      ...given('sampler', readOptional(b[8], readSampler)),
      ...given('tag', readOptional(b[9], readWrapped)),
      ...given('parent', readOptional(b[10], readInteger)),
      ...given('request', readOptional(b[11], readInteger)),
      ...given('attributes', readOptional(b[12], readObject)),
    }),
  },
  'trial-enqueued': {
    tag: 'queue',
    write: (e) => [writeNumbers(e.row), writeNumbers(e.free), writeOptionalText(e.note)],
    read: (b, at) => ({
      type: 'trial-enqueued',
      at,
      row: readRow(b[2]),
      free: readFlags(b[3]),
      ...given('note', readOptional(b[4], readText)),
    }),
  },
  'suggestion-proposed': {
    tag: 'offer',
    write: (e) => [
      writeInteger(e.ordinal),
      writeInteger(e.position),
      writeNumbers(e.batch),
      writeOptionalSampler(e.sampler),
      writeNumbers(e.row),
      writeOptionalValue(e.tag),
    ],
    read: (b, at) => ({
      type: 'suggestion-proposed',
      at,
      ordinal: readInteger(b[2]),
      position: readInteger(b[3]),
      batch: readPair(b[4]),
      sampler: readSampler(b[5]),
      row: readRow(b[6]),
      ...given('tag', readOptional(b[7], readWrapped)),
    }),
  },
  'suggestion-withdrawn': {
    tag: 'withdraw',
    write: (e) => [writeInteger(e.ordinal), e.reason],
    read: (b, at) => ({
      type: 'suggestion-withdrawn',
      at,
      ordinal: readInteger(b[2]),
      reason: readText(b[3]),
    }),
  },
  'evaluation-started': {
    tag: 'start',
    write: (e) => [
      writeInteger(e.evaluation),
      writeInteger(e.trial),
      e.purpose,
      writeTarget(e.target),
      writeWorker(e.worker),
      writeInteger(e.slot),
      writeOptionalText(e.reason),
    ],
    read: (b, at) => ({
      type: 'evaluation-started',
      at,
      evaluation: readInteger(b[2]),
      trial: readInteger(b[3]),
      purpose: readOneOf(b[4], purposes),
      target: readTarget(b[5]),
      worker: readWorker(b[6]),
      slot: readInteger(b[7]),
      ...given('reason', readOptional(b[8], readText)),
    }),
  },
  'evaluation-leased': {
    tag: 'lease',
    write: (e) => [writeInteger(e.evaluation), writeWorker(e.worker), writeInteger(e.slot)],
    read: (b, at) => ({
      type: 'evaluation-leased',
      at,
      evaluation: readInteger(b[2]),
      worker: readWorker(b[3]),
      slot: readInteger(b[4]),
    }),
  },
  'lease-ended': {
    tag: 'lapse',
    write: (e) => [
      writeInteger(e.evaluation),
      writeInteger(e.token),
      e.why,
      writeNumber(e.seconds),
      writeOptionalText(e.reason),
    ],
    read: (b, at) => ({
      type: 'lease-ended',
      at,
      evaluation: readInteger(b[2]),
      token: readInteger(b[3]),
      why: readOneOf(b[4], leaseEnds),
      seconds: readNumber(b[5]),
      ...given('reason', readOptional(b[6], readText)),
    }),
  },
  reported: {
    tag: 'report',
    write: (e) => [
      writeInteger(e.evaluation),
      writeInteger(e.token),
      writeNumber(e.step),
      writeMetrics(e.metrics),
    ],
    read: (b, at) => ({
      type: 'reported',
      at,
      evaluation: readInteger(b[2]),
      token: readInteger(b[3]),
      step: readNumber(b[4]),
      metrics: readMetrics(b[5]),
    }),
  },
  'verdict-given': {
    tag: 'verdict',
    write: (e) => [
      writeInteger(e.evaluation),
      writeInteger(e.token),
      e.verdict,
      writeInteger(e.position),
      writeNumber(e.step),
      writeOptionalSampler(e.scheduler),
      e.reason,
    ],
    read: (b, at) => ({
      type: 'verdict-given',
      at,
      evaluation: readInteger(b[2]),
      token: readInteger(b[3]),
      verdict: readOneOf(b[4], verdicts),
      position: readInteger(b[5]),
      step: readNumber(b[6]),
      scheduler: readSampler(b[7]),
      reason: readText(b[8]),
    }),
  },
  'evaluation-ended': {
    tag: 'end',
    write: (e) => [
      writeInteger(e.evaluation),
      writeInteger(e.token),
      e.status,
      writeMetrics(e.metrics),
      writeMetrics(e.reached),
      writeNumber(e.seconds),
      writeNumber(e.cost),
      writeOptionalText(e.reason),
      writeOptionalValue(e.provenance),
    ],
    read: (b, at) => ({
      type: 'evaluation-ended',
      at,
      evaluation: readInteger(b[2]),
      token: readInteger(b[3]),
      status: readOneOf(b[4], endedEvaluation),
      metrics: readMetrics(b[5]),
      reached: readMetrics(b[6]),
      seconds: readNumber(b[7]),
      cost: readNumber(b[8]),
      ...given('reason', readOptional(b[9], readText)),
      ...given('provenance', readOptional(b[10], readWrapped)),
    }),
  },
  'trial-ended': {
    tag: 'result',
    write: (e) => [
      writeInteger(e.trial),
      e.status,
      writeMetrics(e.metrics),
      e.errors === undefined ? null : writeMetrics(e.errors),
      writeOptionalText(e.reason),
    ],
    read: (b, at) => ({
      type: 'trial-ended',
      at,
      trial: readInteger(b[2]),
      status: readOneOf(b[3], endedTrial),
      metrics: readMetrics(b[4]),
      ...given('errors', readOptional(b[5], readMetrics)),
      ...given('reason', readOptional(b[6], readText)),
    }),
  },
  noted: {
    tag: 'note',
    write: (e) => [writeInteger(e.trial), writeOptionalInteger(e.evaluation), e.key, writeValue(e.value)],
    read: (b, at) => ({
      type: 'noted',
      at,
      trial: readInteger(b[2]),
      ...given('evaluation', readOptional(b[3], readInteger)),
      key: readText(b[4]),
      value: readValue(b[5] ?? null),
    }),
  },
  'study-controlled': {
    tag: 'control',
    write: (e) => [e.action, e.reason],
    read: (b, at) => ({
      type: 'study-controlled',
      at,
      action: readOneOf(b[2], controlActions),
      reason: readText(b[3]),
    }),
  },
};

const verdicts = ['stop', 'pause'] as const;

const endedTrial = trialStatuses.filter(
  (status) => status !== 'waiting' && status !== 'running' && status !== 'paused',
);
const endedEvaluation = evaluationStatuses.filter((status) => status !== 'waiting' && status !== 'running');

/** An object with the member, or without it when absent. */
function given<K extends string, V>(name: K, value: V | undefined): { [N in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [N in K]?: V };
}

function writeOptionalSampler(sampler: readonly [string, number] | undefined): Json {
  return sampler === undefined ? null : [sampler[0], writeInteger(sampler[1])];
}

function writeTarget({ fidelity, seed, fold, split }: Target): Json {
  return [writeMetrics(fidelity), writeNumber(seed), writeInteger(fold), split];
}

function readTarget(value: unknown): Target {
  const [fidelity, seed, fold, split] = readArray(value);
  return {
    fidelity: readMetrics(fidelity),
    seed: readNumber(seed),
    fold: readInteger(fold),
    split: readText(split),
  };
}

function writeWorker({ host, pid, processStart }: Worker): Json {
  return withoutTrailingNulls([host, writeInteger(pid), writeOptionalText(processStart)]);
}

function readWorker(value: unknown): Worker {
  const [host, pid, processStart] = readArray(value);
  return {
    host: readText(host),
    pid: readInteger(pid),
    ...given('processStart', readOptional(processStart, readText)),
  };
}
