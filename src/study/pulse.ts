import type { Clock } from '../platform.ts';

/** Calls back again and again while somebody holds it; one call ends before the next begins. */
export class Pulse {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #beat: () => Promise<void>;
  #holders = 0;
  /** Holders that keep the process alive. */
  #waiting = 0;
  #cancel: (() => void) | undefined;
  #beating: Promise<void> | undefined;

  constructor(clock: Clock, intervalMs: number, beat: () => Promise<void>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#beat = beat;
  }

  /** @param waiting - somebody waits for what a beat brings, so the process must live on. @returns what lets go */
  hold(waiting: boolean): () => void {
    this.#holders++;
    if (waiting && this.#waiting++ === 0) this.#disarm();
    this.#arm();
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holders--;
      if (waiting && --this.#waiting === 0) {
        this.#disarm();
        this.#arm();
      }
    };
  }

  /** Lets go of everything and waits for the beat under way. */
  async close(): Promise<void> {
    this.#holders = Number.NEGATIVE_INFINITY;
    this.#disarm();
    await this.#beating;
  }

  #arm(): void {
    if (this.#cancel !== undefined || this.#beating !== undefined || this.#holders <= 0) return;
    this.#cancel = this.#clock.after(this.#intervalMs, () => void this.#run(), this.#waiting === 0);
  }

  #disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  async #run(): Promise<void> {
    this.#cancel = undefined;
    this.#beating = this.#beat();
    await this.#beating;
    this.#beating = undefined;
    this.#arm();
  }
}
