import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/machine.ts';

const bin = join(root, 'bin', 'tunewright.js');

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Before the command: for limits and other users. */
  readonly through?: readonly string[];
}

/** An empty folder in which the real command runs. */
export class Folder {
  readonly path: string = mkdtempSync(join(tmpdir(), 'tunewright-cli-'));

  /** Runs `tunewright ...args` to its end. */
  run(args: readonly string[], options: RunOptions = {}): Result {
    const [program = process.execPath, ...rest] = [
      ...(options.through ?? []),
      process.execPath,
      bin,
      ...args,
    ];
    const { status, stdout, stderr } = spawnSync(program, rest, {
      cwd: this.path,
      encoding: 'utf8',
      input: options.input ?? '',
      env: { ...process.env, FORCE_COLOR: '', NO_COLOR: '', ...options.env },
      timeout: 60_000,
      maxBuffer: 2 ** 26,
    });
    return { code: status, stdout, stderr };
  }

  /** Runs it and reads its JSON. */
  json<T = { readonly [key: string]: unknown }>(...args: readonly string[]): T {
    const { code, stdout, stderr } = this.run([...args, '--json']);
    if (code !== 0) throw new Error(`tunewright ${args.join(' ')} ended with ${code}:\n${stderr}`);
    return JSON.parse(stdout) as T;
  }

  start(...args: readonly string[]): Started {
    return new Started(
      spawn(process.execPath, [bin, ...args], { cwd: this.path, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  write(name: string, text: string | Uint8Array): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A command that runs beside the test. */
export class Started {
  /** What it has printed so far. */
  stdout = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
  }

  /** Resolves once what it has printed matches. */
  async printed(pattern: RegExp): Promise<void> {
    let over = false;
    void this.#ended.then(() => {
      over = true;
    });
    while (!pattern.test(this.stdout)) {
      if (over) throw new Error(`it ended before it printed ${pattern}:\n${this.stdout}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns its exit code */
  ended(): Promise<number | null> {
    return this.#ended;
  }
}

/** A study of two parameters that a shell program evaluates in no time. */
export const bowl = `name: bowl
command: [sh, -c, 'echo "loss=$TUNEWRIGHT_PARAM_X"', '{x}', '{kind}']
space:
  x: { float: [0, 1], default: 0.5 }
  kind: { categorical: [a, b] }
objective: { minimize: loss }
budget: { trials: 6 }
seed: 1
`;
