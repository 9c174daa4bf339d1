import type { Outcome } from '../executor/port.ts';
import type { ParamValue } from '../space/space.ts';
import type { EvaluationStatus, Metrics } from '../trial/event.ts';
import type { Intent } from './desk.ts';
import type { Draft } from './draft.ts';
import type { Lease } from './lease.ts';
import { reachedByReports } from './samples.ts';
import { settle } from './settlement.ts';
import type { Steering } from './steering.ts';
import { missingObjective, reportShare, type Terms } from './terms.ts';

/** What became of an evaluation. */
export interface Ended {
  /** 'stale' when the lease was lost before; 'released' and 'crashed' wait to run again. */
  readonly status: EvaluationStatus | 'stale' | 'released' | 'crashed';
  readonly reason?: string;
  readonly fatal: boolean;
}

const notFinite = 'TW_METRIC_NOT_FINITE';

interface Judgement {
  readonly status: EvaluationStatus;
  readonly metrics: Metrics;
  readonly reason: string | undefined;
}

/** The end of an evaluation under its lease: a result, a crash that is tried again, or a release. */
export class Ending implements Intent {
  readonly #terms: Terms;
  readonly #steering: Steering;
  readonly #lease: Lease;
  readonly #outcome: Outcome;
  readonly #judged: Judgement;
  readonly #resolve: (ended: Ended) => void;
  readonly #reject: (error: unknown) => void;
  #ended: Ended = { status: 'stale', fatal: false };

  constructor(
    parts: { readonly terms: Terms; readonly steering: Steering },
    lease: Lease,
    outcome: Outcome,
    resolve: (ended: Ended) => void,
    reject: (error: unknown) => void,
  ) {
    this.#terms = parts.terms;
    this.#steering = parts.steering;
    this.#lease = lease;
    this.#outcome = outcome;
    this.#judged = judge(parts.terms, outcome);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  stage(draft: Draft): void {
    const { evaluation, token } = this.#lease;
    const { status, reason } = this.#judged;
    const fatal = this.#outcome.fatal === true;
    if (!draft.holds(evaluation, token)) {
      this.#ended = { status: 'stale', fatal: false };
      return;
    }
    draft.touch(evaluation);
    draft.running--;
    draft.exclusive = true;
    const why = reason === undefined ? {} : { reason };
    const wait = this.#waits(draft);
    if (wait !== undefined) {
      const { seconds } = this.#outcome;
      draft.events.push({ type: 'lease-ended', at: draft.at, evaluation, token, why: wait, seconds, ...why });
      draft.waiting++;
      draft.settling = true;
    } else {
      const reached = this.#reached(draft);
      const said = this.#said(draft);
      this.#endEvaluation(draft, reached, said);
      if (this.#lease.purpose === 'search') {
        const { trial, target } = this.#lease;
        const { metrics } = this.#judged;
        const over = { trial, evaluation, target, status, metrics, reached, reason: said };
        settle(this.#terms, this.#steering, draft, over);
      } else draft.settling = true;
    }
    if (fatal && draft.state.control.state === 'active') {
      const said = reason ?? 'the program asked for it';
      draft.events.push({ type: 'study-controlled', at: draft.at, action: 'finish', reason: said });
      draft.settling = true;
    }
    this.#ended = { status: wait ?? status, fatal, ...why };
  }

  committed(): void {
    this.#resolve(this.#ended);
  }

  failed(error: unknown): void {
    this.#reject(error);
  }

  /** Whether the evaluation is to run again with the same configuration. */
  #waits(draft: Draft): 'released' | 'crashed' | undefined {
    const { status } = this.#judged;
    if (status === 'cancelled') return 'released';
    if (status !== 'failed' || this.#outcome.retryable !== true || this.#outcome.fatal) return undefined;
    const crashes = draft.state.data.evaluations.crashes.get(this.#lease.evaluation);
    return crashes < this.#terms.definition.retries ? 'crashed' : undefined;
  }

  #endEvaluation(draft: Draft, reached: Metrics, reason: string | undefined): void {
    const { evaluation, token } = this.#lease;
    const { status, metrics } = this.#judged;
    const { seconds } = this.#outcome;
    const { cost: unit } = this.#terms.definition;
    const spent = draft.state.data.evaluations.seconds.get(evaluation) + seconds;
    const provenance = this.#provenance();
    draft.events.push({
      type: 'evaluation-ended',
      at: draft.at,
      evaluation,
      token,
      status,
      metrics,
      reached,
      seconds,
      cost: unit === 'seconds' ? spent : (metrics[unit] ?? this.#amount(draft, reached, unit)),
      ...(reason !== undefined && { reason }),
      ...(provenance !== undefined && { provenance }),
    });
  }

  /** Of a fidelity, what this evaluation added to what it began with; NaN of anything else. */
  #amount(draft: Draft, reached: Metrics, unit: string): number {
    const { fidelity } = this.#terms;
    if (!Object.hasOwn(fidelity, unit)) return Number.NaN;
    const { evaluation, reached: before } = this.#lease;
    const { state } = draft;
    const came = reached[unit] ?? reachedByReports(this.#terms, state, evaluation)[unit] ?? 0;
    const begun = before[unit] ?? 0;
    const [first] = state.reportsOf(evaluation);
    // Who reports an amount that was reached before has begun anew.
    const anew =
      first !== undefined &&
      (reportShare(this.#terms, first.step, first.metrics) ?? 1) * fidelity[unit]! <= begun;
    return Math.max(0, anew ? came : came - begun);
  }

  /** What the program does not tell follows from its target, or of a stopped one from its reports. */
  #reached(draft: Draft): Metrics {
    const { reached = {} } = this.#outcome;
    const { evaluation, target } = this.#lease;
    if (Object.keys(reached).length > 0) return reached;
    if (this.#judged.status === 'completed') return target.fidelity;
    return this.#judged.status === 'stopped' ? reachedByReports(this.#terms, draft.state, evaluation) : {};
  }

  /** Why it did not complete: of what the scheduler stopped, the scheduler's reason. */
  #said(draft: Draft): string | undefined {
    const { status, reason } = this.#judged;
    return status === 'stopped' ? (draft.state.verdict(this.#lease.evaluation)?.reason ?? reason) : reason;
  }

  /** With the stack of an exception, which the logs of functions would not have. */
  #provenance(): ParamValue | undefined {
    const { provenance, reason } = this.#outcome;
    if (reason?.details === undefined) return provenance;
    const known = typeof provenance === 'object' && provenance !== null ? provenance : {};
    return { ...known, details: reason.details };
  }
}

/** An outcome without a finite objective is a failure, whatever the executor thought. */
function judge(terms: Terms, outcome: Outcome): Judgement {
  const { status, metrics, reason } = outcome;
  if (status === 'completed') {
    const missing = missingObjective(terms, metrics);
    if (missing === undefined) return { status, metrics, reason: undefined };
    return { status: 'failed', metrics, reason: `${notFinite}: ${missing}` };
  }
  return {
    status,
    metrics,
    reason: reason === undefined ? 'no reason was given' : `${reason.code}: ${reason.message}`,
  };
}
