import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bench } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite, Target } from '../harness/suite.ts';

const run = promisify(execFile);

interface Case {
  readonly system: string;
  readonly trials: readonly number[];
}

const ours: readonly Case[] = [
  { system: 'tpe', trials: [100, 500, 1000, 2000, 10_000] },
  { system: 'gp', trials: [100, 200, 500, 1000, 2000] },
  { system: 'auto', trials: [100, 500, 1000, 2000, 10_000] },
];
const peers: readonly Case[] = [
  { system: 'optuna-tpe', trials: [100, 500, 1000, 2000, 10_000] },
  { system: 'rustuna-tpe', trials: [100, 500, 1000, 2000, 10_000] },
  { system: 'optuna-gp', trials: [100, 200] },
];

export const suite: Suite = {
  title: 'CPU time of a suggestion',
  async run({ quick, python, log }: Context): Promise<Findings> {
    const peer = await python('speed');
    const sizes = quick ? [10] : [5, 10, 20];
    const measured = new Map<string, number>();
    const rows: Cell[][] = [];
    const failures: string[] = [];
    for (const dimensions of sizes) {
      for (const { system, trials, command } of [
        ...ours.map((item) => ({ ...item, command: [process.execPath, join(bench, 'speed', 'ours.ts')] })),
        ...peers.map((item) => ({ ...item, command: [peer, join(bench, 'speed', 'peer.py')] })),
      ]) {
        for (const count of trials) {
          if (quick && count > 1000 && system !== 'auto') continue;
          const rounds = system.endsWith('gp') ? 5 : 20;
          try {
            const env = {
              ...process.env,
              OMP_NUM_THREADS: '1',
              OPENBLAS_NUM_THREADS: '1',
              MKL_NUM_THREADS: '1',
            };
            const args = [...command.slice(1), system, count, dimensions, rounds].map(String);
            const { stdout } = await run(command[0]!, args, { env, maxBuffer: 1e8 });
            const { cpuMs } = JSON.parse(stdout.trim().split('\n').at(-1)!) as { cpuMs: number };
            measured.set(`${system} ${count} ${dimensions}`, cpuMs);
            rows.push([system, dimensions, count, Number(cpuMs.toPrecision(3))]);
            log(`${system}, ${dimensions} dimensions, ${count} trials: ${cpuMs.toPrecision(3)} ms`);
          } catch (error) {
            failures.push(`${system} ${count} × ${dimensions}: ${String(error).slice(0, 300)}`);
          }
        }
      }
    }
    const at = (system: string, trials: number): number =>
      measured.get(`${system} ${trials} 10`) ?? Number.NaN;
    return {
      settings: {
        'threads each': 1,
        'computed ahead': 'nothing',
        'rounds averaged': '20 (5 for GPs), after one that is not counted',
      },
      tables: [
        {
          title: 'CPU milliseconds of tell + suggest',
          caption: 'With that many trials in the history; low is good.',
          columns: ['system', 'dimensions', 'trials', 'ms'],
          rows,
        },
      ],
      targets: [
        ratio('TPE at 1,000 trials, Optuna 5 over ours', at('optuna-tpe', 1000) / at('tpe', 1000), 50),
        ratio('TPE at 1,000 trials, Rustuna over ours', at('rustuna-tpe', 1000) / at('tpe', 1000), 1),
        ratio('GP at 200 trials, Optuna 5 over ours', at('optuna-gp', 200) / at('gp', 200), 20),
        {
          name: 'auto at 10,000 trials',
          target: '< 5 ms',
          measured: `${at('auto', 10_000).toPrecision(3)} ms`,
          met: at('auto', 10_000) < 5,
        },
      ],
      failures,
    };
  },
};

function ratio(name: string, value: number, wanted: number): Target {
  return {
    name,
    target: `≥ ${wanted} times`,
    measured: `${value.toPrecision(3)} times`,
    met: value >= wanted,
  };
}
