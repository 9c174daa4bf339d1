import { type Front, frontOf, frontTrials } from '../analysis/front.ts';
import { type Importance, importanceOf } from '../analysis/importance/importance.ts';
import { type Observations, observationsOf } from '../analysis/observations.ts';
import { type Recommendation, recommend } from '../analysis/recommend/recommend.ts';
import { TunewrightError } from '../errors.ts';
import type { Executor, ObjectiveFunction, Outcome, Reply } from '../executor/port.ts';
import type { SchedulerAlgorithm } from '../scheduler/port.ts';
import type { Params } from '../space/params.ts';
import type { ParamValue, ParamValues, Space } from '../space/space.ts';
import type { SpaceSpec } from '../space/spec.ts';
import type { Metrics, StudyControlled } from '../trial/event.ts';
import type { StudyState } from '../trial/state.ts';
import { AskedTrial, type Told } from './asked.ts';
import {
  type ConfirmOptions,
  confirmTasks,
  holdoutNote,
  holdoutOpened,
  holdoutTasks,
  noHoldout,
  type Task,
} from './confirmation.ts';
import { Coordinator } from './coordinator.ts';
import type { Definition } from './definition/definition.ts';
import { ImportBatch, type Imported, type ImportedResult } from './imported.ts';
import { isNoisy } from './leaders.ts';
import type { Lease } from './lease.ts';
import type { Ledger, Listener } from './ledger.ts';
import type { StudyParts } from './parts.ts';
import { type Replay, replay } from './replay.ts';
import { Run, type RunOptions, type StudyEnd } from './run.ts';
import { type Step, scheduleOf } from './schedule.ts';
import { type Best, defaultTrial, type Trial, trialOf } from './summary.ts';
import type { Terms } from './terms.ts';
import { judge, type StudyVerdict } from './verdict.ts';

export interface OptimizeOptions extends RunOptions {
  /** Evaluations that run at once here. @defaultValue the definition's `parallel` */
  readonly parallel?: number;
}

/**
 * A tuning job: its log, what is known from it, and the means to go on. Made by `openStudy`. Several processes may have
 * one study open; each sees within a quarter of a second what the others do while it works.
 */
export class Study<S extends SpaceSpec = SpaceSpec> {
  readonly #parts: StudyParts;
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  readonly #coordinator: Coordinator;
  #closing: Promise<void> | undefined;
  /** What a process that died held is taken back before the first evaluation is asked for. */
  #recovering: Promise<void> | undefined;

  constructor(parts: StudyParts, terms: Terms, ledger: Ledger) {
    this.#parts = parts;
    this.#terms = terms;
    this.#ledger = ledger;
    this.#coordinator = new Coordinator(parts, terms, ledger);
  }

  /** Unique and permanent. */
  get id(): string {
    return this.#ledger.record.id;
  }

  get name(): string {
    return this.#ledger.record.name;
  }

  /** Where it is kept, for people. */
  get location(): string {
    return this.#ledger.storage.location;
  }

  /** As this process uses it, with the budget in force. */
  get definition(): Definition {
    return { ...this.#terms.definition, budget: this.#ledger.budget };
  }

  get space(): Space {
    return this.#terms.space;
  }

  /** All that is known, as a fold of the log. Read only. */
  get state(): StudyState {
    return this.#ledger.state;
  }

  /** One line about what the sampler does, if it tells. */
  explain(): string | undefined {
    return this.#coordinator.suggester.explain();
  }

  /**
   * Evaluates until the budget is used up, the space is exhausted, a target is reached or somebody ends it. With a
   * function it calls that in this process; without one it runs the definition's command or module.
   * @throws {TunewrightError} TW_STUDY_FAILING when the first trials all fail the same way, TW_STUDY_FATAL when a
   * program asks to stop, TW_STUDY_NO_PROGRAM without a function, command and module
   */
  async optimize(objective?: ObjectiveFunction<Params<S>>, options: OptimizeOptions = {}): Promise<StudyEnd> {
    const executor = await this.#executor(objective, options.parallel ?? this.#terms.definition.parallel);
    try {
      return await new Run(this.#coordinator, executor, this.#parts.clock, executor.capacity).run(options);
    } finally {
      await executor.close();
    }
  }

  /**
   * The next evaluation, for a loop of your own; to be ended by `tell`. Undefined when nothing is left to begin. Waits
   * while the study is paused.
   */
  async ask(): Promise<AskedTrial<Params<S>> | undefined>;
  /** Several at once, fewer when fewer are left; they are suggested together. */
  async ask(count: number): Promise<AskedTrial<Params<S>>[]>;
  async ask(count?: number): Promise<AskedTrial<Params<S>> | AskedTrial<Params<S>>[] | undefined> {
    const coordinator = this.#coordinator;
    coordinator.stopwatch.start();
    this.#recovering ??= coordinator.recover(true);
    await this.#recovering;
    const first = coordinator.tenure.size;
    const slots = count === undefined ? [first] : Array.from({ length: count }, (_, i) => first + i);
    for (;;) {
      const { position } = this.#ledger.state;
      const { leases, refusal } = await coordinator.ask(slots);
      if (leases !== undefined) {
        const trials = leases.map((lease) => this.#asked(lease));
        return count === undefined ? trials[0] : trials;
      }
      if (!refusal.later) return count === undefined ? undefined : [];
      const release = coordinator.pulse.hold(true);
      try {
        await coordinator.grown(position);
      } finally {
        release();
      }
    }
  }

  /**
   * Ends an asked evaluation; resolves once that is durable. A number is the first objective's value; an objective that
   * is missing or not finite makes it fail.
   * @throws {TunewrightError} TW_LEASE_LOST if it was told before, or went to another process
   */
  async tell(trial: AskedTrial<Params<S>>, told: Told): Promise<void> {
    const lease = AskedTrial.leaseOf(trial);
    const seconds = (this.#parts.clock.now() - lease.at) / 1000;
    const ended = await this.#coordinator.end(lease, this.#outcome(lease, told, seconds));
    if (ended.status !== 'stale') return;
    throw new TunewrightError(
      'TW_LEASE_LOST',
      `Trial ${trial.number} was told already, or runs elsewhere now.`,
      {
        kind: 'conflict',
        mend: 'Tell each asked trial once, while its study is open.',
      },
    );
  }

  /** All trials, in order of their numbers. */
  trials(): Trial<Params<S>>[] {
    return Array.from({ length: this.state.trialCount }, (_, number) => this.trial(number));
  }

  /** @throws {TunewrightError} TW_TRIAL_UNKNOWN */
  trial(number: number): Trial<Params<S>> {
    return trialOf(this.#terms, this.state, number);
  }

  /**
   * The best completed trial within the limits, the earliest of equals; of several objectives the first counts. The
   * default configuration's trial comes along. Undefined while there is none.
   */
  best(): Best<Params<S>> | undefined {
    const best = this.#coordinator.incumbent.trial;
    if (best < 0) return undefined;
    const start = defaultTrial(this.state);
    return { ...this.trial(best), default: start < 0 ? undefined : this.trial(start) };
  }

  /** Completed trials within the limits that no other one beats in every objective; by the first one, best first. */
  front(): Trial<Params<S>>[] {
    return frontTrials(this.state, this.#terms).map((number) => this.trial(number));
  }

  /**
   * Which settings were in force from which fidelity to which until a trial was reached: with population training those
   * of the whole chain that it goes back to.
   * @throws {TunewrightError} TW_TRIAL_UNKNOWN
   */
  schedule(number: number): Step<Params<S>>[] {
    return scheduleOf(this.#terms, this.state, number);
  }

  /**
   * Which parameters mattered, for each objective, with intervals; a reason instead of numbers where the trials carry
   * none. About a second. Deterministic.
   */
  importance(): Importance[] {
    return importanceOf(this.#observations(), this.#terms.definition.seed);
  }

  /**
   * The trial to use, with its score corrected for noise and for having been picked out of many, and the probability
   * that it beats the default. Of several objectives the first counts. Undefined while no trial qualifies.
   */
  recommend(): Recommendation | undefined {
    return recommend(this.#observations(), { noisy: isNoisy(this.#terms) });
  }

  /**
   * Whether the winner is really better: its gain on splits that the search has not seen, what of it was luck, what the
   * locked data says, and what to be careful with. Undefined while no trial qualifies. Up to a second or two.
   */
  verdict(): StudyVerdict | undefined {
    return judge(this.state, this.#terms);
  }

  /**
   * The front with the volume that it dominates.
   * @param reference - its corner, in the metrics' own directions; by default a tenth of the
   * front's range behind its worst values
   */
  hypervolume(reference?: readonly number[]): Front {
    return frontOf(this.state, this.#terms, reference);
  }

  /**
   * Wants a configuration tried before the sampler's own; the sampler fills in what is left out. It counts in the budget.
   * @returns the request's position in the log
   * @throws {TunewrightError} TW_CONFIGURATION_INVALID
   */
  enqueue(params: ParamValues, options: { readonly note?: string } = {}): Promise<number> {
    const { row, free } = this.#terms.space.fromParams(params, { partial: true });
    const { note } = options;
    return this.#coordinator.write(({ at }) => [
      { type: 'trial-enqueued', at, row, free, ...(note !== undefined && { note }) },
    ]);
  }

  /**
   * Takes over results of this task that were found elsewhere, as trials that are marked as imported. They teach the
   * sampler, may be the best, and count in no budget. What lies outside the space is kept too.
   */
  async import(results: readonly ImportedResult[]): Promise<Imported> {
    const batch = new ImportBatch(this.#terms, results);
    let first = -1;
    await this.#coordinator.write((draft) => {
      first = draft.trials;
      return batch.events(draft);
    });
    const { outside, unknown } = batch;
    return { first, trials: results.length, outside, unknown };
  }

  /** Attaches an attribute to a trial, or without one to the study. The last value of a key counts. */
  async note(key: string, value: ParamValue, trial = -1): Promise<void> {
    if (trial !== -1) this.state.trial(trial);
    await this.#coordinator.write(({ at }) => [{ type: 'noted', at, trial, key, value }]);
  }

  /**
   * Evaluates a trial once more, with another seed, outside the budget of trials. Its search result stays as it is.
   * @returns the evaluation's number
   */
  async rerun(
    number: number,
    objective?: ObjectiveFunction<Params<S>>,
    options: RunOptions = {},
  ): Promise<number> {
    const { evaluations } = this.state.trial(number);
    const coordinator = this.#coordinator;
    const executor = await this.#executor(objective, 1);
    try {
      const lease = await coordinator.again(number, evaluations.length);
      await new Run(coordinator, executor, this.#parts.clock, 1).once(lease, options);
      return lease.evaluation;
    } finally {
      await executor.close();
    }
  }

  /**
   * Runs the best few and the default again, on seeds and splits that no decision of the search has seen; or with `holdout`
   * reads the locked data. Outside the budget, and whatever the study does otherwise.
   * @throws {TunewrightError} TW_HOLDOUT_NONE if the study names no holdout
   */
  async confirm(
    objective?: ObjectiveFunction<Params<S>>,
    options: ConfirmOptions & OptimizeOptions = {},
  ): Promise<StudyEnd> {
    const { state } = this;
    if (options.holdout && this.#terms.definition.holdout === undefined) throw noHoldout();
    const again = options.holdout === true && holdoutOpened(state);
    const tasks = options.holdout
      ? holdoutTasks(state, this.#terms)
      : confirmTasks(state, this.#terms, options);
    if (tasks.length === 0) return { status: 'finished', reason: 'nothing was left to run' };
    if (again) await this.note(holdoutNote, tasks[0]!.trial);
    return this.#aside(tasks, objective, options);
  }

  /** Nothing new begins in any process; what runs goes on. */
  pause(reason = 'somebody paused it'): Promise<void> {
    return this.#control('pause', reason);
  }

  /** Goes on after `pause` or `stop`. */
  resume(reason = 'somebody resumed it'): Promise<void> {
    return this.#control('resume', reason);
  }

  /** Every process that works on it ends; what runs is cancelled and runs again when the study goes on. */
  stop(reason = 'somebody stopped it'): Promise<void> {
    return this.#control('stop', reason);
  }

  /** Another budget from now on, for every process. */
  async edit(definition: Definition, reason: string): Promise<void> {
    await this.#coordinator.write(({ at }) => [
      { type: 'definition-edited', at, definition: definition as unknown as ParamValue, reason },
    ]);
  }

  /** Recomputes every suggestion of the sampler, and every early end by the scheduler, from the log and compares. */
  replay(): Promise<Replay> {
    const { suggester, steering } = this.#coordinator;
    return replay(this.#terms, this.#ledger, {
      sampler: suggester.algorithm,
      scheduler: steering.algorithm,
    });
  }

  /**
   * Calls back for every event from now on, in the order of the log, also for those of other processes within a quarter
   * of a second. Does not keep the process alive.
   * @returns the function that ends it
   */
  watch(listener: Listener): () => void {
    const release = this.#coordinator.pulse.hold(false);
    const unlisten = this.#ledger.listen(listener);
    return () => {
      unlisten();
      release();
    };
  }

  /** Reads what other processes appended. */
  refresh(): Promise<void> {
    return this.#ledger.catchUp();
  }

  /** Writes what was asked for, gives back what runs, and lets go. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#coordinator.close();
    if (this.#parts.ownsStorage) await this.#ledger.storage.close();
  }

  /** Runs what is listed, and leaves the study as it was otherwise. */
  async #aside(
    tasks: readonly Task[],
    objective: ObjectiveFunction<Params<S>> | undefined,
    options: OptimizeOptions,
  ): Promise<StudyEnd> {
    const { control } = this.state;
    const over = control.state === 'finished' || control.state === 'stopped';
    const scheduler = (): SchedulerAlgorithm => this.#parts.planned(tasks);
    const executor = await this.#executor(objective, options.parallel ?? this.#terms.definition.parallel);
    const coordinator = new Coordinator({ ...this.#parts, scheduler }, this.#terms, this.#ledger, true);
    try {
      if (over) await this.#control('resume', 'more is run on data that the search has not seen');
      const end = await new Run(coordinator, executor, this.#parts.clock, executor.capacity).run(options);
      if (over && this.state.control.state === 'active')
        await this.#control(control.state === 'finished' ? 'finish' : 'stop', control.reason);
      return end;
    } finally {
      await coordinator.close();
      await executor.close();
    }
  }

  #observations(): Observations {
    return observationsOf(this.state, this.#terms);
  }

  async #control(action: StudyControlled['action'], reason: string): Promise<void> {
    await this.#coordinator.write(({ at }) => [{ type: 'study-controlled', at, action, reason }]);
  }

  async #executor(objective: ObjectiveFunction<Params<S>> | undefined, parallel: number): Promise<Executor> {
    const { functionExecutor, programExecutor, clock } = this.#parts;
    const request = { study: this.#ledger.record, terms: this.#terms, parallel, clock };
    // The study makes the parameters from the space that Params was inferred from.
    if (objective !== undefined) return functionExecutor(objective as ObjectiveFunction, request);
    const { command, module } = this.#terms.definition;
    if (programExecutor !== undefined && (command ?? module) !== undefined) return programExecutor(request);
    throw new TunewrightError(
      'TW_STUDY_NO_PROGRAM',
      'There is nothing to run: no function, command or module.',
      {
        mend: 'Call optimize with a function, or give the study a command or a module.',
      },
    );
  }

  #asked(lease: Lease): AskedTrial<Params<S>> {
    return new AskedTrial(lease, this.#terms, (held, step, metrics) => this.#report(held, step, metrics));
  }

  #report(lease: Lease, step: number, metrics: number | Metrics): Promise<Reply> {
    return this.#coordinator.report(lease, step, this.#metrics(metrics));
  }

  #metrics(told: number | Metrics): Metrics {
    return typeof told === 'number' ? { [this.#terms.objectives[0]!.metric]: told } : told;
  }

  #outcome(lease: Lease, told: Told, seconds: number): Outcome {
    if (typeof told === 'object' && typeof told.status === 'string') {
      const { status, reason, metrics = {} } = told as Exclude<Told, number | Metrics>;
      return { status, metrics, seconds, reason: { code: 'TW_PROGRAM_FAILED', message: reason } };
    }
    const metrics = this.#metrics(told as number | Metrics);
    const verdict = this.state.verdict(lease.evaluation);
    if (verdict === undefined) {
      return { status: 'completed', metrics, reached: lease.target.fidelity, seconds };
    }
    // It heeded the reply to its report.
    const reason = { code: 'TW_PROGRAM_STOPPED', message: verdict.reason };
    return { status: 'stopped', metrics, seconds, reason };
  }
}
