import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bench } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite, Target } from '../harness/suite.ts';

const run = promisify(execFile);

interface Times {
  readonly n: number;
  /** Milliseconds: a factor, a solve with n right-hand sides, a solve with one. */
  readonly cholesky: number;
  readonly solveMany: number;
  readonly solveOne: number;
}

const operations = [
  ['cholesky', 'Cholesky factor'],
  ['solveMany', 'triangular solve, n right-hand sides'],
  ['solveOne', 'triangular solve, one right-hand side'],
] as const;

export const suite: Suite = {
  title: 'Linear algebra against one-thread NumPy',
  async run({ python, log }: Context): Promise<Findings> {
    const peer = await python('math');
    const times = async (command: string, script: string): Promise<Times[]> => {
      const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
      const { stdout } = await run(command, [join(bench, 'math', script)], { env });
      return JSON.parse(stdout) as Times[];
    };
    log('ours, then NumPy and SciPy');
    const ours = await times(process.execPath, 'ours.ts');
    const theirs = await times(peer, 'peer.py');
    const rows: Cell[][] = [];
    const targets: Target[] = [];
    for (const [key, name] of operations) {
      let worst = 0;
      ours.forEach((mine, i) => {
        const other = theirs[i]!;
        const ratio = mine[key] / other[key];
        worst = Math.max(worst, ratio);
        rows.push([name, mine.n, mine[key], other[key], ratio].map(short));
      });
      targets.push({
        name: `${name}, worst ratio`,
        target: '≤ 2 times',
        measured: `${worst.toPrecision(3)} times`,
        met: worst <= 2,
      });
    }
    return {
      settings: { threads: 1, repeats: '15 to 200, the best counts' },
      tables: [
        {
          title: 'Milliseconds',
          caption: 'Copies into and out of the WebAssembly kernel count; low is good.',
          columns: ['operation', 'n', 'ours', 'OpenBLAS', 'ratio'],
          rows,
        },
      ],
      targets,
      failures: [],
    };
  },
};

function short(cell: string | number): Cell {
  return typeof cell === 'number' ? Number(cell.toPrecision(3)) : cell;
}
