import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bench } from '../harness/paths.ts';
import type { Cell, Context, Findings, Suite } from '../harness/suite.ts';
import type { Waits } from './ours.ts';

const run = promisify(execFile);

/** Drawing at random costs nothing: what it waits is what the log and the timers cost. */
const cases = [
  ['random', 'process'],
  ['gp', 'process'],
  ['gp', 'thread'],
] as const;

export const suite: Suite = {
  title: 'Waiting for suggestions',
  async run({ quick, log }: Context): Promise<Findings> {
    const [trials, repeats] = quick ? [130, 1] : [180, 3];
    const rows: Cell[][] = [];
    for (const milliseconds of quick ? [150] : [150, 600]) {
      for (const [sampler, where] of cases) {
        log(`${sampler} in the ${where}, evaluations of ${milliseconds} ms`);
        const found: Waits[] = [];
        for (let i = 0; i < repeats; i++) {
          const argv = [join(bench, 'wait', 'ours.ts'), where, sampler, '2', `${milliseconds}`, `${trials}`];
          found.push(JSON.parse((await run(process.execPath, argv)).stdout) as Waits);
        }
        const middle = (of: keyof Waits): number =>
          Number(
            found
              .map((one) => one[of])
              .sort((a, b) => a - b)
              [repeats >> 1]!.toPrecision(2),
          );
        rows.push([
          milliseconds,
          sampler,
          where,
          middle('median'),
          middle('p90'),
          middle('main'),
          middle('all'),
        ]);
      }
    }
    return {
      settings: { trials, repeats, dimensions: 20, parallel: 2, from: 'trial 100' },
      tables: [
        {
          title: 'From the end of an evaluation to the start of the next one',
          caption:
            'Wall milliseconds, so run it on an idle machine, and processor seconds of the whole study; the middle of the repeats; low is good.',
          columns: ['evaluation ms', 'sampler', 'in', 'wait', 'wait, 90 %', 'main thread s', 'all threads s'],
          rows,
        },
      ],
      targets: [],
      failures: [],
    };
  },
};
