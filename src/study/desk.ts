import { TunewrightError } from '../errors.ts';
import type { Clock } from '../platform.ts';
import { Draft } from './draft.ts';
import type { Ledger } from './ledger.ts';

/** Something to be written: it adds its events to a draft, again and again until one is appended. */
export interface Intent {
  /** Adds its events, or none if they are no longer right. Throws before it adds any. */
  stage(draft: Draft): void;
  /** What it staged last is durable and folded in. */
  committed(): void;
  failed(error: unknown): void;
}

/** Allocates: fills drafts for all that ask at once. */
export interface Allocator {
  /** Whether somebody asks. */
  readonly pending: boolean;
  /** Whether it may go into one draft with what ends in it. */
  readonly together: boolean;
  stage(draft: Draft): void;
  committed(): void;
  refused(): void;
  failed(error: unknown): void;
}

/**
 * The one place of this process that writes to the log. One append is under way at a time, and all that is asked for
 * meanwhile goes into the next one, so that many evaluations share a sync of the disk. Appends that depend on the state
 * are compared: when others' events came first they are made anew.
 */
export class Desk {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #allocator: Allocator;
  #intents: Intent[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;

  constructor(ledger: Ledger, clock: Clock, allocator: Allocator) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#allocator = allocator;
  }

  /** Writes when the current append is through; several calls of one turn go together. */
  submit(intent: Intent): void {
    if (this.#closed) {
      intent.failed(closed());
      return;
    }
    this.#intents.push(intent);
    this.wake();
  }

  /** Serves the allocator. */
  wake(): void {
    this.#writing ??= this.#write();
  }

  /** Writes what was asked for, then nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
  }

  async #write(): Promise<void> {
    // What the rest of this turn asks for goes along.
    await undefined;
    while (this.#intents.length > 0 || (this.#allocator.pending && !this.#closed)) {
      const intents = this.#intents;
      this.#intents = [];
      await this.#commit(intents);
    }
    this.#writing = undefined;
  }

  async #commit(intents: Intent[]): Promise<void> {
    const ledger = this.#ledger;
    const allocator = this.#allocator;
    let asking = false;
    let serving = true;
    try {
      for (;;) {
        const draft = new Draft(ledger.state, this.#clock.now());
        let kept = 0;
        for (const intent of intents) {
          try {
            intent.stage(draft);
            intents[kept++] = intent;
          } catch (error) {
            intent.failed(error);
          }
        }
        intents.length = kept;
        asking =
          serving &&
          allocator.pending &&
          !this.#closed &&
          (draft.events.length === 0 || (allocator.together && !draft.settling));
        if (asking) {
          try {
            allocator.stage(draft);
          } catch (error) {
            // A fault of the sampler takes nobody's result away: the rest is written without it.
            allocator.refused();
            allocator.failed(error);
            serving = false;
            continue;
          }
        }
        const position =
          draft.events.length === 0
            ? draft.state.position
            : await ledger.append(draft.events, draft.exclusive ? draft.state.position : undefined);
        if (position !== 'conflict') break;
        if (asking) allocator.refused();
        await ledger.catchUp();
      }
    } catch (error) {
      for (const intent of intents) intent.failed(error);
      if (asking) {
        allocator.refused();
        allocator.failed(error);
      }
      return;
    }
    for (const intent of intents) intent.committed();
    if (asking) allocator.committed();
  }
}

function closed(): TunewrightError {
  return new TunewrightError('TW_STUDY_CLOSED', 'The study is closed.', {
    mend: 'Open it again before using it.',
  });
}
