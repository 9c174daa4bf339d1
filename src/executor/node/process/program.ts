import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupLives } from './identity.ts';
import { type Lease, leaseText } from './lease.ts';
import { endLeased } from './leftovers.ts';

/** Members of the group may end by themselves this long after their leader, before they are killed. */
const afterLeaderMs = 300;
/** More than a pipe and the stream on it can hold. */
const pipeBytes = 4 * 1024 * 1024;
/** A process that waits for a device may not die at once. */
const afterKillMs = 2000;
/** How long output may stay open after the program and its group are gone. */
const afterExitMs = 500;

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly lease: Lease;
  /** Between TERM and KILL. */
  readonly killGraceMs: number;
}

/** One child process with everything that it starts, in a process group of its own. */
export class Program {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The leader is gone; others of its group may still run. */
  readonly exited: Promise<ProgramExit>;
  readonly #closed: Promise<unknown>;
  readonly #options: ProgramOptions;
  #over = false;
  #deadline: number | undefined;

  private constructor(child: ChildProcess, pid: number, options: ProgramOptions) {
    this.pid = pid;
    this.stdout = child.stdout!;
    this.stderr = child.stderr!;
    this.#options = options;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#over = true;
        resolve({ code, signal });
      });
    });
    this.#closed = new Promise((resolve) => child.once('close', resolve));
  }

  /** @throws {NodeJS.ErrnoException} when the program cannot be started */
  static async start(options: ProgramOptions): Promise<Program> {
    const [file, ...args] = options.argv;
    const child = spawn(file ?? '', args, {
      cwd: options.cwd,
      env: options.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) {
      const error = await new Promise<Error>((resolve) => child.once('error', resolve));
      throw error;
    }
    child.on('error', () => {});
    return new Program(child, child.pid, options);
  }

  /** The leader is gone. */
  get over(): boolean {
    return this.#over;
  }

  get terminating(): boolean {
    return this.#deadline !== undefined;
  }

  /** TERM to the whole group now, KILL after the grace. */
  terminate(): void {
    if (this.#over || this.#deadline !== undefined) return;
    this.#deadline = performance.now() + this.#options.killGraceMs;
    this.#signal('SIGTERM');
    void sleep(this.#options.killGraceMs, undefined, { ref: false }).then(() => {
      if (!this.#over) this.#signal('SIGKILL');
    });
  }

  /** KILL to the whole group now. */
  kill(): void {
    this.#deadline = performance.now();
    if (!this.#over) this.#signal('SIGKILL');
  }

  /**
   * To be called once the leader is gone: ends the rest of the group, waits for the last output, and, if the program
   * was terminated or something still holds its output, ends what moved to a session of its own.
   */
  async sweep(): Promise<void> {
    const until = this.#deadline ?? performance.now() + afterLeaderMs;
    // While a group has members its number is not used again, so the signal cannot meet a stranger.
    if (!(await this.#groupEnds(until))) {
      this.#signal('SIGKILL');
      await this.#groupEnds(performance.now() + afterKillMs);
    }
    const closed = await this.#outputEnds();
    if (closed && !this.terminating) return;
    const own = leaseText(this.#options.lease);
    await endLeased((lease) => leaseText(lease) === own);
    if (closed || (await this.#outputEnds())) return;
    this.stdout.destroy();
    this.stderr.destroy();
  }

  /** False when output stays open without anything new, or when more comes than the pipe can have held. */
  async #outputEnds(): Promise<boolean> {
    const first = this.#bytesRead();
    for (let last = -1; this.stdout.isPaused() || (this.#bytesRead() > last && last < first + pipeBytes); ) {
      last = this.#bytesRead();
      const wait = sleep(afterExitMs, false, { ref: false });
      if (await Promise.race([this.#closed.then(() => true), wait])) return true;
    }
    return false;
  }

  #bytesRead(): number {
    return (this.stdout as Socket).bytesRead + (this.stderr as Socket).bytesRead;
  }

  async #groupEnds(until: number): Promise<boolean> {
    for (let pause = 2; await groupLives(this.pid); pause = Math.min(2 * pause, 50)) {
      if (performance.now() >= until) return false;
      await sleep(pause);
    }
    return true;
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is gone already.
    }
  }
}
