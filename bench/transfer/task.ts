import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compileSpace } from '../../src/index.ts';
import type { Space } from '../../src/space/space.ts';
import { sharedData } from '../harness/paths.ts';

/** The tasks that share one space: a network's hyperparameters on four data sets. */
export const tasks = ['australian', 'car', 'segment', 'vehicle'] as const;

export const space: Space = compileSpace({
  alpha: { int: [0, 9] },
  batch_size: { int: [0, 9] },
  depth: { int: [0, 2] },
  learning_rate_init: { int: [0, 9] },
  width: { int: [0, 9] },
});

/** Error rates of every configuration, measured beforehand. */
export class Task {
  readonly name: string;
  readonly #errors: ReadonlyMap<string, number>;
  readonly #optimum: number;
  readonly #median: number;

  constructor(name: string) {
    const file = join(sharedData, 'tables', `hpobench-${name}.json.gz`);
    const table = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { [key: string]: number[] };
    this.name = name;
    this.#errors = new Map(
      Object.entries(table).map(([key, runs]) => [key, 1 - runs.reduce((a, b) => a + b, 0) / runs.length]),
    );
    const sorted = [...this.#errors.values()].sort((a, b) => a - b);
    this.#optimum = sorted[0]!;
    this.#median = sorted[sorted.length >>> 1]!;
  }

  /** Mean error rate over the repeated runs. */
  error(row: Float64Array): number {
    return this.#errors.get(row.join(''))!;
  }

  /** (error - optimum) / (median - optimum) */
  regret(error: number): number {
    return (error - this.#optimum) / (this.#median - this.#optimum);
  }
}
