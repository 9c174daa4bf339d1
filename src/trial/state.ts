import { TunewrightError } from '../errors.ts';
import type { ParamValue } from '../space/space.ts';
import type {
  EvaluationStatus,
  Event,
  SuggestionProposed,
  TrialEnqueued,
  TrialOrigin,
  TrialStatus,
} from './event.ts';
import { evaluationStatuses, type OpenTrialStatus, trialOrigins, trialStatuses } from './kinds.ts';
import type { EvaluationRecord, ReportRecord, TrialRecord } from './record.ts';
import {
  type NoteEntry,
  type SamplerEntry,
  type SchedulerEntry,
  StudyData,
  type Totals,
  type VerdictEntry,
} from './state/data.ts';
import { fold } from './state/fold.ts';
import {
  attributesOf,
  evaluationRecord,
  evaluationsOf,
  reportRecord,
  rowOf,
  trialRecord,
} from './state/records.ts';

/** What a study does now: the last control event decides. */
export type Control = 'active' | 'paused' | 'stopped' | 'finished';

const controls = { pause: 'paused', resume: 'active', stop: 'stopped', finish: 'finished' } as const;

/**
 * All that is known of a study: a pure fold over its events in the order of the log. The same events give the same state,
 * byte for byte in a snapshot. `apply` never throws on a readable event: one that cannot have happened is left out
 * and listed in `data.anomalies`, one under a stale token is left out and counted in `data.stale`.
 *
 * @remarks Trials, evaluations and reports lie in typed columns; records are made on demand. `apply` is O(1).
 */
export class StudyState {
  /** The columns themselves, for loops that must not allocate: read only. */
  readonly data: StudyData;

  constructor(data: StudyData = new StudyData()) {
    this.data = data;
  }

  /** How many events are folded in: the log position of the next one. */
  get position(): number {
    return this.data.position;
  }

  apply(event: Event): void {
    fold(this.data, event);
  }

  applyAll(events: readonly Event[]): void {
    for (const event of events) fold(this.data, event);
  }

  /** The definition as last edited; null before the first event. */
  get definition(): ParamValue {
    return this.data.definitions.at(-1)?.definition ?? null;
  }

  get createdAt(): number {
    return this.data.createdAt;
  }

  get control(): { readonly state: Control; readonly reason: string } {
    const last = this.data.controls.at(-1);
    return last === undefined
      ? { state: 'active', reason: '' }
      : { state: controls[last.action], reason: last.reason };
  }

  /** The last sampler-chosen event. */
  get sampler(): SamplerEntry | undefined {
    return this.data.samplers.at(-1);
  }

  /** The last scheduler-chosen event. */
  get scheduler(): SchedulerEntry | undefined {
    return this.data.schedulers.at(-1);
  }

  /** What the scheduler said of an evaluation, if it ended it early. */
  verdict(evaluation: number): VerdictEntry | undefined {
    return this.data.verdicts.get(evaluation);
  }

  /** Why the scheduler gave an earlier trial this evaluation. */
  startReason(evaluation: number): string | undefined {
    return this.data.startReasons.get(evaluation);
  }

  get trialCount(): number {
    return this.data.trials.length;
  }

  get evaluationCount(): number {
    return this.data.evaluations.length;
  }

  get reportCount(): number {
    return this.data.reports.length;
  }

  /** Trials that count for the budget: all but imported ones, whatever became of them. */
  get budgetedTrials(): number {
    return this.trialCount - this.created('imported');
  }

  created(origin: TrialOrigin): number {
    return this.data.byOrigin[trialOrigins.indexOf(origin)] as number;
  }

  /** How many trials have a status now. */
  countTrials(status: OpenTrialStatus | TrialStatus): number {
    return this.data.byTrialStatus[trialStatuses.indexOf(status)] as number;
  }

  /** How many evaluations have a status now. */
  countEvaluations(status: 'waiting' | 'running' | EvaluationStatus): number {
    return this.data.byEvaluationStatus[evaluationStatuses.indexOf(status)] as number;
  }

  /** Evaluations under a lease. */
  get running(): number {
    return this.data.runningEvaluations;
  }

  /** Evaluations, failures, seconds and cost of all but imported trials. */
  get totals(): Readonly<Totals> {
    return this.data.totals;
  }

  /** Evaluations that have not ended (waiting for a lease, or running), in order. */
  get open(): ReadonlySet<number> {
    return this.data.open;
  }

  /** Requests that no trial has taken yet, by the position of their event, oldest first. */
  get queue(): ReadonlyMap<number, TrialEnqueued> {
    return this.data.queue;
  }

  /** Suggestions computed ahead and neither used nor withdrawn, by ordinal, oldest first. */
  get proposals(): ReadonlyMap<number, SuggestionProposed> {
    return this.data.proposals;
  }

  /** The ordinal that the next suggestion gets. */
  get nextOrdinal(): number {
    return this.data.nextOrdinal;
  }

  /** Everything attached to the study and its trials, in order. */
  get notes(): readonly NoteEntry[] {
    return this.data.notes;
  }

  /** Attributes of a trial, or with -1 of the study; the last value of each key. */
  attributes(trial: number): { readonly [name: string]: ParamValue } {
    return attributesOf(this.data, trial);
  }

  /** @throws {TunewrightError} TW_TRIAL_UNKNOWN */
  trial(trial: number): TrialRecord {
    return trialRecord(this.data, this.#known(trial));
  }

  /** @throws {TunewrightError} TW_EVALUATION_UNKNOWN */
  evaluation(evaluation: number): EvaluationRecord {
    return evaluationRecord(this.data, this.#knownEvaluation(evaluation));
  }

  trialStatus(trial: number): OpenTrialStatus | TrialStatus {
    return trialStatuses[this.data.trials.status.get(this.#known(trial))]!;
  }

  evaluationStatus(evaluation: number): 'waiting' | 'running' | EvaluationStatus {
    return evaluationStatuses[this.data.evaluations.status.get(this.#knownEvaluation(evaluation))]!;
  }

  /** A view of the trial's row, shape [dimensions]: do not write, do not keep over an apply. */
  row(trial: number): Float64Array {
    return rowOf(this.data, this.#known(trial));
  }

  /** Numbers of the trial's evaluations, in order. */
  evaluationsOf(trial: number): readonly number[] {
    return evaluationsOf(this.data, this.#known(trial));
  }

  /** Reports of an evaluation, in order. */
  reportsOf(evaluation: number): readonly ReportRecord[] {
    const { evaluations, reports } = this.data;
    const list: ReportRecord[] = [];
    let report = evaluations.firstReport.get(this.#knownEvaluation(evaluation));
    for (; report !== -1; report = reports.next.get(report)) list.push(reportRecord(this.data, report));
    return list;
  }

  /** Small number of a metric's name, for the lookups below; -1 if it never occurred. */
  metricId(name: string): number {
    return this.data.metricNames.id(name);
  }

  /** A metric of the trial's frozen result; NaN without one. */
  metricOf(trial: number, metricId: number): number {
    const { trials, metrics } = this.data;
    return metrics.value(trials.metricsStart.get(trial), trials.metricsCount.get(trial), metricId);
  }

  /** Standard error of a metric of the trial's frozen result; NaN where unknown. */
  errorOf(trial: number, metricId: number): number {
    const { trials, metrics } = this.data;
    return metrics.value(trials.errorsStart.get(trial), trials.errorsCount.get(trial), metricId);
  }

  /** A metric of an ended evaluation; NaN without one. */
  evaluationMetric(evaluation: number, metricId: number): number {
    const { evaluations, metrics } = this.data;
    return metrics.value(
      evaluations.metricsStart.get(evaluation),
      evaluations.metricsCount.get(evaluation),
      metricId,
    );
  }

  /** A metric of a report (its index in `data.reports`); NaN without one. */
  reportMetric(report: number, metricId: number): number {
    const { reports, reportMetrics } = this.data;
    const start = reports.start.get(report);
    return reportMetrics.value(start, reports.start.get(report + 1) - start, metricId);
  }

  #known(trial: number): number {
    if (Number.isInteger(trial) && trial >= 0 && trial < this.trialCount) return trial;
    throw new TunewrightError('TW_TRIAL_UNKNOWN', `There is no trial ${trial}.`, {
      mend:
        this.trialCount === 0
          ? 'The study has no trials yet.'
          : `Give a number from 0 to ${this.trialCount - 1}.`,
    });
  }

  #knownEvaluation(evaluation: number): number {
    if (Number.isInteger(evaluation) && evaluation >= 0 && evaluation < this.evaluationCount) {
      return evaluation;
    }
    throw new TunewrightError('TW_EVALUATION_UNKNOWN', `There is no evaluation ${evaluation}.`, {
      mend:
        this.evaluationCount === 0
          ? 'The study has no evaluations yet.'
          : `Give a number from 0 to ${this.evaluationCount - 1}.`,
    });
  }
}
