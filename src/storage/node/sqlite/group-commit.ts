import { randomInt } from 'node:crypto';
import { TunewrightError } from '../../../errors.ts';
import { storageClosed } from '../../errors.ts';
import { type Database, isBusy } from './driver.ts';
import { failure, locked } from './failure.ts';

interface Job {
  /** Runs inside a transaction; may run again after a rollback. Throws a TunewrightError only before it writes. */
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes share a commit: all that were asked for in one turn of the event loop go into one transaction with one sync
 * of the disk. A lone write is not delayed. A write that is refused does not touch the others.
 */
export class GroupCommit {
  readonly #database: Database;
  readonly #path: string;
  readonly #lockTimeoutMs: number;
  /** Throws if writing would be lost, because the file is no longer there. */
  readonly #check: () => void;
  #jobs: Job[] = [];
  #underWay: Promise<void> | undefined;
  #closed = false;

  constructor(database: Database, path: string, lockTimeoutMs: number, check: () => void) {
    this.#database = database;
    this.#path = path;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#check = check;
  }

  /** Resolves with what `work` returned once that is durable. */
  run<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(storageClosed(this.#path));
    return new Promise<T>((resolve, reject) => {
      this.#jobs.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#underWay ??= this.#drain();
    });
  }

  /** Refuses further writes and waits for those under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#underWay;
  }

  async #drain(): Promise<void> {
    await nextTurn();
    while (this.#jobs.length > 0) {
      const begun = await this.#begin();
      const jobs = this.#jobs;
      this.#jobs = [];
      if (begun === undefined) this.#commit(jobs);
      else for (const job of jobs) job.reject(begun);
      if (this.#jobs.length === 0) await nextTurn();
    }
    this.#underWay = undefined;
  }

  /** @returns the error if no transaction could be begun */
  async #begin(): Promise<unknown> {
    const since = performance.now();
    for (let attempt = 0; ; attempt++) {
      try {
        this.#check();
        this.#database.exec('BEGIN IMMEDIATE');
        return undefined;
      } catch (error) {
        if (!isBusy(error)) return failure(error, this.#path);
        if (performance.now() - since >= this.#lockTimeoutMs) return locked(this.#path, error);
      }
      await pause(attempt);
    }
  }

  /** Does the jobs in the transaction that was begun; if that fails, each in one of its own. */
  #commit(jobs: readonly Job[]): void {
    const results: unknown[] = [];
    const refused = new Set<number>();
    try {
      for (const [index, job] of jobs.entries()) {
        try {
          results.push(job.work());
        } catch (error) {
          if (!(error instanceof TunewrightError)) throw error;
          results.push(error);
          refused.add(index);
        }
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      if (jobs.length === 1) jobs[0]?.reject(failure(error, this.#path));
      else for (const job of jobs) this.#alone(job);
      return;
    }
    for (const [index, job] of jobs.entries()) {
      if (refused.has(index)) job.reject(results[index]);
      else job.resolve(results[index]);
    }
  }

  #alone(job: Job): void {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) this.#jobs.push(job);
      else job.reject(failure(error, this.#path));
      return;
    }
    this.#commit([job]);
  }

  #rollback(): void {
    // SQLite rolls back by itself after a full disk and after some I/O errors.
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }
}

/** Waits a little longer each time, by chance, so that several processes do not keep step. */
export function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, randomInt(1, 3 + Math.min(attempt, 20))));
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
