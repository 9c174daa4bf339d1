import type { ParamValue } from '../../space/space.ts';
import { readValue, setOwn } from '../codec/read.ts';
import { evaluationStatuses, purposes, trialOrigins, trialStatuses } from '../kinds.ts';
import type { EvaluationRecord, ReportRecord, TrialRecord } from '../record.ts';
import type { StudyData } from './data.ts';

export function trialRecord(data: StudyData, trial: number): TrialRecord {
  const { trials, metrics, metricNames } = data;
  const sampler = trials.sampler.get(trial);
  return {
    trial,
    origin: trialOrigins[trials.origin.get(trial)]!,
    row: rowOf(data, trial),
    position: trials.position.get(trial),
    ordinal: trials.ordinal.get(trial),
    batch: [trials.batchIndex.get(trial), trials.batchSize.get(trial)],
    sampler: sampler < 0 ? undefined : [data.words.name(sampler), trials.samplerVersion.get(trial)],
    tag: data.tags.get(trial),
    parent: trials.parent.get(trial),
    status: trialStatuses[trials.status.get(trial)]!,
    metrics: metrics.record(trials.metricsStart.get(trial), trials.metricsCount.get(trial), metricNames),
    errors: metrics.record(trials.errorsStart.get(trial), trials.errorsCount.get(trial), metricNames),
    reason: data.trialReasons.get(trial),
    createdAt: trials.createdAt.get(trial),
    endedAt: trials.endedAt.get(trial),
    evaluations: evaluationsOf(data, trial),
    attributes: attributesOf(data, trial),
  };
}

export function evaluationRecord(data: StudyData, evaluation: number): EvaluationRecord {
  const { evaluations: table, metrics, metricNames } = data;
  const processStart = data.processStarts.get(evaluation);
  const provenance = data.provenances.get(evaluation);
  return {
    evaluation,
    trial: table.trial.get(evaluation),
    purpose: purposes[table.purpose.get(evaluation)]!,
    target: {
      fidelity: metrics.record(
        table.fidelityStart.get(evaluation),
        table.fidelityCount.get(evaluation),
        metricNames,
      ),
      seed: table.seed.get(evaluation),
      fold: table.fold.get(evaluation),
      split: data.words.name(table.split.get(evaluation)),
    },
    status: evaluationStatuses[table.status.get(evaluation)]!,
    token: table.token.get(evaluation),
    crashes: table.crashes.get(evaluation),
    expiries: table.expiries.get(evaluation),
    worker: {
      host: data.words.name(table.host.get(evaluation)),
      pid: table.pid.get(evaluation),
      ...(processStart === undefined ? {} : { processStart }),
    },
    slot: table.slot.get(evaluation),
    metrics: metrics.record(
      table.metricsStart.get(evaluation),
      table.metricsCount.get(evaluation),
      metricNames,
    ),
    reached: metrics.record(
      table.reachedStart.get(evaluation),
      table.reachedCount.get(evaluation),
      metricNames,
    ),
    seconds: table.seconds.get(evaluation),
    cost: table.cost.get(evaluation),
    reason: data.evaluationReasons.get(evaluation),
    startedAt: table.startedAt.get(evaluation),
    endedAt: table.endedAt.get(evaluation),
    provenance: provenance === undefined ? undefined : readValue(JSON.parse(provenance)),
  };
}

export function reportRecord(data: StudyData, report: number): ReportRecord {
  const { reports } = data;
  const start = reports.start.get(report);
  return {
    step: reports.step.get(report),
    metrics: data.reportMetrics.record(start, reports.start.get(report + 1) - start, data.metricNames),
    at: reports.at.get(report),
  };
}

export function rowOf(data: StudyData, trial: number): Float64Array {
  const { rows, rowStart } = data.trials;
  return rows.data.subarray(rowStart.get(trial), rowStart.get(trial + 1));
}

export function evaluationsOf(data: StudyData, trial: number): number[] {
  const list: number[] = [];
  for (let e = data.trials.firstEvaluation.get(trial); e !== -1; e = data.evaluations.next.get(e)) {
    list.push(e);
  }
  return list;
}

/** A trial's own attributes and the last note of each key; trial -1 is the study. */
export function attributesOf(data: StudyData, trial: number): { readonly [name: string]: ParamValue } {
  const attributes: { [name: string]: ParamValue } = { ...data.attributes.get(trial) };
  for (const index of data.notesOf.get(trial) ?? []) {
    const note = data.notes[index]!;
    setOwn(attributes, note.key, note.value);
  }
  return attributes;
}
