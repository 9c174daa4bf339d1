import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type ProcessExecutorOptions, processExecutor } from '../../src/executor/node/process/executor.ts';
import type { Hooks, Job, Outcome } from '../../src/executor/port.ts';
import { jobOf, quiet } from './job.ts';

const folder = mkdtempSync(join(tmpdir(), 'tunewright-process-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let places = 0;

/** An empty folder that is gone after the tests. */
export function freshFolder(): string {
  return mkdtempSync(join(folder, `${places++}-`));
}

/** Runs one command as one evaluation. */
export async function runOnce(
  command: readonly string[],
  options: Partial<ProcessExecutorOptions> & {
    readonly job?: Partial<Job>;
    readonly hooks?: Partial<Hooks>;
  } = {},
): Promise<Outcome> {
  const { job, hooks, ...rest } = options;
  const executor = processExecutor({
    command,
    space: { spec: {}, dimensions: [] },
    objectives: ['loss'],
    trials: freshFolder(),
    ...rest,
  });
  try {
    return await executor.run(jobOf(job), { ...quiet, ...hooks });
  } finally {
    await executor.close();
  }
}

export const python = (source: string, ...args: string[]): string[] => ['python3', '-c', source, ...args];

/** Whether a process runs; one that waits to be reaped does not. */
export async function runs(pid: number): Promise<boolean> {
  const { readFile } = await import('node:fs/promises');
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/\) [ZX] /.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
