/** Tunewright for browsers and for in-memory studies: nothing here knows Node. `node.ts` is what Node users get. */
import { TunewrightError } from './errors.ts';
import { evaluationsIn } from './evaluation/replication.ts';
import { inlineExecutor } from './executor/inline.ts';
import { type Clock, systemClock } from './platform.ts';
import { autoSampler } from './sampler/auto/auto.ts';
import { cmaSampler } from './sampler/cma/cma.ts';
import { deSampler } from './sampler/evolution/de.ts';
import { nsga2Sampler, nsga3Sampler } from './sampler/evolution/nsga.ts';
import { foresightSampler } from './sampler/foresight/foresight.ts';
import { forestSampler } from './sampler/forest/forest.ts';
import { gpSampler } from './sampler/gp/gp.ts';
import { gridSampler } from './sampler/grid.ts';
import type { SamplerAlgorithm } from './sampler/port.ts';
import { randomSampler } from './sampler/random.ts';
import { sobolSampler } from './sampler/sobol.ts';
import { tpeSampler } from './sampler/tpe/tpe.ts';
import { transferSampler } from './sampler/transfer/transfer.ts';
import { ashaScheduler, hyperbandScheduler } from './scheduler/asha.ts';
import { autoScheduler } from './scheduler/auto/auto.ts';
import { confirmed } from './scheduler/confirmation/confirmed.ts';
import { plannedScheduler } from './scheduler/confirmation/planned.ts';
import { curveScheduler } from './scheduler/curve.ts';
import { halvingScheduler } from './scheduler/halving.ts';
import { heldOut } from './scheduler/holdout/held-out.ts';
import { patienceScheduler } from './scheduler/patience.ts';
import { medianScheduler, percentileScheduler } from './scheduler/percentile.ts';
import { populationBanditScheduler, populationScheduler } from './scheduler/population/population.ts';
import type { SchedulerAlgorithm } from './scheduler/port.ts';
import { racingScheduler } from './scheduler/racing/racing.ts';
import { replicatedScheduler } from './scheduler/replicated.ts';
import { singleScheduler } from './scheduler/single.ts';
import { thresholdScheduler } from './scheduler/threshold.ts';
import { wilcoxonScheduler } from './scheduler/wilcoxon.ts';
import { suggestion } from './space/nearest.ts';
import { checkOptions } from './space/options.ts';
import type { SpaceSpec } from './space/spec.ts';
import { memoryStorage } from './storage/memory.ts';
import type { Storage } from './storage/port.ts';
import type { Definition } from './study/definition/definition.ts';
import type { StudyInput } from './study/definition/input.ts';
import { openStudyWith } from './study/open.ts';
import type { StudyParts } from './study/parts.ts';
import type { Study } from './study/study.ts';

export type { Front } from './analysis/front.ts';
export type { Importance } from './analysis/importance/importance.ts';
export type { ConfirmedPoint } from './analysis/overfit/front.ts';
export type { OverfitReport } from './analysis/overfit/report.ts';
export type { Recommendation } from './analysis/recommend/recommend.ts';
export { TunewrightError } from './errors.ts';
export type { Split, SplitOptions, SplitRequest } from './evaluation/split.ts';
export { splitRows } from './evaluation/split.ts';
export { fatal, infeasible, StopTrial, skip, TrialEnding } from './executor/ending.ts';
export type {
  Executor,
  Hooks,
  Job,
  ObjectiveFunction,
  ObjectiveResult,
  Outcome,
  TrialHandle,
} from './executor/port.ts';
export type { AbortSignalLike, Clock } from './platform.ts';
export { type AutoOptions, autoSampler } from './sampler/auto/auto.ts';
export { cmaSampler } from './sampler/cma/cma.ts';
export { deSampler } from './sampler/evolution/de.ts';
export { nsga2Sampler, nsga3Sampler } from './sampler/evolution/nsga.ts';
export { foresightSampler } from './sampler/foresight/foresight.ts';
export { forestSampler } from './sampler/forest/forest.ts';
export { type GpOptions, gpSampler } from './sampler/gp/gp.ts';
export { gridSampler, gridSize } from './sampler/grid.ts';
export type { Change, Problem, Sampler, SamplerAlgorithm, Suggestion } from './sampler/port.ts';
export { randomSampler } from './sampler/random.ts';
export { sobolSampler } from './sampler/sobol.ts';
export { tpeSampler } from './sampler/tpe/tpe.ts';
export { transferSampler } from './sampler/transfer/transfer.ts';
export { ashaScheduler, hyperbandScheduler } from './scheduler/asha.ts';
export { autoScheduler } from './scheduler/auto/auto.ts';
export { curveScheduler } from './scheduler/curve.ts';
export { halvingScheduler } from './scheduler/halving.ts';
export { patienceScheduler } from './scheduler/patience.ts';
export { medianScheduler, percentileScheduler } from './scheduler/percentile.ts';
export { populationBanditScheduler, populationScheduler } from './scheduler/population/population.ts';
export type {
  Scheduler,
  SchedulerAlgorithm,
  SchedulerProblem,
  SchedulerView,
} from './scheduler/port.ts';
export { type RacingOptions, racingScheduler } from './scheduler/racing/racing.ts';
export { replicatedScheduler } from './scheduler/replicated.ts';
export { singleScheduler } from './scheduler/single.ts';
export { thresholdScheduler } from './scheduler/threshold.ts';
export { wilcoxonScheduler } from './scheduler/wilcoxon.ts';
export { compileSpace } from './space/compile.ts';
export type { Params } from './space/params.ts';
export type { ParamValue, ParamValues, Space } from './space/space.ts';
export type { ParameterSpec, Scalar, SpaceSpec } from './space/spec.ts';
export { memoryStorage } from './storage/memory.ts';
export type { Storage, StudyRecord } from './storage/port.ts';
export type { AskedTrial, Told } from './study/asked.ts';
export type { ConfirmOptions } from './study/confirmation.ts';
export type { Definition } from './study/definition/definition.ts';
export type { StudyInput } from './study/definition/input.ts';
export { parseDefinition } from './study/definition/parse.ts';
export type { Imported, ImportedResult } from './study/imported.ts';
export type { Replay } from './study/replay.ts';
export type { StudyEnd } from './study/run.ts';
export type { Step } from './study/schedule.ts';
export type { OptimizeOptions, Study } from './study/study.ts';
export type { Best, Trial } from './study/summary.ts';
export type { StudyVerdict } from './study/verdict.ts';
export type { Event, Metrics } from './trial/event.ts';
export type { EvaluationRecord, ReportRecord, TrialRecord } from './trial/record.ts';
export type { StudyState } from './trial/state.ts';

/** What a study works with, where the defaults do not suit. */
export interface StudyOptions {
  /** @defaultValue memory that is gone with the study */
  readonly storage?: Storage;
  /** In place of the definition's. */
  readonly sampler?: SamplerAlgorithm;
  /** In place of the definition's. */
  readonly scheduler?: SchedulerAlgorithm;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

/** Checks the options that it is given. */
type MakeSampler = (options: never) => SamplerAlgorithm;

/** The samplers that a definition may name. */
const samplers: ReadonlyMap<string, MakeSampler> = new Map<string, MakeSampler>([
  ['auto', autoSampler],
  ['gp', gpSampler],
  ['tpe', tpeSampler],
  ['cma', cmaSampler],
  ['nsga2', nsga2Sampler],
  ['nsga3', nsga3Sampler],
  ['de', deSampler],
  ['forest', forestSampler],
  ['random', withoutOptions(randomSampler)],
  ['sobol', withoutOptions(sobolSampler)],
  ['grid', gridSampler],
]);

function withoutOptions(make: () => SamplerAlgorithm): (options: object) => SamplerAlgorithm {
  return (options) => {
    checkOptions(options, {});
    return make();
  };
}

/** @throws {TunewrightError} TW_SAMPLER_UNKNOWN, TW_SAMPLER_OPTION_... */
export function samplerByName({ name, options }: Definition['sampler']): SamplerAlgorithm {
  const make = samplers.get(name);
  if (make !== undefined) return make(options as never);
  const names = [...samplers.keys()];
  throw new TunewrightError(
    'TW_SAMPLER_UNKNOWN',
    `there is no sampler ${JSON.stringify(name)}.${suggestion(name, names)}`,
    { place: { path: 'sampler' }, mend: `Use one of: ${names.join(', ')}.` },
  );
}

/** Checks the options that it is given. */
type MakeScheduler = (options: never) => SchedulerAlgorithm;

/** The schedulers that a definition may name. */
const schedulers: ReadonlyMap<string, MakeScheduler> = new Map<string, MakeScheduler>([
  ['auto', unadjusted(autoScheduler)],
  ['single', unadjusted(singleScheduler)],
  ['replicated', unadjusted(replicatedScheduler)],
  ['racing', racingScheduler],
  ['asha', ashaScheduler],
  ['hyperband', hyperbandScheduler],
  ['halving', halvingScheduler],
  ['median', medianScheduler],
  ['percentile', percentileScheduler],
  ['patience', patienceScheduler],
  ['threshold', thresholdScheduler],
  ['curve', curveScheduler],
  ['wilcoxon', wilcoxonScheduler],
  ['pbt', populationScheduler],
  ['pb2', populationBanditScheduler],
]);

function unadjusted(make: () => SchedulerAlgorithm): (options: object) => SchedulerAlgorithm {
  return (options) => {
    checkOptions(options, {}, 'scheduler');
    return make();
  };
}

/** @throws {TunewrightError} TW_SCHEDULER_UNKNOWN, TW_SCHEDULER_EVALUATION, TW_SCHEDULER_OPTION_... */
export function schedulerOf({ scheduler, evaluation }: Definition): SchedulerAlgorithm {
  const { name, options } = scheduler ?? { name: 'auto', options: {} };
  const make = schedulers.get(name);
  if (evaluation !== undefined && evaluationsIn(evaluation) > 1) {
    if (name === 'auto') return evaluation.race ? racingScheduler() : replicatedScheduler();
    if (make !== undefined && !repeating.includes(name)) throw notRepeating(name);
  }
  if (make !== undefined) return make(options as never);
  const names = [...schedulers.keys()];
  throw new TunewrightError(
    'TW_SCHEDULER_UNKNOWN',
    `there is no scheduler ${JSON.stringify(name)}.${suggestion(name, names)}`,
    { place: { path: 'scheduler' }, mend: `Use one of: ${names.join(', ')}.` },
  );
}

/** Those that give a trial more than one fold or seed. */
const repeating: readonly string[] = ['replicated', 'racing'];

function notRepeating(name: string): TunewrightError {
  return new TunewrightError(
    'TW_SCHEDULER_EVALUATION',
    `${JSON.stringify(name)} gives a trial one fold and seed only, but evaluation asks for several`,
    {
      place: { path: 'scheduler' },
      mend: 'Remove scheduler, so that trials race over their folds and seeds; or remove folds and seeds from evaluation. Confirmation and holdout work with every scheduler.',
    },
  );
}

/** With the runs on fresh splits and on the locked data that the definition asks for. */
function guarded(scheduler: SchedulerAlgorithm, { confirm, holdout }: Definition): SchedulerAlgorithm {
  const inner = confirm === undefined ? scheduler : confirmed(scheduler, confirm);
  return holdout === undefined ? inner : heldOut(inner, holdout);
}

/** With what shorter trials foretell, and with what earlier studies know, if the definition has any. */
function helped(sampler: SamplerAlgorithm, { transfer, fidelity }: Definition): SamplerAlgorithm {
  const ranged = Object.values(fidelity).some((amount) => typeof amount !== 'number');
  const informed = ranged ? foresightSampler(sampler) : sampler;
  if (transfer === undefined) return informed;
  if (sampler.name !== 'grid') return transferSampler(informed);
  throw new TunewrightError('TW_TRANSFER_GRID', 'a grid tries everything, so it has nothing to learn', {
    place: { path: 'transfer' },
    mend: 'Remove transfer, or use another sampler.',
  });
}

/** The parts of a study that works in this process alone. */
export function coreParts(options: StudyOptions): StudyParts {
  const { storage, sampler, scheduler, clock = systemClock } = options;
  return {
    storage: storage ?? memoryStorage(),
    ownsStorage: storage === undefined,
    snapshots: storage !== undefined,
    clock,
    sampler: (definition) => helped(sampler ?? samplerByName(definition.sampler), definition),
    scheduler: (definition) => guarded(scheduler ?? schedulerOf(definition), definition),
    planned: plannedScheduler,
    functionExecutor: (objective, { terms, parallel }) => {
      const { objectives, timeLimitMs } = terms.definition;
      return inlineExecutor(objective, {
        objectives: objectives.map(({ metric }) => metric),
        capacity: parallel,
        ...(timeLimitMs !== undefined && { timeLimitMs }),
        clock,
      });
    },
    worker: { host: 'here', pid: 0 },
  };
}

/**
 * Makes a study, or joins the one of that name in the storage. The types of the parameters follow from the space.
 * @throws {TunewrightError} what is wrong with the definition, with its path; TW_STUDY_DIFFERS if a study of that name
 * exists that is not the same
 * @example
 * const study = await openStudy({ name: 'bowl', space: { x: { float: [-5, 5] } }, objective: { minimize: 'loss' }, budget: { trials: 20 } });
 * await study.optimize(({ params }) => params.x ** 2);
 */
export function openStudy<const S extends SpaceSpec>(
  input: StudyInput<S>,
  options: StudyOptions = {},
): Promise<Study<S>> {
  return openStudyWith(coreParts(options), input);
}
