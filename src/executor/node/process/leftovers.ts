import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { leasedProcesses, signalExactly } from './identity.ts';
import { type Lease, leaseText } from './lease.ts';

/** A child process that was reported by `onStart`, of a lease that ended without an outcome. Never a coordinator. */
export interface RecordedWorker {
  readonly host: string;
  readonly pid: number;
  readonly processStart?: string;
}

const rounds = 20;

/**
 * Kills every process of this machine whose lease matches, wherever it has moved: own sessions and groups do not hide
 * it. Looks again until none is left, since a process may fork while it is looked for.
 * @returns how many processes were killed
 */
export async function endLeased(matches: (lease: Lease) => boolean): Promise<number> {
  const ended = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const found = (await leasedProcesses()).filter(({ leases }) => leases.some(matches));
    if (found.length === 0) break;
    for (const identity of found) {
      if (await signalExactly(identity, 'SIGKILL')) ended.add(`${identity.pid} ${identity.start}`);
    }
    await sleep(round);
  }
  return ended.size;
}

/**
 * Ends what outlived a killed command: processes that carry a lease of this study which is no longer live, and
 * recorded workers (with their groups) that still are the process that was recorded. To be called before a slot or GPU
 * is used again. A process number that was given to another process is never touched.
 * @param isLive - whether a lease is still held by a coordinator that works
 * @param recorded - child processes of dead leases; those of other hosts are left alone
 * @returns how many processes were killed
 */
export async function endLeftovers(
  study: string,
  isLive: (evaluation: number, token: number) => boolean,
  recorded: readonly RecordedWorker[] = [],
): Promise<number> {
  const host = hostname();
  const dead = (lease: Lease): boolean => lease.study === study && !isLive(lease.evaluation, lease.token);
  let ended = await endLeased(dead);
  for (const { host: home, pid, processStart: start } of recorded) {
    if (home !== host || start === undefined || pid === process.pid) continue;
    if (await signalExactly({ pid, start }, 'SIGKILL', true)) ended += 1;
  }
  return ended;
}

/**
 * Looks for what programs left behind in sessions of their own, in the background: one look serves every
 * evaluation that ended meanwhile.
 */
export class LeftoverSweeper {
  readonly #due = new Set<string>();
  readonly #delayMs: number;
  #waiting = false;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  add(lease: Lease): void {
    this.#due.add(leaseText(lease));
    if (this.#waiting) return;
    this.#waiting = true;
    void sleep(this.#delayMs, undefined, { ref: false }).then(() => this.close());
  }

  /** Sweeps what is due at once. */
  close(): Promise<void> {
    this.#waiting = false;
    this.#sweeping = this.#sweeping.then(() => this.#sweep());
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const due = new Set(this.#due);
    this.#due.clear();
    if (due.size > 0) await endLeased((lease) => due.has(leaseText(lease)));
  }
}
