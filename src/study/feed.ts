import type { Estimate } from '../evaluation/estimate.ts';
import { Places } from '../evaluation/places.ts';
import { evaluationsIn } from '../evaluation/replication.ts';
import type { Change, Sampler, TrialObserved } from '../sampler/port.ts';
import type { Event, Metrics, TrialStatus } from '../trial/event.ts';
import { purposes, trialOrigins, trialStatuses } from '../trial/kinds.ts';
import { reportRecord } from '../trial/state/records.ts';
import type { StudyState } from '../trial/state.ts';
import { endPosition } from './ledger.ts';
import { estimateBefore } from './samples.ts';
import { reportShare, type Terms, valuesOf } from './terms.ts';

const search = purposes.indexOf('search');
/** Of what was stopped before it gave anything. */
const leastShare = 1e-9;

/** Whoever follows the log as a sampler does. */
type Told = Pick<Sampler, 'update'>;

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
  readonly #sampler: Told;
  /** Trials that the sampler knows of. */
  #started = 0;
  /** Entries of `ends` that it knows of. */
  #ended = 0;
  /** Reports that it knows of. */
  #reported = 0;
  /** Where a trial has several evaluations. */
  readonly #places: Places | undefined;
  /** How many it has. */
  readonly #full: number;

  constructor(terms: Terms, sampler: Told) {
    this.#terms = terms;
    this.#sampler = sampler;
    const { evaluation } = terms.definition;
    this.#full = evaluation === undefined ? 1 : evaluationsIn(evaluation);
    this.#places =
      this.#full > 1 ? new Places(terms.objectives.length, evaluation?.strategy !== 'reshuffled') : undefined;
  }

  /** Tells everything before `bound` that was not told yet. @param ends - the ledger's */
  sync(state: StudyState, ends: readonly number[], bound: number = state.position): void {
    const { trials, reports } = state.data;
    const never = Number.POSITIVE_INFINITY;
    const changes: Change[] = [];
    for (;;) {
      const start = this.#started < trials.length ? trials.createdPosition.get(this.#started) : never;
      const end = this.#ended < ends.length ? endPosition(state, ends[this.#ended] as number) : never;
      const report =
        this.#terms.ranged && this.#reported < reports.length ? reports.position.get(this.#reported) : never;
      const next = Math.min(start, end, report);
      if (next >= bound) break;
      if (next === start) changes.push(startedOf(state, this.#started++));
      else {
        const change =
          next === end
            ? this.#endedOf(state, ends[this.#ended++] as number)
            : this.#reportOf(state, this.#reported++);
        if (change !== undefined) changes.push(change);
      }
    }
    if (changes.length > 0) this.#sampler.update(changes);
  }

  /**
   * Tells events that are about to be appended right after all that was told, every trial being one full evaluation. If
   * they are not, this feed and its sampler are of no more use.
   */
  anticipate(state: StudyState, events: readonly Event[]): void {
    const changes: Change[] = [];
    const costs = new Map<number, number>();
    for (const event of events) {
      if (event.type === 'evaluation-ended') {
        costs.set(state.data.evaluations.trial.get(event.evaluation), finite(event.cost));
        this.#ended++;
      } else if (event.type === 'trial-created') {
        this.#started++;
        const { trial, row, origin, ordinal, tag } = event;
        changes.push({ type: 'started', trial, row, origin, ordinal, ...(tag !== undefined && { tag }) });
      } else if (event.type === 'trial-ended') {
        this.#ended++;
        const { trial, status, metrics } = event;
        const before = costOf(state, trial, Number.POSITIVE_INFINITY);
        changes.push(this.#observed(trial, observedAs[status], metrics, before + (costs.get(trial) ?? 0), 1));
      }
    }
    if (changes.length > 0) this.#sampler.update(changes);
  }

  #endedOf(state: StudyState, end: number): TrialObserved | undefined {
    const { trials } = state.data;
    if (end < 0) return this.#evaluationOf(state, -1 - end);
    const status = trialStatuses[trials.status.get(end)] as TrialStatus;
    const position = trials.endedPosition.get(end);
    const share = status === 'stopped' ? (this.#estimate(state, end, position)?.share ?? leastShare) : 1;
    const observed = this.#observed(
      end,
      observedAs[status],
      metricsOf(state, end),
      costOf(state, end, position),
      share,
    );
    if (this.#places !== undefined && observed.values !== undefined) {
      const estimate = this.#estimate(state, end, position + 1);
      if (estimate !== undefined) return this.#placed(observed, estimate);
    }
    if (trials.errorsCount.get(end) === 0) return observed;
    const { objectives } = this.#terms;
    const errors = Float64Array.from(objectives, ({ metric }) => state.errorOf(end, state.metricId(metric)));
    return { ...observed, errors };
  }

  /** What an evaluation adds to a trial that goes on, or that was frozen before. */
  #evaluationOf(state: StudyState, evaluation: number): TrialObserved | undefined {
    const { evaluations, trials } = state.data;
    const trial = evaluations.trial.get(evaluation);
    const position = evaluations.endedPosition.get(evaluation);
    const frozen = trials.endedPosition.get(trial);
    // The trial's own end tells it.
    if (frozen === position + 1) return undefined;
    const estimate = this.#estimate(state, trial, position + 1);
    if (estimate === undefined) return undefined;
    const status = frozen >= 0 && frozen < position ? 'completed' : 'running';
    const { metrics, errors, share } = estimate;
    const observed = this.#observed(trial, status, metrics, costOf(state, trial, position + 1), share);
    if (this.#places !== undefined && observed.values !== undefined) return this.#placed(observed, estimate);
    if (errors === undefined) return observed;
    return { ...observed, errors: this.#errorsOf(estimate) as Float64Array };
  }

  /** As it would be over all folds and seeds, with an error from all trials. */
  #placed(observed: TrialObserved, estimate: Estimate): TrialObserved {
    const places = this.#places as Places;
    const samples = estimate.samples.map(({ key, metrics }) => ({
      key,
      values: valuesOf(this.#terms, metrics),
    }));
    if (samples.length === this.#full && observed.status === 'completed') places.learn(samples);
    const errors = places.errors(samples.length) ?? this.#errorsOf(estimate);
    return { ...observed, values: places.mean(samples), ...(errors !== undefined && { errors }) };
  }

  #errorsOf({ errors }: Estimate): Float64Array | undefined {
    if (errors === undefined) return undefined;
    return Float64Array.from(this.#terms.objectives, ({ metric }) => errors[metric] as number);
  }

  #reportOf(state: StudyState, report: number): Change | undefined {
    const { evaluations } = state.data;
    const evaluation = state.data.reports.evaluation.get(report);
    if (evaluations.purpose.get(evaluation) !== search) return undefined;
    const { step, metrics } = reportRecord(state.data, report);
    const fidelity = reportShare(this.#terms, step, metrics);
    const values = valuesOf(this.#terms, metrics);
    if (fidelity === undefined || !values.every(Number.isFinite)) return undefined;
    return { type: 'reported', trial: evaluations.trial.get(evaluation), values, fidelity };
  }

  #estimate(state: StudyState, trial: number, bound: number): Estimate | undefined {
    return estimateBefore(this.#terms, state, trial, bound);
  }

  #observed(
    trial: number,
    status: TrialObserved['status'],
    metrics: Metrics,
    cost: number,
    fidelity: number,
  ): TrialObserved {
    const base = { type: 'observed', trial, status, fidelity, cost } as const;
    if (status !== 'completed' && status !== 'stopped' && status !== 'running') return base;
    const values = valuesOf(this.#terms, metrics);
    // A trial that was stopped before its first report has learned nothing.
    if (!values.every(Number.isFinite)) return { ...base, status: 'failed' };
    const { limits } = this.#terms;
    if (limits.length === 0) return { ...base, values };
    return { ...base, values, excess: Float64Array.from(limits, (limit) => limit.excess(metrics)) };
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
