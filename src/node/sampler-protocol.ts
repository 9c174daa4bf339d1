import type { Change, Request, Transferred } from '../sampler/port.ts';
import type { Definition } from '../study/definition/definition.ts';
import type { Thought } from '../study/sampler-thread.ts';

/** What a sampler's thread begins with. */
export interface SamplerSetup {
  readonly definition: Definition;
  readonly transferred: readonly Transferred[];
}

export type ToSampler =
  | { readonly type: 'update'; readonly changes: readonly Change[] }
  | { readonly type: 'suggest'; readonly request: Request };

/** One for each request, in their order. */
export type FromSampler =
  | { readonly type: 'thought'; readonly thought: Thought }
  | { readonly type: 'failed'; readonly message: string };
