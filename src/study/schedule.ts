import type { ParamValues } from '../space/space.ts';
import type { Metrics } from '../trial/event.ts';
import { purposes } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import type { Terms } from './terms.ts';

/** From one amount of the fidelity to another, a configuration is in force. */
export interface Step<Params = ParamValues> {
  readonly trial: number;
  readonly params: Params;
  /** Amounts reached before; empty at the beginning. */
  readonly from: Metrics;
  /** Amounts reached after it. */
  readonly to: Metrics;
  /** The trial's result, where it has one. */
  readonly metrics: Metrics;
  /** Why the scheduler went on in this way. */
  readonly reason: string | undefined;
}

const search = purposes.indexOf('search');

/**
 * What was in force until a trial was reached: its own evaluations after those of the trials that it continues, from the
 * beginning. Trained again with these, in this order, a program does what the trial's chain did.
 */
export function scheduleOf<Params>(terms: Terms, state: StudyState, trial: number): Step<Params>[] {
  const steps: Step<Params>[] = [];
  let from: Metrics = {};
  for (const number of chainOf(state, trial)) {
    const { row, metrics, attributes } = state.trial(number);
    const given = typeof attributes.reason === 'string' ? attributes.reason : undefined;
    for (const evaluation of state.evaluationsOf(number)) {
      if (state.data.evaluations.purpose.get(evaluation) !== search) continue;
      const { reached: to } = state.evaluation(evaluation);
      const reason = state.startReason(evaluation) ?? given;
      // The space made the row, and Params was inferred from the space.
      const params = terms.space.toParams(row) as Params;
      steps.push({ trial: number, params, from, to, metrics, reason });
      from = to;
    }
  }
  return steps;
}

/** The trials that lead to a trial, itself last. */
function chainOf(state: StudyState, trial: number): number[] {
  const chain: number[] = [];
  for (let t = trial; t >= 0; t = state.trial(t).parent) chain.unshift(t);
  return chain;
}
