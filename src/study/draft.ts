import type { Sample } from '../evaluation/estimate.ts';
import type { ParamValue } from '../space/space.ts';
import type { EvaluationStarted, Event, TrialCreated, TrialStatus } from '../trial/event.ts';
import type { StudyState } from '../trial/state.ts';

/** How an evaluation ended that gives no result. */
export interface Ruin {
  readonly status: TrialStatus;
  readonly reason: string | undefined;
}

/**
 * Events that are about to be appended together, and what the state will be with them as far as allocations need
 * to know. The state itself holds durable events only.
 */
export class Draft {
  readonly state: StudyState;
  /** Time of its events. */
  readonly at: number;
  readonly events: Event[] = [];
  /** Trials that are created here. */
  readonly created: {
    readonly origin: TrialCreated['origin'];
    readonly parent: number;
    readonly tag: ParamValue | undefined;
    readonly row: Float64Array;
  }[] = [];
  /** Evaluations that begin here. */
  readonly begun: Pick<EvaluationStarted, 'evaluation' | 'trial' | 'purpose' | 'target'>[] = [];
  /** Trials whose results are frozen here. */
  readonly closed: Map<number, TrialStatus> = new Map();
  /** What evaluations that end here say, by trial. */
  readonly samples: Map<number, Sample[]> = new Map();
  /** How evaluations that give no result end here, by trial. */
  readonly ruined: Map<number, Ruin> = new Map();
  /** Trials with those of this draft. */
  trials: number;
  /** Evaluations with those of this draft. */
  evaluations: number;
  /** Evaluations under a lease, with this draft. */
  running: number;
  /** Evaluations that wait for a lease, with this draft. */
  waiting: number;
  /** New trials that are decided on and have no configuration yet. */
  planned = 0;
  /** Repeats of noisy trials that are started here; they count like trials. */
  repeats = 0;
  /** The next ordinal, once suggestions were made for this draft; -1 before. */
  ordinal = -1;
  /** Why there is no further configuration, once that is known. */
  exhausted: string | undefined;
  /** How many of the events the sampler was told ahead of time. */
  told = 0;
  /** True when it is only right if nothing else comes before it. */
  exclusive = false;
  /** True when what it holds must be durable before anything can be allocated after it. */
  settling = false;
  #touched: Set<number> | undefined;

  constructor(state: StudyState, at: number) {
    this.state = state;
    this.at = at;
    this.trials = state.trialCount;
    this.evaluations = state.evaluationCount;
    this.running = state.running;
    this.waiting = state.countEvaluations('waiting');
  }

  /** Log position of the next event. */
  get position(): number {
    return this.state.position + this.events.length;
  }

  /** The lease of an evaluation ends or begins here. */
  touch(evaluation: number): void {
    this.#touched ??= new Set();
    this.#touched.add(evaluation);
  }

  touches(evaluation: number): boolean {
    return this.#touched?.has(evaluation) === true;
  }

  /** Whether `token` is the right to change the evaluation. */
  holds(evaluation: number, token: number): boolean {
    const { token: tokens } = this.state.data.evaluations;
    return (
      token >= 0 &&
      evaluation < tokens.length &&
      tokens.get(evaluation) === token &&
      !this.touches(evaluation)
    );
  }
}
