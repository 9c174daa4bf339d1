import type { Sampler, SamplerAlgorithm } from '../sampler/port.ts';
import type { SchedulerAlgorithm } from '../scheduler/port.ts';
import type { Event, SuggestionProposed, TrialCreated } from '../trial/event.ts';
import { StudyState } from '../trial/state.ts';
import type { Definition } from './definition/definition.ts';
import { Feed } from './feed.ts';
import { Ledger } from './ledger.ts';
import { problemOf, type Terms } from './terms.ts';
import { replayVerdicts, type VerdictDifference } from './verdicts.ts';

/** The first suggestion that came out otherwise. */
export interface Difference {
  /** -1 for a suggestion that made no trial. */
  readonly trial: number;
  readonly ordinal: number;
  readonly recorded: Float64Array;
  /** Undefined if the sampler gave none. */
  readonly replayed: Float64Array | undefined;
}

export interface Replay {
  /** Every suggestion came out again, bit for bit, and every verdict with its reason. */
  readonly exact: boolean;
  /** Suggestions recomputed. */
  readonly suggestions: number;
  /** Stops and pauses of the scheduler decided again. */
  readonly verdicts: number;
  readonly difference?: Difference;
  /** The first verdict that came out otherwise. */
  readonly verdict?: VerdictDifference;
  /** The log's suggestions or verdicts were made by another version of the algorithm, or another one: they cannot be compared. */
  readonly changed?: { readonly recorded: string; readonly now: string };
}

interface Made {
  readonly event: TrialCreated | SuggestionProposed;
  readonly fixed: Float64Array | undefined;
}

/**
 * Folds the log again and asks the sampler at every position at which a suggestion was made, and the scheduler wherever it
 * ended something early.
 * @remarks Reads the whole log; the time is that of the sampler.
 */
export async function replay(
  terms: Terms,
  log: Pick<Ledger, 'storage' | 'record'>,
  algorithms: { readonly sampler: SamplerAlgorithm; readonly scheduler: SchedulerAlgorithm },
): Promise<Replay> {
  const suggested = await replaySuggestions(terms, log, algorithms.sampler);
  if (!suggested.exact) return { ...suggested, verdicts: 0 };
  const { exact, ...decided } = await replayVerdicts(terms, log, algorithms.scheduler);
  return { ...suggested, exact, ...decided };
}

async function replaySuggestions(
  terms: Terms,
  { storage, record }: Pick<Ledger, 'storage' | 'record'>,
  algorithm: SamplerAlgorithm,
): Promise<Omit<Replay, 'verdicts'>> {
  const ledger = new Ledger(storage, record, new StudyState());
  const made: Made[] = [];
  const requests = new Map<number, Float64Array>();
  ledger.listen((event: Event, position) => {
    if (event.type === 'trial-enqueued') requests.set(position, event.row);
    else if (event.type === 'suggestion-proposed') made.push({ event, fixed: undefined });
    else if (event.type === 'trial-created' && event.sampler !== undefined) {
      made.push({ event, fixed: event.request === undefined ? undefined : requests.get(event.request) });
    }
  });
  await ledger.catchUp();
  made.sort((a, b) => a.event.position - b.event.position || a.event.ordinal - b.event.ordinal);
  return compare(terms, ledger, algorithm, made);
}

function compare(
  terms: Terms,
  { state, ends }: Ledger,
  algorithm: SamplerAlgorithm,
  made: readonly Made[],
): Omit<Replay, 'verdicts'> {
  const { definitions, transfers } = state.data;
  const now = `${algorithm.name} ${algorithm.version}`;
  const samplerOf = (edition: number): Sampler =>
    algorithm.create(problemOf(terms, definitions[edition]!.definition as unknown as Definition, transfers));
  let edition = 0;
  let sampler = samplerOf(edition);
  let feed = new Feed(terms, sampler);
  let batch = { key: '', rows: [] as readonly Float64Array[] };
  let suggestions = 0;
  for (const { event, fixed } of made) {
    const { position, ordinal, batch: place, row } = event;
    const recorded = (event.sampler ?? []).join(' ');
    if (recorded !== now) return { exact: false, suggestions, changed: { recorded, now } };
    while (edition + 1 < definitions.length && definitions[edition + 1]!.position < position) {
      edition++;
      sampler = samplerOf(edition);
      feed = new Feed(terms, sampler);
      batch = { key: '', rows: [] };
    }
    feed.sync(state, ends, position);
    const [index, count] = place;
    const first = ordinal - index;
    const key = `${position} ${first} ${count}`;
    if (batch.key !== key || fixed !== undefined) {
      const request = { count, ordinal: first, ...(fixed !== undefined && { fixed }) };
      batch = { key, rows: sampler.suggest(request).map((suggestion) => suggestion.row) };
    }
    const replayed = batch.rows[index];
    if (replayed === undefined || !row.every((number, i) => Object.is(number, replayed[i]))) {
      const trial = event.type === 'trial-created' ? event.trial : -1;
      return { exact: false, suggestions, difference: { trial, ordinal, recorded: row, replayed } };
    }
    suggestions++;
  }
  return { exact: true, suggestions };
}
