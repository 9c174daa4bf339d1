import type { Metrics } from '../../../trial/event.ts';
import type { Reply } from '../../port.ts';

/** Passes reports on one after the other, in order. */
export class ReportQueue {
  readonly #send: (step: number, metrics: Metrics) => Promise<Reply>;
  #last: Promise<unknown>;
  #length = 0;

  /** Nothing is sent before `ready` resolves. */
  constructor(ready: Promise<unknown>, send: (step: number, metrics: Metrics) => Promise<Reply>) {
    this.#last = ready;
    this.#send = send;
  }

  /** How many wait. */
  get length(): number {
    return this.#length;
  }

  push(step: number, metrics: Metrics): Promise<Reply> {
    this.#length += 1;
    const reply = this.#last.then(() => this.#send(step, metrics));
    this.#last = reply.finally(() => {
      this.#length -= 1;
    });
    this.#last.catch(() => {});
    return reply;
  }

  /** Resolves when all are answered; rejects if one could not be sent. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
