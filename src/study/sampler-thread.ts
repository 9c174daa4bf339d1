import type { Change, Choice, Request, Suggestion, Transferred } from '../sampler/port.ts';
import type { Definition } from './definition/definition.ts';

/** What a sampler gave, and what it says of itself. */
export interface Thought {
  readonly suggestions: readonly Suggestion[];
  readonly choice?: Choice;
  readonly explanation?: string;
  /** How long it took. */
  readonly ms: number;
}

/** A sampler in a thread of its own. What it is told and asked it does in that order. */
export interface SamplerThread {
  update(changes: readonly Change[]): void;
  /** Rejects when the sampler threw or the thread has died; then it is of no more use. */
  suggest(request: Request): Promise<Thought>;
  close(): Promise<void>;
}

/** Where a sampler may work without holding up this thread. */
export interface SamplerPlace {
  /** From the first suggestion on; otherwise only once suggestions have been slow here. */
  readonly always: boolean;
  /** The sampler that the definition names, for the problem that it is. */
  start(definition: Definition, transferred: readonly Transferred[]): SamplerThread;
}
