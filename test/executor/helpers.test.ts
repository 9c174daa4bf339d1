import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParamValue } from '../../src/space/space.ts';
import { root } from '../support/machine.ts';
import { freshFolder, python, runOnce } from './support.ts';

const env = { PYTHONPATH: join(root, 'clients', 'python') };

function byHand(source: string) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TUNEWRIGHT_'));
  const [file = '', ...args] = python(source);
  return spawnSync(file, args, { encoding: 'utf8', env: { ...Object.fromEntries(own), ...env } });
}

describe('the Python helper', () => {
  it('works by hand, with defaults, and prints what the study would read', () => {
    const source = `
import tunewright_trial as trial
assert trial.load_params({"lr": 0.1}) == {"lr": 0.1} and not trial.tuned
trial.report(1, loss=float("nan"))
trial.note("a", [1])
trial.result(loss=0.5)
trial.infeasible("too big")`;
    const { stdout, stderr, status } = byHand(source);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { step: 1, loss: 'nan' },
      { note: { a: [1] } },
      { loss: 0.5 },
      { tunewright: { status: 'infeasible', reason: 'too big' } },
    ]);
  });

  it('attaches files, and a forked child has its own line', async () => {
    const trials = freshFolder();
    const file = join(freshFolder(), 'model.bin');
    writeFileSync(file, 'weights');
    const notes = new Map<string, ParamValue>();
    const source = `
import os, sys, tunewright_trial as trial
trial.attach(sys.argv[1])
child = os.fork()
trial.note("child" if child == 0 else "parent", os.getpid())
if child == 0: os._exit(0)
os.waitpid(child, 0)
trial.result(loss=1)`;
    const outcome = await runOnce(python(source, file), {
      trials,
      env,
      hooks: { onNote: (key, value) => notes.set(key, value) },
    });
    expect(outcome.status).toBe('completed');
    expect([...notes.keys()].sort()).toEqual(['artifact:model.bin', 'child', 'parent']);
    const { path, bytes } = notes.get('artifact:model.bin') as { path: string; bytes: number };
    expect([bytes, readFileSync(path, 'utf8')]).toEqual([7, 'weights']);
    expect(path.startsWith(trials)).toBe(true);
  });

  it('reaches the study through a shell and a launcher that closes inherited files', async () => {
    const source = `
import subprocess, sys
sys.exit(subprocess.call(["sh", "-c", "exec python3 -c 'import tunewright_trial as t; t.result(loss=3)'"], close_fds=True))`;
    expect(await runOnce(python(source), { env })).toMatchObject({
      status: 'completed',
      metrics: { loss: 3 },
    });
  });

  it('is ended when it does not heed a stop', async () => {
    const source = `
import time, tunewright_trial as trial
assert trial.should_stop(1, loss=2)
time.sleep(60)`;
    const outcome = await runOnce(python(source), {
      env,
      stopGraceMs: 100,
      hooks: { onReport: () => Promise.resolve('stop') },
    });
    expect(outcome).toMatchObject({ status: 'stopped', metrics: { loss: 2 } });
  });

  it('may go on with what it prints: the reports are the helper’s, last values are both’s', async () => {
    const reports: unknown[] = [];
    const source = `
import tunewright_trial as trial
print("epoch 0 loss=9", flush=True)
trial.report(1, loss=2)
print("epoch 2 loss=8 extra=4", flush=True)`;
    const outcome = await runOnce(python(source), {
      env,
      hooks: {
        async onReport(step) {
          reports.push(step);
          return 'continue';
        },
      },
    });
    expect(outcome).toMatchObject({ status: 'completed', metrics: { loss: 2, extra: 4 } });
    expect(reports.at(-1)).toBe(1);
  });

  it('survives a line that is no message', async () => {
    const source = `
import os, socket, tunewright_trial as trial
link = socket.socket(socket.AF_UNIX)
link.connect(os.environ["TUNEWRIGHT_CHANNEL"])
link.sendall(b"nonsense\\n")
assert link.recv(10) == b""
other = socket.socket(socket.AF_UNIX)
other.connect(os.environ["TUNEWRIGHT_CHANNEL"])
other.sendall(b'{"hello": "someone/1/2"}\\n{"type": "metrics", "metrics": {"loss": 7}}\\n')
assert b"stop" in other.recv(100)
trial.result(loss=1)`;
    expect(await runOnce(python(source), { env })).toMatchObject({
      status: 'completed',
      metrics: { loss: 1 },
    });
  });

  it('leaves nothing of its channel behind', async () => {
    const paths: string[] = [];
    const source = `
import os, tunewright_trial as trial
trial.note("path", os.environ["TUNEWRIGHT_CHANNEL"])
trial.result(loss=1)`;
    await runOnce(python(source), { env, hooks: { onNote: (_key, value) => paths.push(String(value)) } });
    expect(paths).toHaveLength(1);
    expect(existsSync(paths[0]!)).toBe(false);
  });
});
