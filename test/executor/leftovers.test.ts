import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { leasedProcesses, processStart } from '../../src/executor/node/process/identity.ts';
import { leaseText, leaseValue, parseLeases } from '../../src/executor/node/process/lease.ts';
import { endLeftovers } from '../../src/executor/node/process/leftovers.ts';
import { jobOf } from './job.ts';
import { freshFolder, python, runOnce, runs } from './support.ts';

const strays = new Set<number>();
afterAll(() => {
  for (const pid of strays) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // As it should be.
    }
  }
});

/** Starts a grandchild, writes its number into a file, and lives on; TERM does not impress the grandchild. */
function family(file: string, detach: 'group' | 'fork' | 'session', then: string): string[] {
  const source = `
import os, signal, sys, time
kind, file = sys.argv[1:3]
def grandchild():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind != "group":
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2): os.dup2(null, fd)
    with open(file + ".new", "w") as out: out.write(str(os.getpid()))
    os.rename(file + ".new", file)
    time.sleep(120)
    os._exit(0)
if os.fork() == 0:
    if kind == "session": os.setsid()
    if kind == "group" or os.fork() == 0: grandchild()
    os._exit(0)
while not os.path.exists(file): time.sleep(0.01)
print("step 1 loss=1", flush=True)
${then}`;
  return python(source, detach, file);
}

function numberIn(file: string): number {
  const pid = Number(readFileSync(file, 'utf8'));
  strays.add(pid);
  return pid;
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 60 && (await runs(pid)); tries++) await sleep(50);
  return !(await runs(pid));
}

describe.each(['group', 'fork', 'session'] as const)('a grandchild (%s)', (detach) => {
  it('ends when the evaluation is cancelled', async () => {
    const file = join(freshFolder(), 'pid');
    const controller = new AbortController();
    const outcome = await runOnce(family(file, detach, 'time.sleep(120)'), {
      killGraceMs: 200,
      hooks: {
        signal: controller.signal,
        async onReport() {
          controller.abort('Ctrl-C.');
          return 'continue';
        },
      },
    });
    expect(outcome.status).toBe('cancelled');
    expect(await runs(numberIn(file))).toBe(false);
  });

  it('ends at the time limit', async () => {
    const file = join(freshFolder(), 'pid');
    const outcome = await runOnce(family(file, detach, 'time.sleep(120)'), {
      killGraceMs: 200,
      timeLimitMs: 3000,
    });
    expect(outcome.reason?.code).toBe('TW_PROGRAM_TIMEOUT');
    expect(await runs(numberIn(file))).toBe(false);
  });

  it('ends when the program has ended well', async () => {
    const file = join(freshFolder(), 'pid');
    const outcome = await runOnce(family(file, detach, ''));
    expect(outcome).toMatchObject({ status: 'completed', metrics: { loss: 1 } });
    expect(await runs(numberIn(file))).toBe(false);
  });

  it('ends when the program crashed', async () => {
    const file = join(freshFolder(), 'pid');
    const outcome = await runOnce(family(file, detach, 'os.kill(os.getpid(), 9)'));
    expect(outcome.reason?.code).toBe('TW_PROGRAM_KILLED');
    expect(await runs(numberIn(file))).toBe(false);
  });
});

describe('leftovers', () => {
  /** A process with a lease, as a killed command leaves it. */
  async function leftover(study: string, evaluation: number, token: number, outer?: string): Promise<number> {
    const value = leaseValue({ study, evaluation, token }, outer);
    const child = spawn('sleep', ['120'], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, TUNEWRIGHT_LEASE: value },
    });
    await once(child, 'spawn');
    child.unref();
    strays.add(child.pid!);
    return child.pid!;
  }

  it('of dead leases end, and no others', async () => {
    const dead = await leftover('left/a', 1, 10);
    const live = await leftover('left/a', 1, 11);
    const other = await leftover('left/b', 1, 10);
    expect(await endLeftovers('left/a', (_evaluation, token) => token === 11)).toBe(1);
    expect(await gone(dead)).toBe(true);
    expect(await runs(live)).toBe(true);
    expect(await runs(other)).toBe(true);
    expect(await endLeftovers('left/a', () => false)).toBe(1);
    expect(await gone(live)).toBe(true);
  });

  it('end with the study around theirs', async () => {
    const inner = await leftover('inner', 1, 1, leaseText({ study: 'outer', evaluation: 5, token: 2 }));
    expect(await endLeftovers('outer', () => false)).toBe(1);
    expect(await gone(inner)).toBe(true);
  });

  it('recorded by number and start end with their group; a number used again is left alone', async () => {
    const script = 'sleep 120 & sleep 120';
    const child = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid!;
    strays.add(pid);
    const start = (await processStart(pid))!;
    const host = hostname();
    const none = (): boolean => true;
    expect(await endLeftovers('s', none, [{ host, pid, processStart: `${start}0` }])).toBe(0);
    expect(await endLeftovers('s', none, [{ host, pid }])).toBe(0);
    expect(await endLeftovers('s', none, [{ host: `${host}2`, pid, processStart: start }])).toBe(0);
    expect(await runs(pid)).toBe(true);
    expect(await endLeftovers('s', none, [{ host, pid, processStart: start }])).toBe(1);
    expect(await gone(pid)).toBe(true);
  });

  it('of a killed command are found and ended', async () => {
    const file = join(freshFolder(), 'pid');
    const command = spawn(
      process.execPath,
      [
        join(import.meta.dirname, 'fixtures', 'command.ts'),
        freshFolder(),
        jobOf().study.id,
        JSON.stringify(family(file, 'session', 'time.sleep(120)')),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [text] = (await once(command.stdout, 'data')) as [Buffer];
    const leader = Number(text);
    strays.add(leader);
    command.kill('SIGKILL');
    await once(command, 'exit');
    const grandchild = numberIn(file);
    const { study, evaluation, token } = { study: jobOf().study.id, evaluation: 3, token: 9 };
    const mine = (await leasedProcesses()).filter(({ leases }) =>
      leases.some((lease) => lease.study === study),
    );
    expect(mine.map(({ pid }) => pid)).toContain(grandchild);
    expect(mine[0]?.leases).toEqual([{ study, evaluation, token }]);
    await endLeftovers(study, () => false);
    expect(await gone(grandchild)).toBe(true);
    expect(await gone(leader)).toBe(true);
  });
});

it('a lease is written and read back, and nonsense is none', () => {
  const lease = { study: 'a/b,c d é', evaluation: 0, token: 12 };
  expect(parseLeases(leaseValue(lease, 'outer/1/2'))).toEqual([
    { study: 'outer', evaluation: 1, token: 2 },
    lease,
  ]);
  expect(leaseValue(lease, undefined)).not.toMatch(/[\s]|,/);
  expect(parseLeases('a,b/c/d,/1/2, ')).toEqual([]);
});
