import type { Outcome, Reply } from '../executor/port.ts';
import { hash32 } from '../math/random.ts';
import type { ReportView } from '../scheduler/port.ts';
import type { Event, Metrics, Target } from '../trial/event.ts';
import { Allocation, type Answer } from './allocation.ts';
import { Allowance } from './budget.ts';
import { Desk } from './desk.ts';
import { Draft } from './draft.ts';
import { type Ended, Ending } from './ending.ts';
import { Incumbent } from './incumbent.ts';
import { Beginning, Release, Report, Write } from './intents.ts';
import type { Lease, Start } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { saveSnapshot } from './opening.ts';
import type { StudyParts } from './parts.ts';
import { Pulse } from './pulse.ts';
import { Steering } from './steering.ts';
import { Stopwatch } from './stopwatch.ts';
import { Suggester } from './suggester.ts';
import { Tenure } from './tenure.ts';
import { reportShare, type Terms, valuesOf } from './terms.ts';

/** How soon what others did is noticed. */
const pollMs = 200;
/** So many events are folded in under a second. */
const snapshotEvents = 250_000;

/** Holds a study for this process: leases evaluations, takes reports and results, and sees what others do. */
export class Coordinator {
  readonly aside: boolean;
  readonly terms: Terms;
  readonly ledger: Ledger;
  readonly incumbent: Incumbent;
  readonly stopwatch: Stopwatch;
  readonly tenure: Tenure;
  readonly pulse: Pulse;
  readonly suggester: Suggester;
  readonly steering: Steering;
  readonly #parts: StudyParts;
  readonly #allowance: Allowance;
  readonly #allocation: Allocation;
  readonly #desk: Desk;
  #holding: (() => void) | undefined;
  /** Where the last snapshot ends; 0 without one. */
  #savedAt: number;
  #waiters: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];

  /** @param aside - what it begins lies outside the budget, and its end is not that of the study */
  constructor(parts: StudyParts, terms: Terms, ledger: Ledger, aside = false) {
    const { clock, worker } = parts;
    this.#parts = parts;
    this.aside = aside;
    this.terms = terms;
    this.ledger = ledger;
    this.#savedAt = ledger.snapshotPosition;
    this.incumbent = new Incumbent(terms, ledger);
    this.stopwatch = new Stopwatch(clock, ledger.state);
    const place = parts.samplers && { samplers: parts.samplers, onReady: () => this.stir() };
    this.suggester = new Suggester(terms, parts.sampler(terms.definition), ledger, clock, place);
    this.tenure = new Tenure(ledger, clock, parts.isAlive);
    this.#allowance = new Allowance(terms, ledger, this.incumbent, this.stopwatch, aside);
    this.steering = new Steering(terms, parts.scheduler(terms.definition), ledger, this.#allowance);
    this.#allocation = new Allocation({
      terms,
      ledger,
      steering: this.steering,
      suggester: this.suggester,
      allowance: this.#allowance,
      worker,
      aside,
      onLease: (lease) => this.#hold(lease),
    });
    this.#desk = new Desk(ledger, clock, this.#allocation);
    this.pulse = new Pulse(clock, pollMs, () => this.#beat());
    ledger.listen(() => this.stir());
  }

  /** One lease for each slot, or as many as there are now. */
  ask(slots: readonly number[]): Promise<Answer> {
    const answer = this.#allocation.ask(slots);
    this.#desk.wake();
    return answer;
  }

  /** Keeps an intermediate value; resolves once it is durable, with what the evaluation is to do. */
  async report(lease: Lease, step: number, metrics: Metrics): Promise<Reply> {
    const { trial, evaluation, token } = lease;
    const counted = await new Promise<boolean>((resolve, reject) =>
      this.#desk.submit(new Report({ evaluation, token, step }, metrics, { resolve, reject })),
    );
    if (!counted) return 'stop';
    if (lease.purpose !== 'search') return 'continue';
    const values = valuesOf(this.terms, metrics);
    if (!values.every(Number.isFinite)) return 'continue';
    const share = reportShare(this.terms, step, metrics) ?? Number.NaN;
    return this.#verdict(lease, { trial, evaluation, step, share, values });
  }

  /** Asks the scheduler; what it says is durable before the program hears of it. */
  async #verdict(lease: Lease, report: ReportView): Promise<Reply> {
    const { state } = this.ledger;
    const { evaluation, token } = lease;
    const before = state.verdict(evaluation);
    if (before !== undefined) return before.verdict;
    const { position } = state;
    const view = this.steering.view(new Draft(state, this.#parts.clock.now()));
    const said = this.steering.scheduler.onReport(view, report);
    if (said.type === 'continue') return 'continue';
    const { type: verdict, reason } = said;
    const { step } = report;
    const { name, version } = this.steering.algorithm;
    const given = { evaluation, token, verdict, position, step, scheduler: [name, version], reason } as const;
    await this.write((draft) =>
      draft.holds(evaluation, token) && draft.state.verdict(evaluation) === undefined
        ? [{ type: 'verdict-given', at: draft.at, ...given }]
        : [],
    );
    return verdict;
  }

  /** Ends an evaluation under its lease; resolves once that is durable. */
  async end(lease: Lease, outcome: Outcome): Promise<Ended> {
    const { terms, steering } = this;
    const parts = { terms, steering };
    const ended = await new Promise<Ended>((resolve, reject) =>
      this.#desk.submit(new Ending(parts, lease, outcome, resolve, reject)),
    );
    this.tenure.drop(lease);
    return ended;
  }

  /** Leases another evaluation of a trial, with a seed of its own, outside the budget of trials. */
  async again(trial: number, evaluations: number): Promise<Lease> {
    const seed = hash32(hash32(this.terms.definition.seed, trial), evaluations);
    const target: Target = { fidelity: this.terms.fidelity, seed, fold: -1, split: 'search' };
    const start: Start = { trial, purpose: 'rerun', target };
    const lease = await new Promise<Lease>((resolve, reject) =>
      this.#desk.submit(new Beginning(this.#parts.worker, start, { resolve, reject })),
    );
    this.#hold(lease);
    return lease;
  }

  /** Appends events that are right whatever else happened; resolves with the position of the first. */
  write(make: (draft: Draft) => readonly Event[]): Promise<number> {
    return new Promise((resolve, reject) => this.#desk.submit(new Write(make, { resolve, reject })));
  }

  /** Resolves when the log grows beyond a position. */
  grown(position: number): Promise<void> {
    if (this.ledger.state.position > position) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Takes back what dead processes held, and ends what their programs left running here. */
  async recover(always: boolean): Promise<void> {
    const abandoned = await this.tenure.abandoned();
    if (abandoned.length === 0 && !always) return;
    const dead = new Set(abandoned.map(({ token }) => token));
    const { state, record } = this.ledger;
    const { token: tokens } = state.data.evaluations;
    // A lease that this process has not read of yet is live.
    const isLive = (evaluation: number, token: number): boolean =>
      token >= state.position || (tokens.get(evaluation) === token && !dead.has(token));
    if (state.evaluationCount > 0) await this.#parts.endLeftovers?.(record.id, isLive);
    await Promise.all(
      abandoned.map(
        (lease) =>
          new Promise<boolean>((resolve, reject) =>
            this.#desk.submit(new Release({ ...lease, why: 'expired' }, { resolve, reject })),
          ),
      ),
    );
  }

  /** Why the budget allows nothing more, if so. */
  exhausted(): string | undefined {
    const draft = new Draft(this.ledger.state, this.#parts.clock.now());
    if (draft.waiting > 0) return this.#allowance.over();
    const over = this.#allowance.over();
    if (over !== undefined) return over;
    const next = this.steering.scheduler.next(this.steering.view(draft));
    if (next.type === 'new-trial' || next.type === 'child-trial') return this.#allowance.overForNew(draft);
    return next.type === 'finished' ? (this.#allowance.overForNew(draft) ?? next.reason) : undefined;
  }

  /** Gives back the leases that are still held, and writes what was asked for. */
  async close(): Promise<void> {
    await this.pulse.close();
    const seconds = (lease: Lease): number => (this.#parts.clock.now() - lease.at) / 1000;
    const released = [...this.tenure.leases].map((lease) =>
      this.end(lease, { status: 'cancelled', metrics: {}, seconds: seconds(lease) }),
    );
    await this.#desk.close();
    await Promise.all(released);
    await this.suggester.close();
    if (this.#parts.snapshots) await saveSnapshot(this.ledger, this.#savedAt);
    this.stir();
  }

  #hold(lease: Lease): void {
    this.#holding ??= this.pulse.hold(false);
    this.tenure.take(lease);
  }

  /** A process that is killed late should not leave a long log to be folded. */
  async #keepSnapshot(): Promise<void> {
    if (!this.#parts.snapshots) return;
    const { position } = this.ledger.state;
    if (position - this.#savedAt < snapshotEvents) return;
    await saveSnapshot(this.ledger, this.#savedAt);
    this.#savedAt = position;
  }

  async #beat(): Promise<void> {
    try {
      if (await this.ledger.behind()) await this.ledger.catchUp();
      await this.tenure.renew();
      await this.recover(false);
      await this.#keepSnapshot();
      if (this.tenure.size === 0) {
        this.#holding?.();
        this.#holding = undefined;
      }
    } catch (error) {
      for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    }
  }

  /** Wakes whoever waits for something to happen. */
  stir(): void {
    if (this.#waiters.length > 0) for (const waiter of this.#waiters.splice(0)) waiter.resolve();
  }
}
