import { TunewrightError } from '../errors.ts';
import type { Executor, Outcome } from '../executor/port.ts';
import { type AbortControllerLike, type AbortSignalLike, abortController, type Clock } from '../platform.ts';
import type { Event } from '../trial/event.ts';
import { closings } from './closing.ts';
import type { Coordinator } from './coordinator.ts';
import type { Ended } from './ending.ts';
import { jobOf } from './job.ts';
import type { Lease } from './lease.ts';

export interface RunOptions {
  /** Aborted: nothing new begins, what runs is cancelled and runs again when the study goes on. */
  readonly signal?: AbortSignalLike;
  /** Aborted after `signal`: does not even wait for what was cancelled to end. */
  readonly force?: AbortSignalLike;
}

/** Why `optimize` came back. */
export interface StudyEnd {
  /** 'finished' when nothing is left to do; 'stopped' by a person; 'aborted' by the signal. */
  readonly status: 'finished' | 'stopped' | 'aborted';
  /** A sentence. */
  readonly reason: string;
}

interface Ending {
  readonly end: StudyEnd;
  /** What becomes of evaluations that run: they wait for the next run, or they end here. */
  readonly running: 'release' | 'stop';
  readonly error?: TunewrightError;
}

/** So many first trials that all fail the same way, and none that did not, stop the study. */
const firstFailures = 3;

/** Evaluates until the budget is used up or something ends it; one loop a slot. */
export class Run {
  readonly #coordinator: Coordinator;
  readonly #executor: Executor;
  readonly #clock: Clock;
  readonly #slots: number;
  readonly #running = new Map<
    Lease,
    { readonly controller: AbortControllerLike; readonly leave: () => void }
  >();
  #ending: Ending | undefined;
  #fault: unknown;
  #failures = 0;
  #failure: string | undefined;

  constructor(coordinator: Coordinator, executor: Executor, clock: Clock, parallel: number) {
    this.#coordinator = coordinator;
    this.#executor = executor;
    this.#clock = clock;
    this.#slots = Math.min(parallel, executor.capacity);
  }

  /** @throws {TunewrightError} TW_STUDY_FAILING, TW_STUDY_FATAL */
  async run({ signal, force }: RunOptions): Promise<StudyEnd> {
    const coordinator = this.#coordinator;
    coordinator.stopwatch.start();
    const cleanups = [
      ...this.#attend(signal, force),
      coordinator.ledger.listen((event) => this.#notice(event)),
      this.#deadline(),
    ];
    try {
      await coordinator.recover(true);
      await this.#reopen();
      const slots = Array.from({ length: this.#slots }, (_, slot) =>
        this.#work(slot).catch((error: unknown) => {
          this.#fault ??= error;
          this.#end({ status: 'aborted', reason: 'an error ended it' }, 'release');
        }),
      );
      await Promise.all(slots);
      // Whoever did not heed the first signal is ended now, as its lease is given back.
      if (force?.aborted) await coordinator.recover(true);
      if (this.#fault !== undefined) throw this.#fault;
      return await this.#close();
    } finally {
      for (const cleanup of cleanups) cleanup();
    }
  }

  /** Runs one evaluation that is leased already, whatever the budget says. */
  async once(lease: Lease, { signal, force }: RunOptions): Promise<void> {
    const cleanups = this.#attend(signal, force);
    try {
      await this.#coordinator.end(lease, await this.#execute(lease));
    } finally {
      for (const cleanup of cleanups) cleanup();
    }
  }

  #attend(signal: AbortSignalLike | undefined, force: AbortSignalLike | undefined): (() => void)[] {
    const aborted = (): void => this.#end(abortion(signal), 'release');
    return [
      this.#coordinator.pulse.hold(true),
      listen(signal, aborted),
      listen(force, () => {
        aborted();
        for (const { leave } of this.#running.values()) leave();
      }),
    ];
  }

  /** A study that was ended goes on when somebody runs it and there is something to do. */
  async #reopen(): Promise<void> {
    const { ledger } = this.#coordinator;
    const { state, reason } = ledger.state.control;
    if (state !== 'stopped' && state !== 'finished') return;
    if (this.#coordinator.exhausted() !== undefined && state === 'finished') {
      this.#ending ??= { end: { status: 'finished', reason }, running: 'release' };
      return;
    }
    await this.#coordinator.write(({ at }) =>
      ledger.state.control.state === 'active'
        ? []
        : [{ type: 'study-controlled', at, action: 'resume', reason: 'it was run again' }],
    );
  }

  async #work(slot: number): Promise<void> {
    const coordinator = this.#coordinator;
    if (this.#ending !== undefined) return;
    let position = coordinator.ledger.state.position;
    let answer = await coordinator.ask([slot]);
    for (;;) {
      const { leases, refusal } = answer;
      if (refusal !== undefined) {
        if (refusal.over) this.#end({ status: 'finished', reason: refusal.reason }, 'release');
        if (this.#ending !== undefined) return;
        await coordinator.grown(position);
        position = coordinator.ledger.state.position;
        answer = await coordinator.ask([slot]);
        continue;
      }
      const lease = leases[0] as Lease;
      const ending = coordinator.end(lease, await this.#execute(lease));
      if (this.#ending !== undefined) {
        this.#judge(await ending);
        return;
      }
      position = coordinator.ledger.state.position;
      // Asked for in the same turn, so that both share one append.
      const [ended, next] = await Promise.all([ending, coordinator.ask([slot])]);
      this.#judge(ended);
      answer = next;
    }
  }

  async #execute(lease: Lease): Promise<Outcome> {
    const coordinator = this.#coordinator;
    const begunAt = this.#clock.now();
    const cancelled = (): Outcome => ({
      status: 'cancelled',
      metrics: {},
      seconds: (this.#clock.now() - begunAt) / 1000,
    });
    if (this.#ending !== undefined) return cancelled();
    const controller = abortController();
    coordinator.tenure.onLost(lease, () => controller.abort('Its lease went to another process.'));
    try {
      const outcome = await new Promise<Outcome>((resolve, reject) => {
        this.#running.set(lease, { controller, leave: () => resolve(cancelled()) });
        this.#start(lease, controller).then(resolve, reject);
      });
      return outcome.status === 'cancelled' ? this.#cancelled(lease, outcome) : outcome;
    } finally {
      this.#running.delete(lease);
    }
  }

  #start(lease: Lease, controller: AbortControllerLike): Promise<Outcome> {
    const coordinator = this.#coordinator;
    const { record } = coordinator.ledger;
    const { trial, evaluation } = lease;
    return this.#executor.run(jobOf(record, coordinator.terms, lease), {
      signal: controller.signal,
      onStart: () => Promise.resolve(),
      onReport: (step, metrics) => coordinator.report(lease, step, metrics),
      onNote: (key, value) => {
        coordinator
          .write(({ at }) => [{ type: 'noted', at, trial, evaluation, key, value }])
          .catch(() => controller.abort('What it noted could not be kept.'));
      },
    });
  }

  /** What was cancelled because the study has ended is over too; else it runs again. */
  #cancelled(lease: Lease, outcome: Outcome): Outcome {
    const ending = this.#ending;
    if (ending?.running !== 'stop') return outcome;
    const reports = this.#coordinator.ledger.state.reportsOf(lease.evaluation);
    const metrics = Object.assign({}, ...reports.map((report) => report.metrics), outcome.metrics);
    const reason = { code: 'TW_STUDY_ENDED', message: ending.end.reason };
    return { ...outcome, status: 'stopped', metrics, reason };
  }

  /** Looks whether the study is failing as a whole. */
  #judge(ended: Ended): void {
    const { status, reason = '', fatal } = ended;
    if (fatal) this.#fail('TW_STUDY_FATAL', `A program asked to stop the study. ${reason}`);
    if (status === 'stale' || status === 'released' || status === 'crashed' || status === 'cancelled') return;
    const alike = reason.replace(/-?[\d.]+(e[-+]?\d+)?/gi, '#');
    if (status !== 'failed' || (this.#failure !== undefined && this.#failure !== alike)) {
      this.#failures = Number.NEGATIVE_INFINITY;
    }
    this.#failure = alike;
    this.#failures++;
    const { state } = this.#coordinator.ledger;
    if (this.#failures < firstFailures || state.countTrials('completed') > 0) return;
    this.#fail('TW_STUDY_FAILING', `The first ${this.#failures} trials all failed the same way. ${reason}`);
  }

  #fail(code: string, message: string): void {
    const error = new TunewrightError(code, message, {
      kind: 'program',
      mend: 'Mend the program or its command, then run the same study again.',
    });
    this.#end({ status: 'finished', reason: message }, 'release', error);
  }

  #notice(event: Event): void {
    const { ledger, incumbent, terms } = this.#coordinator;
    if (event.type === 'study-controlled') {
      const { state, reason } = ledger.state.control;
      if (state === 'stopped') this.#end({ status: 'stopped', reason }, 'release');
      else if (state === 'finished') this.#end({ status: 'finished', reason }, 'release');
    } else if (event.type === 'trial-ended' && terms.kept === undefined && incumbent.reachedBy >= 0) {
      const reason = `trial ${incumbent.reachedBy} reached the target`;
      this.#end({ status: 'finished', reason }, 'stop');
    }
  }

  /** Ends the run at the study's deadline; what runs may go on for the grace. */
  #deadline(): () => void {
    const { ledger, stopwatch, terms } = this.#coordinator;
    let cancel = (): void => {};
    const wait = (): void => {
      const { timeMs } = ledger.budget;
      if (timeMs === undefined) return;
      // Longer ones overflow the timers of Node and browsers.
      const leftMs = Math.min(timeMs - stopwatch.elapsedMs(), 2 ** 31 - 1);
      cancel = this.#clock.after(Math.max(0, leftMs), () => {
        if (stopwatch.elapsedMs() < (ledger.budget.timeMs ?? Number.POSITIVE_INFINITY)) {
          wait();
          return;
        }
        const end: StudyEnd = { status: 'finished', reason: `the time of ${timeMs / 1000} s is used up` };
        this.#ending ??= { end, running: 'stop' };
        this.#coordinator.stir();
        cancel = this.#clock.after(terms.definition.graceMs, () => this.#cancelRunning());
      });
    };
    wait();
    return () => cancel();
  }

  /** The first reason counts. */
  #end(end: StudyEnd, running: Ending['running'], error?: TunewrightError): void {
    if (this.#ending !== undefined && error === undefined) {
      this.#cancelRunning();
      return;
    }
    this.#ending = { end, running, ...(error !== undefined && { error }) };
    this.#coordinator.stir();
    this.#cancelRunning();
  }

  #cancelRunning(): void {
    for (const { controller } of this.#running.values()) controller.abort(this.#ending?.end.reason);
  }

  /** Everything here is over: the log says so, unless it is only this process that goes. */
  async #close(): Promise<StudyEnd> {
    const { end, error } = this.#ending as Ending;
    const { ledger, aside } = this.#coordinator;
    if (!aside && end.status === 'finished' && ledger.state.control.state === 'active') {
      const { reason } = end;
      await this.#coordinator.write(({ at }) =>
        ledger.state.control.state === 'active'
          ? [
              ...closings(this.#coordinator.terms, ledger.state, at),
              { type: 'study-controlled', at, action: 'finish', reason },
            ]
          : [],
      );
    }
    if (error !== undefined) throw error;
    return end;
  }
}

function abortion(signal: AbortSignalLike | undefined): StudyEnd {
  const { reason } = signal ?? {};
  return { status: 'aborted', reason: typeof reason === 'string' ? reason : 'it was interrupted' };
}

function listen(signal: AbortSignalLike | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}
