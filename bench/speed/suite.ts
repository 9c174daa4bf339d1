import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bench } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite, Target } from '../harness/suite.ts';

const run = promisify(execFile);

/** A system and the lengths of history that it is measured with. */
interface Case {
  readonly system: string;
  readonly trials: readonly number[];
  readonly ours: boolean;
}

interface Measured {
  readonly coldMs: number;
  readonly warmMs: number;
  /** What the sampler holds; ours only. */
  readonly keptMb?: number;
}

const all = [100, 500, 1000, 2000, 10_000];
const cases: readonly Case[] = [
  { system: 'tpe', trials: all, ours: true },
  { system: 'gp', trials: [100, 200, 500, 1000, 2000], ours: true },
  { system: 'auto', trials: [100, 200, 500, 1000, 2000, 10_000], ours: true },
  { system: 'optuna-tpe', trials: all, ours: false },
  { system: 'optuna-tpe-independent', trials: all, ours: false },
  { system: 'rustuna-tpe', trials: all, ours: false },
  { system: 'optuna-gp', trials: [100, 200], ours: false },
];

const quickTrials = [100, 200, 1000, 10_000];

/** Options: `--systems a,b`, `--dimensions 5,10,20`. Sizes up to 20 dimensions and 10,000 trials unless `--quick`. */
export const suite: Suite = {
  title: 'CPU time of a suggestion',
  async run({ quick, options, python, log }: Context): Promise<Findings> {
    const peer = await python('speed');
    const sizes = options.get('dimensions')?.split(',').map(Number) ?? (quick ? [10] : [5, 10, 20]);
    const systems = options.get('systems')?.split(',');
    const measured = new Map<string, Measured>();
    const rows: Cell[][] = [];
    const failures: string[] = [];
    for (const dimensions of sizes) {
      for (const { system, trials, ours } of cases) {
        if (systems !== undefined && !systems.includes(system)) continue;
        for (const count of trials) {
          if (quick && (!quickTrials.includes(count) || (count > 1000 && !ours))) continue;
          const command = ours
            ? [process.execPath, '--expose-gc', join(bench, 'speed', 'ours.ts')]
            : [peer, join(bench, 'speed', 'peer.py')];
          try {
            const found = await measure(command, [system, count, dimensions, quick ? 10 : 20]);
            measured.set(`${system} ${count} ${dimensions}`, found);
            const { coldMs, warmMs, keptMb } = found;
            rows.push([
              system,
              dimensions,
              count,
              ...[coldMs, warmMs].map((ms) => Number(ms.toPrecision(3))),
              keptMb === undefined ? null : Math.max(0, Math.round(keptMb * 10) / 10),
            ]);
            log(
              `${system}, ${dimensions} dimensions, ${count} trials: ${coldMs.toPrecision(3)} cold, ${warmMs.toPrecision(3)} ms warm`,
            );
          } catch (error) {
            failures.push(`${system} ${count} × ${dimensions}: ${String(error).slice(0, 300)}`);
          }
        }
      }
    }
    return {
      settings: {
        'threads each': 1,
        'computed ahead': 'nothing',
        'rounds averaged': `${quick ? 10 : 20}, after one that is not counted`,
        'cold and warm': 'the first study of a process; the third, after a second of work',
      },
      tables: [
        {
          title: 'CPU milliseconds of tell + suggest',
          caption:
            'With that many trials in the history; low is good. "Kept" is what the sampler holds, the history among it.',
          columns: ['system', 'dimensions', 'trials', 'cold ms', 'warm ms', 'kept MB'],
          rows,
        },
      ],
      targets: targets(measured),
      failures,
    };
  },
};

async function measure(command: readonly string[], args: readonly (string | number)[]): Promise<Measured> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const [file, ...first] = command;
  const { stdout } = await run(file!, [...first, ...args.map(String)], { env, maxBuffer: 1e8 });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
}

function targets(measured: ReadonlyMap<string, Measured>): Target[] {
  const at = (system: string, trials: number): Measured | undefined => measured.get(`${system} ${trials} 10`);
  const found: Target[] = [];
  for (const pass of ['coldMs', 'warmMs'] as const) {
    const ratio = (name: string, peer: string, ours: string, trials: number, wanted: number): void => {
      const [slow, fast] = [at(peer, trials), at(ours, trials)];
      if (slow === undefined || fast === undefined) return;
      const times = slow[pass] / fast[pass];
      found.push({
        name: `${name}, ${pass === 'coldMs' ? 'cold' : 'warm'}`,
        target: `≥ ${wanted} times`,
        measured: `${times.toPrecision(3)} times`,
        met: times >= wanted,
      });
    };
    ratio('TPE at 1,000 trials, Optuna 5 over ours', 'optuna-tpe', 'tpe', 1000, 50);
    ratio('TPE at 1,000 trials, Rustuna over ours', 'rustuna-tpe', 'tpe', 1000, 1);
    ratio('GP at 200 trials, Optuna 5 over ours', 'optuna-gp', 'gp', 200, 20);
    const auto = at('auto', 10_000);
    if (auto !== undefined)
      found.push({
        name: `auto at 10,000 trials, ${pass === 'coldMs' ? 'cold' : 'warm'}`,
        target: '< 5 ms',
        measured: `${auto[pass].toPrecision(3)} ms`,
        met: auto[pass] < 5,
      });
  }
  const kept = [...measured].flatMap(([name, { keptMb }]) =>
    keptMb === undefined ? [] : [{ name, keptMb }],
  );
  if (kept.length > 0) {
    const most = kept.reduce((a, b) => (b.keptMb > a.keptMb ? b : a));
    found.push({
      name: 'what a sampler keeps',
      target: '≤ 64 MB beside the history',
      measured: `at most ${most.keptMb.toFixed(1)} MB with the history (${most.name} dimensions)`,
      met: most.keptMb <= 64,
    });
  }
  return found;
}
