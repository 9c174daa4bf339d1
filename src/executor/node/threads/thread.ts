import { join } from 'node:path';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { Metrics } from '../../../trial/event.ts';
import { cancelled, type Ending, failure, timedOut } from '../../outcome.ts';
import type { Hooks, Job, Outcome } from '../../port.ts';
import type { Folders } from '../folders.ts';
import { LogFile, type LogLimits } from '../log-file.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.ts';

export interface ThreadOptions {
  readonly setup: WorkerSetup;
  readonly resourceLimits: ResourceLimits;
  readonly timeLimitMs?: number;
  /** How long an aborted objective may go on before its thread is ended. */
  readonly graceMs: number;
  readonly logs: LogLimits;
}

/** A thread that does not even run its own timers is given this long beyond the grace. */
const marginMs = 250;

const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** One worker thread, which runs one evaluation after the other until one leaves it unusable. */
export class Thread {
  /** May not run another evaluation. */
  broken = false;
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #ready: Promise<Ending | undefined>;
  #crash: (ending: Ending) => void = () => {};
  #out: LogFile | undefined;
  #err: LogFile | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#worker = new Worker(workerUrl, {
      workerData: options.setup,
      stdout: true,
      stderr: true,
      resourceLimits: options.resourceLimits,
    });
    this.#worker.stdout.on('data', (chunk: Buffer) => this.#out?.write(chunk));
    this.#worker.stderr.on('data', (chunk: Buffer) => this.#err?.write(chunk));
    const crashed = new Promise<Ending>((resolve) => {
      this.#worker.once('error', (error: NodeJS.ErrnoException) => {
        this.broken = true;
        resolve(crash(error));
      });
      this.#worker.once('exit', (code) => {
        this.broken = true;
        resolve(
          failure(
            'TW_PROGRAM_KILLED',
            `The objective ended its thread with exit code ${code}.`,
            {},
            { retryable: true },
          ),
        );
      });
    });
    void crashed.then((ending) => this.#crash(ending));
    const loaded = new Promise<Ending | undefined>((resolve) => {
      this.#worker.once('message', (message: FromWorker) => {
        this.broken = message.type === 'unusable';
        resolve(
          message.type === 'unusable'
            ? { status: 'failed', metrics: {}, reason: message.reason, fatal: true }
            : undefined,
        );
      });
    });
    this.#ready = Promise.race([loaded, crashed]);
    this.#worker.unref();
  }

  async run(job: Job, hooks: Hooks, folders: Folders): Promise<Outcome> {
    const begun = performance.now();
    const again = job.attempt > 0;
    const out = new LogFile(join(folders.evaluation, 'stdout.log'), again, this.#options.logs);
    const err = new LogFile(join(folders.evaluation, 'stderr.log'), again, this.#options.logs);
    this.#out = out;
    this.#err = err;
    this.#worker.ref();
    const ending = (await this.#ready) ?? (await this.#evaluate(job, hooks, folders.checkpoint));
    if (!this.broken) this.#worker.unref();
    out.close();
    err.close();
    return { ...ending, seconds: (performance.now() - begun) / 1000 };
  }

  async close(): Promise<void> {
    this.broken = true;
    await this.#worker.terminate();
  }

  async #evaluate(job: Job, hooks: Hooks, checkpointFolder: string): Promise<Ending> {
    const { timeLimitMs, graceMs } = this.#options;
    const { signal } = hooks;
    const cleanups: (() => void)[] = [];
    let metrics: Metrics = {};
    const ended = new Promise<Ending>((resolve) => {
      const after = (delayMs: number, ending: () => Ending): void => {
        const timer = setTimeout(() => resolve(ending()), delayMs + graceMs + marginMs);
        cleanups.push(() => clearTimeout(timer));
      };
      const onAbort = (): void => {
        this.#say({ type: 'abort', reason: String(signal.reason) });
        after(0, () => cancelled(signal.reason, metrics));
      };
      const onMessage = (message: FromWorker): void => {
        if (message.type === 'ended') resolve(message.outcome);
        else if (message.type === 'note') hooks.onNote(message.key, message.value);
        else if (message.type === 'report') {
          metrics = { ...metrics, ...message.metrics };
          const { id } = message;
          hooks.onReport(message.step, message.metrics).then(
            (reply) => this.#say({ type: 'reply', id, reply }),
            () => this.#say({ type: 'reply', id, reply: 'stop' }),
          );
        }
      };
      this.#crash = (ending) => resolve({ ...ending, metrics });
      if (this.broken) this.#crash(crash(new Error('The thread is gone.')));
      this.#worker.on('message', onMessage);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#say({ type: 'run', job, checkpointFolder, timeLimitMs, graceMs });
      if (signal.aborted) onAbort();
      if (timeLimitMs !== undefined) after(timeLimitMs, () => timedOut(timeLimitMs, metrics));
      cleanups.push(
        () => this.#worker.off('message', onMessage),
        () => signal.removeEventListener('abort', onAbort),
      );
    });
    const ending = await ended;
    for (const cleanup of cleanups) cleanup();
    this.#crash = () => {};
    // What was left behind may still run in the thread.
    const left = ending.status === 'cancelled' || ending.reason?.code === 'TW_PROGRAM_TIMEOUT';
    if (left || this.broken) await this.close();
    return ending;
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

function crash(error: NodeJS.ErrnoException): Ending {
  const details = error.stack === undefined ? {} : { details: error.stack };
  const message =
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'The thread ran out of memory.'
      : `The thread died of an error that nothing caught: ${error.message}`;
  return failure('TW_PROGRAM_KILLED', message, {}, { retryable: true, ...details });
}
