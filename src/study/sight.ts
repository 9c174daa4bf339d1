import type { TrialView } from '../scheduler/port.ts';
import type { ParamValue } from '../space/space.ts';
import { trialOrigins } from '../trial/kinds.ts';
import type { StudyState } from '../trial/state.ts';
import type { Draft } from './draft.ts';

/** A durable trial as a draft leaves it. Schedulers look at many trials for one thing, so nothing is made before it is asked for. */
export class TrialSight implements TrialView {
  readonly trial: number;
  readonly #draft: Draft;

  constructor(draft: Draft, trial: number) {
    this.#draft = draft;
    this.trial = trial;
  }

  get status(): TrialView['status'] {
    const { closed, begun } = this.#draft;
    const end = closed.get(this.trial);
    if (end !== undefined) return end;
    for (const { trial } of begun) if (trial === this.trial) return 'running';
    return this.#state.trialStatus(this.trial);
  }

  get origin(): TrialView['origin'] {
    return trialOrigins[this.#state.data.trials.origin.get(this.trial)]!;
  }

  get parent(): number {
    return this.#state.data.trials.parent.get(this.trial);
  }

  get tag(): ParamValue | undefined {
    return this.#state.data.tags.get(this.trial);
  }

  get row(): Float64Array {
    return this.#state.row(this.trial);
  }

  get evaluations(): readonly number[] {
    const more = this.#draft.begun.filter(({ trial }) => trial === this.trial);
    return [...this.#state.evaluationsOf(this.trial), ...more.map(({ evaluation }) => evaluation)];
  }

  get #state(): StudyState {
    return this.#draft.state;
  }
}
