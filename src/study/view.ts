import type { SchedulerView, TrialView } from '../scheduler/port.ts';
import type { Allowance } from './budget.ts';
import type { Draft } from './draft.ts';
import type { Terms } from './terms.ts';

/** What a scheduler sees while a draft is made. */
export function schedulerView(terms: Terms, draft: Draft, allowance: Allowance): SchedulerView {
  const { state } = draft;
  return {
    get trials(): number {
      return draft.trials + draft.planned;
    },
    trial(number): TrialView {
      const { parent, evaluations } = state.data.trials;
      const status = state.trialStatus(number);
      return { trial: number, status, parent: parent.get(number), evaluations: evaluations.get(number) };
    },
    get trialsLeft(): number {
      return allowance.trialsLeft(draft);
    },
    fidelity: terms.fidelity,
    seed: terms.definition.seed,
  };
}
