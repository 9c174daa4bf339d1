import { endPosition } from '../../study/ledger.ts';
import { type Terms, withinLimits } from '../../study/terms.ts';
import type { Event, Metrics } from '../../trial/event.ts';
import type { StudyState } from '../../trial/state.ts';

/** A trial that has just ended, as the screen tells of it. */
export interface Ended {
  readonly trial: number;
  readonly status: string;
  readonly metrics: Metrics;
  readonly reason: string | undefined;
  /** It is now the best. */
  readonly best: boolean;
}

/** What the screen remembers of a study beyond its state: the course of the best value. O(1) for each event. */
export class Progress {
  readonly terms: Terms;
  readonly state: StudyState;
  /** Best value of the first objective after each completed trial. */
  readonly curve: number[] = [];
  /** -1 before there is one. */
  best = -1;
  /** Of the last failure. */
  failure: { readonly trial: number; readonly reason: string } | undefined;
  /** Trials that ended while this process looked on. */
  endedHere = 0;

  constructor(terms: Terms, state: StudyState) {
    this.terms = terms;
    this.state = state;
    const { endedPosition } = state.data.trials;
    const ended: number[] = [];
    for (let trial = 0; trial < state.trialCount; trial++)
      if (endedPosition.get(trial) >= 0) ended.push(trial);
    ended.sort((a, b) => endPosition(state, a) - endPosition(state, b));
    for (const trial of ended) this.#take(trial);
  }

  /** Takes an event that the state has folded in already. */
  apply(event: Event): Ended | undefined {
    if (event.type !== 'trial-ended') return undefined;
    this.endedHere += 1;
    return this.#take(event.trial);
  }

  #take(trial: number): Ended {
    const { state, terms } = this;
    const { status, metrics, reason } = state.trial(trial);
    const [objective] = terms.objectives;
    const value = objective === undefined ? Number.NaN : (metrics[objective.metric] ?? Number.NaN);
    const sign = objective?.sign ?? 1;
    const known = this.curve.at(-1);
    const counts = status === 'completed' && Number.isFinite(value) && withinLimits(terms, metrics);
    const best = counts && (known === undefined || sign * value < sign * known);
    if (best) this.best = trial;
    if (counts) this.curve.push(best ? value : (known ?? value));
    if (status === 'failed') this.failure = { trial, reason: reason ?? 'no reason known' };
    return { trial, status, metrics, reason, best };
  }
}

/** How many trials there will be, as far as that is known: the budget, or all configurations if those are fewer. */
export function expectedTrials({ definition, space }: Terms): number | undefined {
  const { trials } = definition.budget;
  const size = definition.noisy ? Number.POSITIVE_INFINITY : space.size;
  const total = Math.min(trials ?? Number.POSITIVE_INFINITY, size);
  return Number.isFinite(total) ? total : undefined;
}
