import { valueText } from '../codec/write.ts';
import type {
  EvaluationEnded,
  EvaluationLeased,
  EvaluationStarted,
  Event,
  LeaseEnded,
  Noted,
  Reported,
  SuggestionProposed,
  TrialCreated,
  TrialEnded,
  VerdictGiven,
  Worker,
} from '../event.ts';
import { evaluationStatuses, purposes, trialOrigins, trialStatuses } from '../kinds.ts';
import type { StudyData } from './data.ts';
import { keptAnomalies } from './data.ts';

const waiting = 0;
const running = 1;
const paused = trialStatuses.indexOf('paused');
const imported = trialOrigins.indexOf('imported');
const failed = evaluationStatuses.indexOf('failed');

/**
 * Folds one event in. Never throws: what cannot have happened is left out and listed as an anomaly, what came
 * under a stale token is counted and left out.
 */
export function fold(data: StudyData, event: Event): void {
  const anomaly = apply(data, event);
  if (anomaly !== undefined) {
    data.anomalyCount++;
    if (data.anomalies.length < keptAnomalies) {
      data.anomalies.push({ position: data.position, type: event.type, reason: anomaly });
    }
  }
  data.position++;
}

/** @returns why the event was left out */
function apply(data: StudyData, event: Event): string | undefined {
  const position = data.position;
  switch (event.type) {
    case 'reported':
      return report(data, event);
    case 'verdict-given':
      return judge(data, event);
    case 'trial-created':
      return createTrial(data, event);
    case 'evaluation-started':
      return startEvaluation(data, event);
    case 'evaluation-ended':
      return endEvaluation(data, event);
    case 'trial-ended':
      return endTrial(data, event);
    case 'evaluation-leased':
      return lease(data, event);
    case 'lease-ended':
      return endLease(data, event);
    case 'noted':
      return note(data, event);
    case 'trial-enqueued':
      data.queue.set(position, { ...event, row: event.row.slice(), free: event.free.slice() });
      return undefined;
    case 'suggestion-proposed':
      return propose(data, event);
    case 'suggestion-withdrawn':
      return data.proposals.delete(event.ordinal) ? undefined : `no suggestion ${event.ordinal} is proposed`;
    case 'study-created':
      if (position !== 0) return 'the study exists already';
      data.createdAt = event.at;
      data.definitions.push({
        position,
        at: event.at,
        definition: event.definition,
        reason: event.version,
      });
      return undefined;
    case 'definition-edited':
      data.definitions.push({ position, at: event.at, definition: event.definition, reason: event.reason });
      return undefined;
    case 'sampler-chosen':
      data.samplers.push({
        position,
        at: event.at,
        sampler: event.sampler,
        version: event.version,
        reason: event.reason,
      });
      return undefined;
    case 'scheduler-chosen': {
      const { at, scheduler, version, reason } = event;
      data.schedulers.push({ position, at, scheduler, version, reason });
      return undefined;
    }
    case 'knowledge-transferred':
      if (data.trials.length > 0) return 'there are trials already';
      if (event.rows.length !== event.ranks.length * event.known.length)
        return 'its rows and ranks do not match';
      data.transfers.push({
        ...event,
        known: event.known.slice(),
        rows: event.rows.slice(),
        ranks: event.ranks.slice(),
      });
      return undefined;
    case 'study-controlled':
      data.controls.push({ position, at: event.at, action: event.action, reason: event.reason });
      return undefined;
  }
}

function createTrial(data: StudyData, event: TrialCreated): string | undefined {
  const { trials } = data;
  const trial = trials.length;
  if (event.trial !== trial) return `the next trial is ${trial}, not ${event.trial}`;
  if (event.parent !== undefined && !(event.parent >= 0 && event.parent < trial)) {
    return `parent ${event.parent} does not exist`;
  }
  if (event.request !== undefined && !data.queue.delete(event.request)) {
    return `request ${event.request} is not in the queue`;
  }
  trials.rows.pushAll(event.row);
  trials.rowStart.push(trials.rows.length);
  const origin = trialOrigins.indexOf(event.origin);
  trials.origin.push(origin);
  trials.status.push(waiting);
  trials.position.push(event.position);
  trials.ordinal.push(event.ordinal);
  trials.batchIndex.push(event.batch[0]);
  trials.batchSize.push(event.batch[1]);
  trials.sampler.push(event.sampler === undefined ? -1 : data.words.intern(event.sampler[0]));
  trials.samplerVersion.push(event.sampler === undefined ? -1 : event.sampler[1]);
  trials.parent.push(event.parent ?? -1);
  trials.createdAt.push(event.at);
  trials.endedAt.push(Number.NaN);
  trials.createdPosition.push(data.position);
  trials.endedPosition.push(-1);
  trials.metricsStart.push(0);
  trials.metricsCount.push(0);
  trials.errorsStart.push(0);
  trials.errorsCount.push(0);
  trials.firstEvaluation.push(-1);
  trials.lastEvaluation.push(-1);
  trials.evaluations.push(0);
  trials.running.push(0);
  if (event.tag !== undefined) data.tags.set(trial, event.tag);
  if (event.attributes !== undefined) data.attributes.set(trial, event.attributes);
  data.byOrigin[origin] = (data.byOrigin[origin] as number) + 1;
  data.byTrialStatus[waiting] = (data.byTrialStatus[waiting] as number) + 1;
  if (event.ordinal >= 0) {
    data.proposals.delete(event.ordinal);
    data.nextOrdinal = Math.max(data.nextOrdinal, event.ordinal + 1);
  }
  return undefined;
}

function propose(data: StudyData, event: SuggestionProposed): string | undefined {
  if (data.proposals.has(event.ordinal)) return `suggestion ${event.ordinal} is proposed already`;
  data.proposals.set(event.ordinal, { ...event, row: event.row.slice() });
  data.nextOrdinal = Math.max(data.nextOrdinal, event.ordinal + 1);
  return undefined;
}

function startEvaluation(data: StudyData, event: EvaluationStarted): string | undefined {
  const { evaluations, trials } = data;
  const evaluation = evaluations.length;
  const { trial, target } = event;
  if (event.evaluation !== evaluation) return `the next evaluation is ${evaluation}, not ${event.evaluation}`;
  if (!(trial >= 0 && trial < trials.length)) return `trial ${trial} does not exist`;
  evaluations.trial.push(trial);
  evaluations.next.push(-1);
  evaluations.purpose.push(purposes.indexOf(event.purpose));
  evaluations.seed.push(target.seed);
  evaluations.fold.push(target.fold);
  evaluations.split.push(data.words.intern(target.split));
  evaluations.fidelityStart.push(data.metrics.length);
  evaluations.fidelityCount.push(data.metrics.add(target.fidelity, data.metricNames));
  evaluations.status.push(waiting);
  evaluations.token.push(-1);
  evaluations.crashes.push(0);
  evaluations.expiries.push(0);
  evaluations.leases.push(0);
  evaluations.host.push(-1);
  evaluations.pid.push(-1);
  evaluations.slot.push(-1);
  evaluations.metricsStart.push(0);
  evaluations.metricsCount.push(0);
  evaluations.reachedStart.push(0);
  evaluations.reachedCount.push(0);
  evaluations.seconds.push(0);
  evaluations.cost.push(0);
  evaluations.startedAt.push(event.at);
  evaluations.endedAt.push(Number.NaN);
  evaluations.startedPosition.push(data.position);
  evaluations.endedPosition.push(-1);
  evaluations.firstReport.push(-1);
  evaluations.lastReport.push(-1);
  evaluations.reports.push(0);

  const last = trials.lastEvaluation.get(trial);
  if (last === -1) trials.firstEvaluation.set(trial, evaluation);
  else evaluations.next.set(last, evaluation);
  trials.lastEvaluation.set(trial, evaluation);
  trials.evaluations.set(trial, trials.evaluations.get(trial) + 1);

  data.open.add(evaluation);
  data.byEvaluationStatus[waiting] = (data.byEvaluationStatus[waiting] as number) + 1;
  if (counts(data, trial)) data.totals.evaluations++;
  if (event.reason !== undefined) data.startReasons.set(evaluation, event.reason);
  grant(data, evaluation, event.worker, event.slot);
  return undefined;
}

function lease(data: StudyData, event: EvaluationLeased): string | undefined {
  const { evaluation } = event;
  if (!data.open.has(evaluation)) return `evaluation ${evaluation} is not open`;
  grant(data, evaluation, event.worker, event.slot);
  return undefined;
}

/** A new lease; one that still runs loses its right. */
function grant(data: StudyData, evaluation: number, worker: Worker, slot: number): void {
  const { evaluations } = data;
  evaluations.token.set(evaluation, data.position);
  evaluations.leases.set(evaluation, evaluations.leases.get(evaluation) + 1);
  evaluations.host.set(evaluation, data.words.intern(worker.host));
  evaluations.pid.set(evaluation, worker.pid);
  evaluations.slot.set(evaluation, slot);
  if (worker.processStart === undefined) data.processStarts.delete(evaluation);
  else data.processStarts.set(evaluation, worker.processStart);
  setEvaluationStatus(data, evaluation, running);
}

function endLease(data: StudyData, event: LeaseEnded): string | undefined {
  const { evaluations } = data;
  const { evaluation } = event;
  if (!(evaluation >= 0 && evaluation < evaluations.length)) return `evaluation ${evaluation} does not exist`;
  if (evaluations.token.get(evaluation) !== event.token || !data.open.has(evaluation) || event.token < 0) {
    data.stale++;
    return undefined;
  }
  evaluations.token.set(evaluation, -1);
  if (event.why === 'crashed') evaluations.crashes.set(evaluation, evaluations.crashes.get(evaluation) + 1);
  if (event.why === 'expired') evaluations.expiries.set(evaluation, evaluations.expiries.get(evaluation) + 1);
  if (event.reason !== undefined) data.evaluationReasons.set(evaluation, event.reason);
  pay(data, evaluation, event.seconds, 0);
  setEvaluationStatus(data, evaluation, waiting);
  return undefined;
}

function report(data: StudyData, event: Reported): string | undefined {
  const { evaluations, reports } = data;
  const { evaluation } = event;
  if (!(evaluation >= 0 && evaluation < evaluations.length)) return `evaluation ${evaluation} does not exist`;
  if (evaluations.token.get(evaluation) !== event.token || evaluations.status.get(evaluation) !== running) {
    data.stale++;
    return undefined;
  }
  const index = reports.length;
  reports.evaluation.push(evaluation);
  reports.position.push(data.position);
  reports.step.push(event.step);
  reports.at.push(event.at);
  reports.next.push(-1);
  data.reportMetrics.add(event.metrics, data.metricNames);
  reports.start.push(data.reportMetrics.length);
  const last = evaluations.lastReport.get(evaluation);
  if (last === -1) evaluations.firstReport.set(evaluation, index);
  else reports.next.set(last, index);
  evaluations.lastReport.set(evaluation, index);
  evaluations.reports.set(evaluation, evaluations.reports.get(evaluation) + 1);
  return undefined;
}

function judge(data: StudyData, event: VerdictGiven): string | undefined {
  const { evaluations } = data;
  const { evaluation, verdict, position, step, reason } = event;
  if (!(evaluation >= 0 && evaluation < evaluations.length)) return `evaluation ${evaluation} does not exist`;
  if (evaluations.token.get(evaluation) !== event.token || evaluations.status.get(evaluation) !== running) {
    data.stale++;
    return undefined;
  }
  data.verdicts.set(evaluation, { verdict, position, step, reason });
  return undefined;
}

function endEvaluation(data: StudyData, event: EvaluationEnded): string | undefined {
  const { evaluations } = data;
  const { evaluation } = event;
  if (!(evaluation >= 0 && evaluation < evaluations.length)) return `evaluation ${evaluation} does not exist`;
  if (evaluations.token.get(evaluation) !== event.token || !data.open.has(evaluation)) {
    data.stale++;
    return undefined;
  }
  evaluations.metricsStart.set(evaluation, data.metrics.length);
  evaluations.metricsCount.set(evaluation, data.metrics.add(event.metrics, data.metricNames));
  evaluations.reachedStart.set(evaluation, data.metrics.length);
  evaluations.reachedCount.set(evaluation, data.metrics.add(event.reached, data.metricNames));
  evaluations.endedAt.set(evaluation, event.at);
  evaluations.endedPosition.set(evaluation, data.position);
  evaluations.token.set(evaluation, -1);
  if (event.reason === undefined) data.evaluationReasons.delete(evaluation);
  else data.evaluationReasons.set(evaluation, event.reason);
  if (event.provenance !== undefined) data.provenances.set(evaluation, valueText(event.provenance));
  data.processStarts.delete(evaluation);
  data.open.delete(evaluation);
  pay(data, evaluation, event.seconds, event.cost);
  const status = evaluationStatuses.indexOf(event.status);
  if (status === failed && counts(data, evaluations.trial.get(evaluation))) data.totals.failures++;
  setEvaluationStatus(data, evaluation, status);
  return undefined;
}

function endTrial(data: StudyData, event: TrialEnded): string | undefined {
  const { trials } = data;
  const { trial } = event;
  if (!(trial >= 0 && trial < trials.length)) return `trial ${trial} does not exist`;
  if (trials.endedPosition.get(trial) !== -1) return `trial ${trial} has ended already`;
  trials.metricsStart.set(trial, data.metrics.length);
  trials.metricsCount.set(trial, data.metrics.add(event.metrics, data.metricNames));
  trials.errorsStart.set(trial, data.metrics.length);
  trials.errorsCount.set(trial, data.metrics.add(event.errors ?? {}, data.metricNames));
  trials.endedAt.set(trial, event.at);
  trials.endedPosition.set(trial, data.position);
  if (event.reason !== undefined) data.trialReasons.set(trial, event.reason);
  setTrialStatus(data, trial, trialStatuses.indexOf(event.status));
  return undefined;
}

function note(data: StudyData, event: Noted): string | undefined {
  const { trial } = event;
  const evaluation = event.evaluation ?? -1;
  if (!(trial >= -1 && trial < data.trials.length)) return `trial ${trial} does not exist`;
  if (evaluation >= data.evaluations.length) return `evaluation ${evaluation} does not exist`;
  const { key, value, at } = event;
  data.addNote({ position: data.position, at, trial, evaluation, key, value });
  return undefined;
}

function setEvaluationStatus(data: StudyData, evaluation: number, status: number): void {
  const { evaluations, trials } = data;
  const before = evaluations.status.get(evaluation);
  if (before === status) return;
  evaluations.status.set(evaluation, status);
  data.byEvaluationStatus[before] = (data.byEvaluationStatus[before] as number) - 1;
  data.byEvaluationStatus[status] = (data.byEvaluationStatus[status] as number) + 1;
  const change = (status === running ? 1 : 0) - (before === running ? 1 : 0);
  data.runningEvaluations += change;
  const trial = evaluations.trial.get(evaluation);
  const runs = trials.running.get(trial) + change;
  trials.running.set(trial, runs);
  if (trials.endedPosition.get(trial) !== -1) return;
  setTrialStatus(data, trial, runs > 0 ? running : waits(data, trial) ? waiting : paused);
}

/** Whether an evaluation of the trial waits for a lease. */
function waits({ evaluations, trials }: StudyData, trial: number): boolean {
  for (let e = trials.firstEvaluation.get(trial); e !== -1; e = evaluations.next.get(e)) {
    if (evaluations.status.get(e) === waiting) return true;
  }
  return false;
}

function setTrialStatus(data: StudyData, trial: number, status: number): void {
  const before = data.trials.status.get(trial);
  data.trials.status.set(trial, status);
  data.byTrialStatus[before] = (data.byTrialStatus[before] as number) - 1;
  data.byTrialStatus[status] = (data.byTrialStatus[status] as number) + 1;
}

/** Time and cost are paid under every lease. NaN is unknown and adds nothing. */
function pay(data: StudyData, evaluation: number, seconds: number, cost: number): void {
  const { evaluations } = data;
  const spent = Number.isNaN(seconds) ? 0 : seconds;
  const price = Number.isNaN(cost) ? 0 : cost;
  evaluations.seconds.set(evaluation, evaluations.seconds.get(evaluation) + spent);
  evaluations.cost.set(evaluation, evaluations.cost.get(evaluation) + price);
  if (!counts(data, evaluations.trial.get(evaluation))) return;
  data.totals.seconds += spent;
  data.totals.cost += price;
}

function counts(data: StudyData, trial: number): boolean {
  return data.trials.origin.get(trial) !== imported;
}
