import type { ParamValue } from '../../space/space.ts';
import type { KnowledgeTransferred, StudyControlled, SuggestionProposed, TrialEnqueued } from '../event.ts';
import { evaluationStatuses, trialOrigins, trialStatuses } from '../kinds.ts';
import { MetricLists } from './metrics.ts';
import { Names } from './names.ts';
import { EvaluationTable, ReportTable, TrialTable } from './tables.ts';

/** The study's definition as it was from some position on. */
export interface DefinitionEntry {
  readonly position: number;
  readonly at: number;
  readonly definition: ParamValue;
  /** Why it was edited; for the first one Tunewright's version. */
  readonly reason: string;
}

export interface SamplerEntry {
  readonly position: number;
  readonly at: number;
  readonly sampler: string;
  readonly version: number;
  readonly reason: string;
}

export interface SchedulerEntry {
  readonly position: number;
  readonly at: number;
  readonly scheduler: string;
  readonly version: number;
  readonly reason: string;
}

/** The scheduler ended an evaluation early. */
export interface VerdictEntry {
  readonly verdict: 'stop' | 'pause';
  /** Log position that it was made at. */
  readonly position: number;
  readonly step: number;
  readonly reason: string;
}

export interface ControlEntry {
  readonly position: number;
  readonly at: number;
  readonly action: StudyControlled['action'];
  readonly reason: string;
}

/** An attribute, note or artifact; the last one of a key is its value. */
export interface NoteEntry {
  readonly position: number;
  readonly at: number;
  /** -1 for the study. */
  readonly trial: number;
  /** -1 unless it belongs to one evaluation. */
  readonly evaluation: number;
  readonly key: string;
  readonly value: ParamValue;
}

/** An event that could not have happened, and was left out. */
export interface Anomaly {
  readonly position: number;
  readonly type: string;
  readonly reason: string;
}

/** Sums over evaluations of trials that count (imported ones do not). */
export interface Totals {
  evaluations: number;
  /** Evaluations that ended failed. */
  failures: number;
  seconds: number;
  cost: number;
}

/** Anomalies kept with their reason; more are only counted. */
export const keptAnomalies = 1000;

/** What the fold builds. Only `fold.ts` and `snapshot.ts` write it. */
export class StudyData {
  /** How many events are folded in. */
  position = 0;
  createdAt: number = Number.NaN;

  readonly trials: TrialTable = new TrialTable();
  readonly evaluations: EvaluationTable = new EvaluationTable();
  readonly reports: ReportTable = new ReportTable();
  /** Metrics of trials and evaluations. */
  readonly metrics: MetricLists = new MetricLists();
  readonly reportMetrics: MetricLists = new MetricLists();

  readonly metricNames: Names = new Names();
  /** Hosts, splits, samplers. */
  readonly words: Names = new Names();

  readonly definitions: DefinitionEntry[] = [];
  readonly samplers: SamplerEntry[] = [];
  readonly schedulers: SchedulerEntry[] = [];
  readonly controls: ControlEntry[] = [];
  /** What earlier studies found. */
  readonly transfers: KnowledgeTransferred[] = [];
  readonly notes: NoteEntry[] = [];
  /** Places in `notes`, by trial. */
  readonly notesOf: Map<number, number[]> = new Map();

  readonly tags: Map<number, ParamValue> = new Map();
  readonly attributes: Map<number, { readonly [name: string]: ParamValue }> = new Map();
  readonly trialReasons: Map<number, string> = new Map();
  readonly evaluationReasons: Map<number, string> = new Map();
  /** Why the scheduler gave an earlier trial this evaluation, by evaluation. */
  readonly startReasons: Map<number, string> = new Map();
  /** By evaluation. */
  readonly verdicts: Map<number, VerdictEntry> = new Map();
  /** JSON text, as it is large and seldom read. */
  readonly provenances: Map<number, string> = new Map();
  /** By evaluation, while it is open. */
  readonly processStarts: Map<number, string> = new Map();

  /** By position of their event, until a trial takes them. */
  readonly queue: Map<number, TrialEnqueued> = new Map();
  /** By ordinal, until used or withdrawn. */
  readonly proposals: Map<number, SuggestionProposed> = new Map();
  nextOrdinal = 0;

  /** Evaluations that have not ended, in order. */
  readonly open: Set<number> = new Set();
  runningEvaluations = 0;
  readonly byOrigin: number[] = trialOrigins.map(() => 0);
  readonly byTrialStatus: number[] = trialStatuses.map(() => 0);
  readonly byEvaluationStatus: number[] = evaluationStatuses.map(() => 0);
  readonly totals: Totals = { evaluations: 0, failures: 0, seconds: 0, cost: 0 };

  /** Reports, lease ends and evaluation ends that came under a stale token and changed nothing. */
  stale = 0;
  anomalyCount = 0;
  readonly anomalies: Anomaly[] = [];

  addNote(note: NoteEntry): void {
    const list = this.notesOf.get(note.trial);
    if (list === undefined) this.notesOf.set(note.trial, [this.notes.length]);
    else list.push(this.notes.length);
    this.notes.push(note);
  }
}
