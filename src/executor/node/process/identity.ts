import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { type Lease, leaseVariable, parseLeases } from './lease.ts';

/** A process beyond doubt: numbers are used again, a number with a start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string;
}

export interface LeasedProcess extends ProcessIdentity {
  readonly leases: readonly Lease[];
}

interface Stat {
  readonly state: string;
  readonly group: number;
  readonly start: string;
}

let boot: string | undefined;

/** Ticks count from the boot, so the boot is part of the identity. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return boot;
}

/** /proc/PID/stat; the name in brackets may hold anything, so fields count from the last bracket. */
function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, group: Number(fields[2]), start: `${bootId()}-${fields[19]}` };
}

function ps(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 256 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } };
    execFile('/bin/ps', args, options, (_error, stdout) => resolve(stdout));
  });
}

/** When a process began, as text to compare; undefined when it is gone, or only waits to be reaped. */
export async function processStart(pid: number): Promise<string | undefined> {
  if (platform() === 'linux') {
    try {
      // The kernel answers from memory: a synchronous read is faster than a thread.
      const { state, start } = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      return state === 'Z' || state === 'X' ? undefined : start;
    } catch {
      return undefined;
    }
  }
  const start = (await ps('-o', 'lstart=', '-p', String(pid))).trim().split(/\s+/).join(' ');
  return start === '' ? undefined : start;
}

async function pids(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function leasedOnLinux(): Promise<LeasedProcess[]> {
  const found = await Promise.all(
    (await pids()).map(async (pid): Promise<LeasedProcess | undefined> => {
      try {
        // Start before environment: should the number change hands between the two, the start is stale and harmless.
        const { start } = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
        const environment = `\0${await readFile(`/proc/${pid}/environ`, 'latin1')}`;
        const at = environment.lastIndexOf(`\0${leaseVariable}=`);
        if (at < 0) return undefined;
        const value = environment.slice(at + leaseVariable.length + 2).split('\0', 1)[0]!;
        return { pid, start, leases: parseLeases(value) };
      } catch {
        // Gone meanwhile, or another user's.
        return undefined;
      }
    }),
  );
  return found.filter((process) => process !== undefined);
}

async function leasedElsewhere(): Promise<LeasedProcess[]> {
  const lines = (await ps('eww', '-ax', '-o', 'pid=,lstart=,command=')).split('\n');
  return lines.flatMap((line) => {
    const value = new RegExp(`\\s${leaseVariable}=(\\S+)`).exec(line)?.[1];
    const [pid, ...rest] = line.trim().split(/\s+/);
    if (value === undefined || pid === undefined) return [];
    return [{ pid: Number(pid), start: rest.slice(0, 5).join(' '), leases: parseLeases(value) }];
  });
}

/** Every live process of this machine that this user may see and that carries a lease, but for this process. */
export async function leasedProcesses(): Promise<LeasedProcess[]> {
  const found = await (platform() === 'linux' ? leasedOnLinux() : leasedElsewhere());
  return found.filter(({ pid, leases }) => pid !== process.pid && leases.length > 0);
}

/** Whether a process group has a member that still runs (one that only waits to be reaped does not). */
export async function groupLives(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (platform() !== 'linux') {
    const states = await ps('-o', 'state=', '-g', String(group));
    return states.split('\n').some((state) => state.trim() !== '' && !state.trim().startsWith('Z'));
  }
  for (const pid of await pids()) {
    try {
      const stat = parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      if (stat.group === group && stat.state !== 'Z' && stat.state !== 'X') return true;
    } catch {
      // Gone meanwhile.
    }
  }
  return false;
}

/** Sends a signal to a process, or with `group` to all of its group, only if it is still the same one. */
export async function signalExactly(
  { pid, start }: ProcessIdentity,
  signal: NodeJS.Signals,
  group = false,
): Promise<boolean> {
  if ((await processStart(pid)) !== start) return false;
  try {
    process.kill(group ? -pid : pid, signal);
    return true;
  } catch {
    return false;
  }
}
