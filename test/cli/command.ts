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

  start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, [bin, ...args], { cwd: this.path, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** What a started command has printed when `pattern` first matches. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (pattern.test(text)) resolve(text);
    });
    child.on('exit', (code) => reject(new Error(`it ended with ${code} before ${pattern}:\n${text}`)));
  });
}

export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });
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
