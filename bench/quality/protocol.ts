import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** A search space as every optimiser gets it; see spaces.py. */
export interface ProblemDimension {
  readonly path: string;
  readonly kind: 'float' | 'int' | 'cat';
  readonly low?: number;
  readonly high?: number;
  readonly log?: boolean;
  readonly choices?: readonly (string | number | boolean)[];
  readonly given: readonly (readonly [parent: string, values: readonly unknown[]])[];
}

export interface ProblemDescription {
  readonly id: string;
  readonly family: string;
  readonly dimensions: readonly ProblemDimension[];
  /** The same space in Tunewright's words. */
  readonly spec: unknown;
  readonly objectives: number;
  readonly limits: number;
  readonly trials: number;
  readonly noisy: boolean;
}

/** What an optimiser is told before the first ask. */
export interface Start extends ProblemDescription {
  readonly seed: number;
  readonly parallel: number;
}

export type Params = { readonly [path: string]: unknown };

export interface Asked {
  readonly id: number;
  readonly params: Params;
}

export interface Told {
  readonly id: number;
  readonly values?: readonly number[];
  readonly excess?: readonly number[];
}

export interface Evaluation {
  readonly values?: readonly number[];
  readonly truth?: readonly number[];
  readonly excess?: readonly number[];
  readonly failed?: string;
}

/** A child process that answers one JSON line to each JSON line. */
export class Peer {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #waiting: ((line: string | undefined) => void)[] = [];
  #errors = '';
  #over = false;

  constructor(command: string, args: readonly string[], cwd: string) {
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
    this.#child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
    this.#child.stderr!.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-2000);
    });
    this.#child.stdin!.on('error', () => {});
    this.#child.on('close', () => {
      this.#over = true;
      for (const resolve of this.#waiting.splice(0)) resolve(undefined);
    });
  }

  async ask<T>(request: unknown): Promise<T> {
    const line = await new Promise<string | undefined>((resolve) => {
      if (this.#over) {
        resolve(undefined);
        return;
      }
      this.#waiting.push(resolve);
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
    if (line === undefined) throw new Error(`process ended: ${this.#errors}`);
    const answer = JSON.parse(line) as T & { error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  close(): void {
    this.#child.stdin!.end();
    this.#child.kill();
  }
}
