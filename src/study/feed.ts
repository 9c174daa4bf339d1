import type { Change, Sampler, TrialObserved } from '../sampler/port.ts';
import type { Event, Metrics, TrialStatus } from '../trial/event.ts';
import { evaluationStatuses, purposes, trialOrigins, trialStatuses } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import { endPosition } from './ledger.ts';
import { fidelityShare, type Terms } from './terms.ts';

const search = purposes.indexOf('search');
const repeat = purposes.indexOf('repeat');
const completed = evaluationStatuses.indexOf('completed');

/** Statuses as samplers know them: from a skipped trial nothing is to be concluded but that it gave nothing. */
const observedAs: { readonly [status in TrialStatus]: TrialObserved['status'] } = {
  completed: 'completed',
  failed: 'failed',
  infeasible: 'infeasible',
  skipped: 'failed',
  stopped: 'stopped',
};

/**
 * Tells a sampler what happened, each change once, in the order of the log. What it is told is a function of the
 * events before a position alone, read from the state's columns.
 */
export class Feed {
  readonly #terms: Terms;
  readonly #sampler: Sampler;
  /** Trials that the sampler knows of. */
  #started = 0;
  /** Entries of `ends` that it knows of. */
  #ended = 0;

  constructor(terms: Terms, sampler: Sampler) {
    this.#terms = terms;
    this.#sampler = sampler;
  }

  /** Tells everything before `bound` that was not told yet. @param ends - the ledger's */
  sync(state: StudyState, ends: readonly number[], bound: number = state.position): void {
    const { trials } = state.data;
    const changes: Change[] = [];
    for (;;) {
      const start =
        this.#started < trials.length ? trials.createdPosition.get(this.#started) : Number.POSITIVE_INFINITY;
      const end =
        this.#ended < ends.length
          ? endPosition(state, ends[this.#ended] as number)
          : Number.POSITIVE_INFINITY;
      if (Math.min(start, end) >= bound) break;
      if (start < end) changes.push(startedOf(state, this.#started++));
      else {
        const change = this.#endedOf(state, ends[this.#ended++] as number);
        if (change !== undefined) changes.push(change);
      }
    }
    if (changes.length > 0) this.#sampler.update(changes);
  }

  /**
   * Tells events that are about to be appended right after all that was told. If they are not, this feed and its
   * sampler are of no more use.
   */
  anticipate(state: StudyState, events: readonly Event[]): void {
    const changes: Change[] = [];
    const costs = new Map<number, { cost: number; reached: Metrics }>();
    for (const event of events) {
      if (event.type === 'evaluation-ended') {
        const trial = state.data.evaluations.trial.get(event.evaluation);
        costs.set(trial, event);
      } else if (event.type === 'trial-created') {
        this.#started++;
        const { trial, row, origin, ordinal, tag } = event;
        changes.push({ type: 'started', trial, row, origin, ordinal, ...(tag !== undefined && { tag }) });
      } else if (event.type === 'trial-ended') {
        this.#ended++;
        const { trial, status, metrics } = event;
        const last = costs.get(trial);
        changes.push(
          this.#observed(
            trial,
            status,
            metrics,
            costOf(state, trial, Number.POSITIVE_INFINITY) + finite(last?.cost ?? 0),
            last?.reached ?? {},
          ),
        );
      }
    }
    if (changes.length > 0) this.#sampler.update(changes);
  }

  #endedOf(state: StudyState, end: number): TrialObserved | undefined {
    const { trials, evaluations } = state.data;
    if (end < 0) return this.#repeatOf(state, -1 - end);
    const status = trialStatuses[trials.status.get(end)] as TrialStatus;
    const position = trials.endedPosition.get(end);
    let reached: Metrics = {};
    if (status === 'stopped') {
      for (let e = trials.firstEvaluation.get(end); e !== -1; e = evaluations.next.get(e)) {
        const ended = evaluations.endedPosition.get(e);
        if (ended >= 0 && ended < position) reached = state.evaluation(e).reached;
      }
    }
    return this.#observed(end, status, metricsOf(state, end), costOf(state, end, position), reached);
  }

  #observed(
    trial: number,
    status: TrialStatus,
    metrics: Metrics,
    cost: number,
    reached: Metrics,
  ): TrialObserved {
    const fidelity = status === 'stopped' ? fidelityShare(this.#terms, reached) : 1;
    const base = { type: 'observed', trial, status: observedAs[status], fidelity, cost } as const;
    if (status !== 'completed' && status !== 'stopped') return base;
    const { objectives, limits } = this.#terms;
    const values = new Float64Array(objectives.length);
    for (let m = 0; m < values.length; m++) {
      const { metric, sign } = objectives[m] as (typeof objectives)[number];
      values[m] = sign * (metrics[metric] ?? Number.NaN);
      // A trial that was stopped before its first report has learned nothing.
      if (!Number.isFinite(values[m])) return { ...base, status: 'failed' };
    }
    if (limits.length === 0) return { ...base, values };
    return { ...base, values, excess: Float64Array.from(limits, (limit) => limit.excess(metrics)) };
  }

  /** A noisy trial's mean over its completed evaluations up to this one, with its standard error. */
  #repeatOf(state: StudyState, evaluation: number): TrialObserved | undefined {
    const { evaluations, trials } = state.data;
    const trial = evaluations.trial.get(evaluation);
    const bound = evaluations.endedPosition.get(evaluation);
    const samples: Metrics[] = [];
    for (let e = trials.firstEvaluation.get(trial); e !== -1; e = evaluations.next.get(e)) {
      const purpose = evaluations.purpose.get(e);
      const position = evaluations.endedPosition.get(e);
      if ((purpose !== search && purpose !== repeat) || position < 0 || position > bound) continue;
      if (evaluations.status.get(e) === completed) samples.push(state.evaluation(e).metrics);
    }
    if (samples.length === 0) return undefined;
    const mean: { [name: string]: number } = {};
    for (const name of new Set(samples.flatMap((sample) => Object.keys(sample)))) {
      mean[name] = samples.reduce((sum, sample) => sum + (sample[name] ?? Number.NaN), 0) / samples.length;
    }
    const observed = this.#observed(trial, 'completed', mean, costOf(state, trial, bound + 1), {});
    if (samples.length === 1) return observed;
    const errors = Float64Array.from(this.#terms.objectives, ({ metric }) => {
      const squares = samples.reduce((sum, s) => sum + ((s[metric] as number) - mean[metric]!) ** 2, 0);
      return Math.sqrt(squares / (samples.length - 1) / samples.length);
    });
    return { ...observed, errors };
  }
}

function startedOf(state: StudyState, trial: number): Change {
  const { trials, tags } = state.data;
  const tag = tags.get(trial);
  return {
    type: 'started',
    trial,
    row: state.row(trial),
    origin: trialOrigins[trials.origin.get(trial)]!,
    ordinal: trials.ordinal.get(trial),
    ...(tag !== undefined && { tag }),
  };
}

function metricsOf(state: StudyState, trial: number): Metrics {
  const { trials, metrics, metricNames } = state.data;
  return metrics.record(trials.metricsStart.get(trial), trials.metricsCount.get(trial), metricNames);
}

/** What the trial's evaluations that ended before a position cost. */
function costOf(state: StudyState, trial: number, bound: number): number {
  const { trials, evaluations } = state.data;
  let cost = 0;
  for (let e = trials.firstEvaluation.get(trial); e !== -1; e = evaluations.next.get(e)) {
    const position = evaluations.endedPosition.get(e);
    if (position >= 0 && position < bound) cost += evaluations.cost.get(e);
  }
  return cost;
}

function finite(cost: number): number {
  return Number.isNaN(cost) ? 0 : cost;
}
