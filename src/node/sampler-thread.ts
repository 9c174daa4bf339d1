import { Worker } from 'node:worker_threads';
import type { Change, Request } from '../sampler/port.ts';
import type { SamplerPlace, SamplerThread, Thought } from '../study/sampler-thread.ts';
import type { FromSampler, SamplerSetup, ToSampler } from './sampler-protocol.ts';

const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './sampler-worker.ts' : './sampler-worker.js',
  import.meta.url,
);

/** Worker threads of Node; one that nobody waits for does not keep the process alive. */
export function samplerPlace(always: boolean): SamplerPlace {
  return {
    always,
    start: (definition, transferred) => new WorkerSampler({ definition, transferred }),
  };
}

interface Waiting {
  readonly resolve: (thought: Thought) => void;
  readonly reject: (error: Error) => void;
}

class WorkerSampler implements SamplerThread {
  readonly #worker: Worker;
  #waiting: Waiting[] = [];
  #death: Error | undefined;

  constructor(setup: SamplerSetup) {
    this.#worker = new Worker(workerUrl, { workerData: setup });
    this.#worker.unref();
    this.#worker.on('message', (message: FromSampler) => {
      const waiting = this.#waiting.shift();
      if (this.#waiting.length === 0) this.#worker.unref();
      if (message.type === 'thought') waiting?.resolve(message.thought);
      else waiting?.reject(new Error(message.message));
    });
    this.#worker.once('error', (error) => this.#die(error));
    this.#worker.once('exit', () => this.#die(new Error('The thread of the sampler has ended.')));
  }

  update(changes: readonly Change[]): void {
    // Rows are views into columns, and a view is sent with all that is behind it.
    const own = changes.map((change) =>
      change.type === 'started' ? { ...change, row: change.row.slice() } : change,
    );
    this.#say({ type: 'update', changes: own });
  }

  suggest(request: Request): Promise<Thought> {
    if (this.#death !== undefined) return Promise.reject(this.#death);
    this.#worker.ref();
    this.#say({ type: 'suggest', request });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #say(message: ToSampler): void {
    this.#worker.postMessage(message);
  }

  #die(error: Error): void {
    this.#death ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#death);
  }
}
