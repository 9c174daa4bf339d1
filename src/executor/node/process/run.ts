import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ParamValue } from '../../../space/space.ts';
import type { Metrics } from '../../../trial/event.ts';
import type { CommandTemplate } from '../../command.ts';
import { MetricCollector, type MetricReader } from '../../metrics/collector.ts';
import { cancelled, completed, type Ending, reachedAt, stopped, timedOut } from '../../outcome.ts';
import type { Hooks, Job, MetricSources, Outcome, Reply } from '../../port.ts';
import { type Folders, folderFailure, foldersOf, makeFolders } from '../folders.ts';
import type { LogLimits } from '../log-file.ts';
import type { Channel } from './channel.ts';
import { badExit, declaration, notStarted } from './exit.ts';
import { processStart } from './identity.ts';
import { type Lease, leaseText } from './lease.ts';
import type { LeftoverSweeper } from './leftovers.ts';
import type { Message } from './message.ts';
import { Output } from './output.ts';
import { Program } from './program.ts';
import type { Machine } from './provenance.ts';
import { ReportQueue } from './reports.ts';
import { readResultFile } from './result-file.ts';
import { programEnvironment } from './variables.ts';

/** What all evaluations of one executor share. */
export interface RunContext {
  readonly template: CommandTemplate;
  /** For evaluations of the locked data. */
  readonly holdoutTemplate: CommandTemplate;
  readonly cwd: string;
  /** The environment of every program, without what differs between them. */
  readonly environment: NodeJS.ProcessEnv;
  readonly trials: string;
  readonly gpus: readonly (number | string)[];
  readonly objectives: readonly string[];
  readonly wanted: readonly string[];
  readonly sources: MetricSources;
  readonly reader: MetricReader;
  /** Output without a match holds no metrics; absent with a pattern of the study's own. */
  readonly interesting?: RegExp;
  readonly channel: Channel;
  readonly sweeper: LeftoverSweeper;
  readonly machine: Promise<Machine>;
  readonly logs: LogLimits;
  readonly timeLimitMs?: number;
  /** Between TERM and KILL. */
  readonly killGraceMs: number;
  /** How long a program that was answered 'stop' may take to end by itself. */
  readonly stopGraceMs: number;
}

type Why = 'cancelled' | 'timeout' | 'stopped';

/** How long messages may still come in once the program is gone. */
const afterExitMs = 300;

/** One evaluation as a child process, from its folders to its outcome. */
export class Run {
  readonly #job: Job;
  readonly #hooks: Hooks;
  readonly #context: RunContext;
  readonly #lease: Lease;
  readonly #folders: Folders;
  readonly #collector: MetricCollector;
  #argv: readonly string[] = [];
  #gpu: string | undefined;
  #program: Program | undefined;
  #killed = false;
  #reports: ReportQueue | undefined;
  #output: Output | undefined;
  #why: Why | undefined;
  /** The program reports by a helper, so what it prints at steps is no report. */
  #talks = false;
  #told = false;
  #declared: { readonly status: string; readonly reason: string } | undefined;
  #said: Metrics = {};
  #saidStep = -1;

  constructor(job: Job, hooks: Hooks, context: RunContext) {
    this.#job = job;
    this.#hooks = hooks;
    this.#context = context;
    this.#lease = { study: job.study.id, evaluation: job.evaluation, token: job.token };
    this.#folders = foldersOf(context.trials, job);
    const options = {
      sources: context.sources,
      wanted: context.wanted,
      fidelities: Object.keys(job.target.fidelity),
      parameters: new Set(job.flat.keys()),
    };
    this.#collector = new MetricCollector(context.reader, options, (step, metrics) => {
      if (!this.#talks) void this.#report(step, metrics);
    });
  }

  /** Ends the program at once; the outcome is that of a cancelled one. */
  kill(): void {
    this.#killed = true;
    this.#end('cancelled');
    this.#program?.kill();
  }

  async outcome(): Promise<Outcome> {
    const { signal } = this.#hooks;
    const begun = performance.now();
    let ending: Ending;
    try {
      ending = signal.aborted ? cancelled(signal.reason, {}) : await this.#run();
    } catch (error) {
      this.#program?.terminate();
      await this.#program?.exited;
      await this.#program?.sweep();
      throw error;
    }
    const seconds = (performance.now() - begun) / 1000;
    return { ...ending, seconds, provenance: await this.#provenance() };
  }

  async #run(): Promise<Ending> {
    const context = this.#context;
    const fault = this.#prepare();
    if (fault !== undefined) return fault;
    const { signal } = this.#hooks;
    if (signal.aborted) return cancelled(signal.reason, {});
    const lease = leaseText(this.#lease);
    const stopListening = context.channel.listen(lease, (message) => this.#onMessage(message));
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => this.#end('cancelled');
    try {
      const program = await Program.start({
        argv: this.#argv,
        cwd: context.cwd,
        environment: programEnvironment(this.#job, {
          base: context.environment,
          lease: this.#lease,
          folders: this.#folders,
          channel: context.channel.path,
          gpu: this.#gpu,
        }),
        lease: this.#lease,
        killGraceMs: context.killGraceMs,
      });
      this.#program = program;
      if (this.#killed) program.kill();
      const begun = processStart(program.pid).then((start) =>
        this.#hooks.onStart({ pid: program.pid, ...(start === undefined ? {} : { processStart: start }) }),
      );
      begun.catch(() => this.#end('cancelled'));
      this.#reports = new ReportQueue(begun, this.#hooks.onReport.bind(this.#hooks));
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      if (context.timeLimitMs !== undefined) {
        timer = setTimeout(() => this.#end('timeout'), context.timeLimitMs);
      }
      this.#output = this.#watch(program, this.#reports);
      const exit = await program.exited;
      clearTimeout(timer);
      await program.sweep();
      await Promise.race([context.channel.ended(lease), pause(afterExitMs)]);
      this.#output.end();
      await this.#reports.idle();
      context.sweeper.add(this.#lease);
      return await this.#ending(exit);
    } catch (error) {
      if (this.#program !== undefined) throw error;
      return notStarted(error, this.#argv[0] ?? '', context.cwd);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      stopListening();
    }
  }

  #prepare(): Ending | undefined {
    const { holdoutTemplate, gpus, sources } = this.#context;
    const template = this.#job.purpose === 'holdout' ? holdoutTemplate : this.#context.template;
    const { params, flat, target, folds, trial, evaluation, slot } = this.#job;
    this.#gpu = gpus.length === 0 ? undefined : String(gpus[slot % gpus.length]);
    this.#argv = template.render({
      params,
      flat,
      trial,
      evaluation,
      fidelity: target.fidelity,
      seed: target.seed,
      fold: target.fold,
      folds,
      split: target.split,
      paramsFile: this.#folders.params,
      trialDir: this.#folders.evaluation,
      checkpointDir: this.#folders.checkpoint,
    });
    const fault = makeFolders(this.#folders);
    if (fault !== undefined) return fault;
    try {
      writeFileSync(this.#folders.params, `${JSON.stringify(params, null, 2)}\n`);
      // An earlier attempt's result must not be taken for this one's.
      if (sources.resultFile !== undefined) rmSync(this.#resultFile(sources.resultFile), { force: true });
      return undefined;
    } catch (error) {
      return folderFailure(error);
    }
  }

  #resultFile(name: string): string {
    return resolve(this.#folders.evaluation, name);
  }

  #watch(program: Program, reports: ReportQueue): Output {
    const { logs, interesting } = this.#context;
    return new Output(program, {
      folder: this.#folders.evaluation,
      again: this.#job.attempt > 0,
      logs,
      collector: this.#collector,
      interesting,
      reports,
    });
  }

  async #report(step: number, metrics: Metrics): Promise<Reply> {
    const reports = this.#reports;
    if (reports === undefined || this.#told) return 'stop';
    const reply = await reports.push(step, metrics).catch((): Reply => 'continue');
    if (reply !== 'continue') this.#tell();
    return reply;
  }

  /** The study wants no more of it: a program that talks ends by itself, another one is ended. */
  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    if (!this.#talks) {
      this.#end('stopped');
      return;
    }
    const timer = setTimeout(() => this.#end('stopped'), this.#context.stopGraceMs);
    void this.#program?.exited.then(() => clearTimeout(timer));
  }

  #end(why: Why): void {
    const program = this.#program;
    if (program === undefined || program.terminating || program.over) return;
    this.#why = why;
    program.terminate();
  }

  async #onMessage(message: Message): Promise<Reply> {
    if (message.type === 'report') {
      this.#talks = true;
      this.#said = { ...this.#said, ...message.metrics };
      this.#saidStep = message.step;
      return this.#report(message.step, message.metrics);
    }
    if (message.type === 'metrics') this.#said = { ...this.#said, ...message.metrics };
    if (message.type === 'note') this.#hooks.onNote(message.key, message.value);
    if (message.type === 'outcome') this.#declared = message;
    return this.#told ? 'stop' : 'continue';
  }

  async #ending(exit: {
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
  }): Promise<Ending> {
    const { sources, objectives, timeLimitMs } = this.#context;
    const { fidelity } = this.#job.target;
    const file =
      sources.resultFile === undefined
        ? undefined
        : await readResultFile(this.#resultFile(sources.resultFile));
    const metrics = { ...this.#collector.metrics, ...file?.metrics, ...this.#said };
    if (this.#why === 'cancelled') return cancelled(this.#hooks.signal.reason, metrics);
    if (this.#why === 'timeout') return timedOut(timeLimitMs ?? 0, metrics);
    const said =
      this.#declared ??
      this.#collector.declaration ??
      (file?.status === undefined ? undefined : { status: file.status, reason: file.reason });
    const own = said === undefined ? undefined : declaration(said.status, said.reason, metrics);
    if (own !== undefined) return own;
    if (this.#why === 'stopped' || (this.#told && this.#talks)) {
      return stopped(metrics, reachedAt(fidelity, Math.max(this.#saidStep, this.#collector.lastStep)));
    }
    const bad = badExit(exit, this.#output?.errors ?? '', metrics);
    if (bad !== undefined) return bad;
    return completed(metrics, objectives, fidelity, (name) => this.#howToGive(name, file?.fault));
  }

  #howToGive(name: string, fault: string | undefined): string {
    const onStderr = this.#output?.errors.includes(name)
      ? ` (Its name is on standard error, which is not read.)`
      : '';
    const file = fault === undefined ? '' : ` ${fault}`;
    return `Print a line such as ${name}=0.5 to standard output.${onStderr}${file}`;
  }

  async #provenance(): Promise<ParamValue> {
    const gpu = this.#gpu === undefined ? {} : { gpu: this.#gpu };
    return { ...(await this.#context.machine), argv: this.#argv, cwd: this.#context.cwd, ...gpu };
  }
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}
