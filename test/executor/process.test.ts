import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processStart } from '../../src/executor/node/process/identity.ts';
import { jobOf } from './job.ts';
import { freshFolder, python, runOnce, runs } from './support.ts';

const evaluationIn = (trials: string): string => join(trials, '000012', 'evaluation-3');

describe('a child process', () => {
  it('is kept with its output, its parameters and where it came from', async () => {
    const trials = freshFolder();
    const params = { lr: 0.5, text: 'a "b"\n🙂' };
    const outcome = await runOnce(['sh', '-c', 'echo loss=1; echo oops >&2'], { trials, job: { params } });
    expect(outcome).toMatchObject({
      status: 'completed',
      metrics: { loss: 1 },
      provenance: {
        argv: ['sh', '-c', 'echo loss=1; echo oops >&2'],
        cwd: process.cwd(),
        host: expect.any(String),
      },
    });
    const files = evaluationIn(trials);
    expect(readFileSync(join(files, 'stdout.log'), 'utf8')).toBe('loss=1\n');
    expect(readFileSync(join(files, 'stderr.log'), 'utf8')).toBe('oops\n');
    expect(JSON.parse(readFileSync(join(files, 'params.json'), 'utf8'))).toEqual(params);
  });

  it('gets its environment, and a device by its slot', async () => {
    const source = `
import json, os
names = ["STUDY", "TRIAL", "EVALUATION", "SEED", "FOLD", "SPLIT", "FIDELITY", "PARAM_LR"]
print(json.dumps({"tunewright": {"status": "skip", "reason": json.dumps(
    [os.environ["TUNEWRIGHT_" + name] for name in names] + [os.environ["CUDA_VISIBLE_DEVICES"], os.environ["MINE"]]
)}}))`;
    const outcome = await runOnce(python(source), {
      gpus: [4, 'MIG-1'],
      env: { MINE: 'yes' },
      job: { slot: 3, params: { lr: 0.5 }, flat: new Map([['lr', 0.5]]) },
    });
    const found = ['tests', '12', '3', '7', '-1', 'search', '{}', '0.5', 'MIG-1', 'yes'];
    expect(JSON.parse(outcome.reason?.message ?? '')).toEqual(found);
  });

  it('is named by number and start before its reports', async () => {
    const order: unknown[] = [];
    const outcome = await runOnce(['sh', '-c', 'echo epoch 1 loss=1; sleep 0.3'], {
      hooks: {
        async onStart({ pid, processStart: start }) {
          order.push([start === undefined, start === (await processStart(pid))]);
        },
        async onReport(step) {
          order.push(step);
          return 'continue';
        },
      },
    });
    expect(outcome.status).toBe('completed');
    expect(order).toEqual([[false, true], 1]);
  });

  it('is ended when what prepares it fails', async () => {
    let started = 0;
    const onStart = ({ pid }: { pid: number }): Promise<void> => {
      started = pid;
      return Promise.reject(new Error('no lease'));
    };
    await expect(runOnce(['sleep', '30'], { hooks: { onStart } })).rejects.toThrow('no lease');
    expect(await runs(started)).toBe(false);
  });
});

describe('endings', () => {
  const cases: readonly [name: string, command: string[], code: string, message: string][] = [
    ['exit code', ['sh', '-c', 'echo deep trouble >&2; exit 3'], 'TW_PROGRAM_FAILED', 'deep trouble'],
    ['signal', ['sh', '-c', 'kill -SEGV $$'], 'TW_PROGRAM_KILLED', 'SIGSEGV'],
    ['signal within', ['sh', '-c', "sh -c 'kill -KILL $$'; exit $?"], 'TW_PROGRAM_KILLED', 'SIGKILL'],
    ['no such program', ['no-such-program'], 'TW_PROGRAM_NOT_FOUND', 'no-such-program'],
    ['not executable', ['/etc/passwd'], 'TW_PROGRAM_NOT_EXECUTABLE', 'chmod'],
    ['a NUL', ['echo', 'a\0b'], 'TW_PROGRAM_NOT_STARTED', 'null bytes'],
    ['only stderr', ['sh', '-c', 'echo loss=1 >&2'], 'TW_PROGRAM_NO_METRIC', 'standard error'],
    ['another name', ['sh', '-c', 'echo los=1'], 'TW_PROGRAM_NO_METRIC', 'los'],
  ];
  it.each(cases)('%s', async (_name, command, code, message) => {
    const outcome = await runOnce(command);
    expect(outcome).toMatchObject({ status: 'failed', reason: { code } });
    expect(outcome.reason?.message).toContain(message);
    expect(outcome.retryable).toBe(code === 'TW_PROGRAM_KILLED');
  });

  it('tells a folder that cannot be written', async () => {
    const file = join(freshFolder(), 'file');
    writeFileSync(file, '');
    const outcome = await runOnce(['true'], { trials: file });
    expect(outcome).toMatchObject({ status: 'failed', reason: { code: 'TW_TRIAL_FOLDER' }, retryable: true });
  });

  it('tells a folder to run in that is not there', async () => {
    const outcome = await runOnce(['true'], { cwd: '/no/such/folder' });
    expect(outcome.reason?.message).toContain('/no/such/folder');
  });

  it('ends a program that cannot be asked by TERM when the study says stop', async () => {
    const outcome = await runOnce(
      [
        'sh',
        '-c',
        'trap "echo extra=7; exit 1" TERM; echo epoch 1 loss=2; sleep 30 & wait; echo epoch 2 loss=1',
      ],
      {
        hooks: { onReport: () => Promise.resolve('stop') },
        job: { target: { fidelity: { epochs: 9 }, seed: 1, fold: -1, split: 'search' } },
      },
    );
    expect(outcome).toMatchObject({
      status: 'stopped',
      metrics: { loss: 2, extra: 7 },
      reached: { epochs: 1 },
    });
    expect(outcome.seconds).toBeLessThan(20);
  });
});

describe('a result file', () => {
  const write = (text: string): string[] =>
    python(
      'import os, sys; open(os.environ["TUNEWRIGHT_TRIAL_DIR"] + "/r.json", "w").write(sys.argv[1])',
      text,
    );
  const metrics = { resultFile: 'r.json' };

  it('gives metrics, NaN too', async () => {
    const outcome = await runOnce(write('{"loss": NaN, "metrics": {"f1": 0.5}, "name": "NaN"}'), { metrics });
    expect(outcome).toMatchObject({ status: 'completed', metrics: { loss: Number.NaN, f1: 0.5 } });
  });

  it('declares an outcome', async () => {
    const outcome = await runOnce(write('{"status": "infeasible", "reason": "too big"}'), { metrics });
    expect(outcome).toMatchObject({ status: 'infeasible', reason: { message: 'too big' } });
  });

  it('that is broken or missing is named', async () => {
    expect((await runOnce(write('{'), { metrics })).reason?.message).toContain('r.json is no JSON');
    expect((await runOnce(['true'], { metrics })).reason?.message).toContain('wrote no');
  });

  it('of an earlier attempt does not count', async () => {
    const trials = freshFolder();
    mkdirSync(evaluationIn(trials), { recursive: true });
    writeFileSync(join(evaluationIn(trials), 'r.json'), '{"loss": 1}');
    const outcome = await runOnce(['true'], { metrics, trials, job: jobOf({ attempt: 1 }) });
    expect(outcome.reason?.code).toBe('TW_PROGRAM_NO_METRIC');
  });
});

describe('output', () => {
  it('of 300 MB costs no memory, and its last line counts', async () => {
    const trials = freshFolder();
    const before = process.memoryUsage().rss;
    const source = `
import sys
block = b"some words without numbers\\n" * 40000
for _ in range(300_000_000 // len(block)): sys.stdout.buffer.write(block)
sys.stdout.buffer.write(b"loss=0.5\\n")`;
    const outcome = await runOnce(python(source), { trials, logs: { headBytes: 1000, tailBytes: 1000 } });
    expect(outcome).toMatchObject({ status: 'completed', metrics: { loss: 0.5 } });
    const log = readFileSync(join(evaluationIn(trials), 'stdout.log'), 'utf8');
    expect(log.length).toBeLessThan(2100);
    expect(log).toMatch(/bytes dropped here[\s\S]*loss=0.5\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('that is no text does no harm', async () => {
    const source = 'import os, sys; sys.stdout.buffer.write(os.urandom(3_000_000) + b"\\nloss=0.5\\n\\xc3")';
    expect(await runOnce(python(source))).toMatchObject({ status: 'completed', metrics: { loss: 0.5 } });
  });

  it('in colours and redrawn is read', async () => {
    const text = '\u001b[32mEpoch 1/1\u001b[0m\n 10% loss=2\r100% \u001b[1mloss\u001b[0m=0.5\n';
    const reports: unknown[] = [];
    await runOnce(['printf', '%s', text], {
      hooks: {
        async onReport(...report) {
          reports.push(report);
          return 'continue';
        },
      },
    });
    expect(reports).toEqual([[1, { loss: 0.5 }]]);
  });

  it('of many reports waits for a slow study, and loses none', async () => {
    let reports = 0;
    const onReport = async (): Promise<'continue'> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      reports += 1;
      return 'continue';
    };
    const outcome = await runOnce(python('for i in range(1500): print("step", i, "loss=", i)'), {
      hooks: { onReport },
    });
    expect(outcome.metrics).toEqual({ loss: 1499 });
    expect(reports).toBe(1500);
  });

  it('cannot leave the folder of trials', async () => {
    const trials = freshFolder();
    await runOnce(['echo', 'loss=1'], {
      trials,
      job: { target: { fidelity: {}, seed: 1, fold: 2, split: '../../../x' } },
    });
    expect(readdirSync(join(trials, '000012', 'checkpoint'))).toHaveLength(1);
  });
});
