import { type RandomStream, stream } from '../math/random.ts';
import type { Change, Problem, Sampler, SamplerAlgorithm, TrialObserved } from '../sampler/port.ts';

/** What a simulated program answers for a configuration in [0, 1]; NaN where inactive. */
export type Outcome = (
  unit: Float64Array,
  trial: number,
  random: RandomStream,
) => Omit<TrialObserved, 'type' | 'trial'>;

export interface RunOptions {
  readonly trials: number;
  readonly outcome: Outcome;
  /** Trials that run at once; they end in a random order. Default: the problem's. */
  readonly parallel?: number;
  readonly fixed?: Float64Array;
  /** Called before each request with what happened so far. */
  readonly before?: (sampler: Sampler, ordinal: number) => void;
}

export interface Run {
  /** All that happened, in order. */
  readonly changes: readonly Change[];
  /** Requests in order: how many changes the sampler knew, and what it gave. */
  readonly requests: readonly {
    readonly position: number;
    readonly ordinal: number;
    readonly count: number;
    readonly rows: readonly Float64Array[];
  }[];
  readonly rows: readonly Float64Array[];
  /** True when the sampler had nothing left. */
  readonly exhausted: boolean;
}

/** Runs a small study on a sampler alone, without storage, clock or programs. Deterministic. */
export function runSampler(algorithm: SamplerAlgorithm, problem: Problem, options: RunOptions): Run {
  const sampler = algorithm.create(problem);
  const parallel = options.parallel ?? problem.parallel;
  const random = stream(problem.seed, 'simulated programs');
  const changes: Change[] = [];
  const requests: Run['requests'][number][] = [];
  const rows: Float64Array[] = [];
  const running: number[] = [];
  let exhausted = false;
  while (true) {
    const wanted = Math.min(parallel - running.length, options.trials - rows.length);
    if (wanted > 0 && !exhausted) {
      const ordinal = rows.length;
      options.before?.(sampler, ordinal);
      const { fixed } = options;
      const given = sampler.suggest({ count: wanted, ordinal, ...(fixed && { fixed }) });
      requests.push({
        position: changes.length,
        ordinal,
        count: wanted,
        rows: given.map((s) => s.row.slice()),
      });
      exhausted = given.length < wanted;
      const started = given.map((suggestion, k): Change => {
        running.push(ordinal + k);
        rows.push(suggestion.row.slice());
        const { row, tag } = suggestion;
        return {
          type: 'started',
          trial: ordinal + k,
          row,
          origin: 'sampler',
          ordinal: ordinal + k,
          ...(tag !== undefined && { tag }),
        };
      });
      sampler.update(started);
      changes.push(...started);
    }
    const ended = running.splice(random.integer(Math.max(1, running.length)), 1)[0];
    if (ended === undefined) return { changes, requests, rows, exhausted };
    const observed: Change = {
      type: 'observed',
      trial: ended,
      ...options.outcome(problem.space.toUnit(rows[ended]!), ended, random),
    };
    sampler.update([observed]);
    changes.push(observed);
  }
}
