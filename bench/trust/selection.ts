import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench } from '../harness/paths.ts';
import type { Table } from '../harness/suite.ts';

interface Task {
  /** Balanced error rates, shape [configurations]; the default first. */
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/** What choosing by validation costs where there is no noise. */
export function selectionTable(): Table {
  const file = join(bench, 'trust', 'worlds', 'selection.json');
  const tasks = JSON.parse(readFileSync(file, 'utf8')) as { readonly [task: string]: Task };
  return {
    title: 'Choosing by validation, without noise',
    caption:
      'lcbench surrogate of networks on development tasks of OpenML, 256 configurations each: balanced test error of the default, of the configuration with the lowest validation error, and the lowest there is. Low is good.',
    columns: ['task', 'default', 'chosen by validation', 'best', 'optimism of the validation error'],
    rows: Object.entries(tasks).map(([task, { validation, test }]) => {
      const chosen = validation.indexOf(Math.min(...validation));
      const numbers = [test[0]!, test[chosen]!, Math.min(...test), test[chosen]! - validation[chosen]!];
      return [task, ...numbers.map((value) => value.toFixed(4))];
    }),
  };
}
