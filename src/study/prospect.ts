import { type Attainable, attainable } from '../analysis/attainable.ts';
import { observationsOf } from '../analysis/observations.ts';
import type { Ledger } from './ledger.ts';
import type { Terms } from './terms.ts';

/** A model is asked after so many completed trials, and then after every so many more. */
const firstTrials = 20;
const everyTrials = 5;

/** Whether more trials can still be worth while; looked at now and then, as it takes a while. */
export class Prospect {
  readonly #terms: Terms;
  readonly #ledger: Ledger;
  /** Completed trials when it was last looked at. */
  #looked = 0;
  #found: Attainable | undefined;

  constructor(terms: Terms, ledger: Ledger) {
    this.#terms = terms;
    this.#ledger = ledger;
  }

  /** What can be gained and what not, if that is too little; undefined while more trials may pay. */
  settled(least: number | 'noise'): string | undefined {
    const { state } = this.#ledger;
    const completed = state.countTrials('completed');
    if (completed >= firstTrials && completed - this.#looked >= everyTrials) {
      this.#looked = completed - (completed % everyTrials);
      const { seed } = this.#terms.definition;
      this.#found = attainable(observationsOf(state, this.#terms, { confirmed: false }), seed);
    }
    if (this.#found === undefined) return undefined;
    const { gain, noise } = this.#found;
    if (!(gain < (least === 'noise' ? noise : least))) return undefined;
    const most = `at most ${short(gain)} to gain`;
    return least === 'noise' ? `${most}, noise ${short(noise)}` : most;
  }
}

function short(number: number): string {
  return String(Number(number.toPrecision(2)));
}
