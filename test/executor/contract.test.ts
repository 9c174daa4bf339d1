import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { inlineExecutor } from '../../src/executor/inline.ts';
import { processExecutor } from '../../src/executor/node/process/executor.ts';
import { threadExecutor } from '../../src/executor/node/threads/executor.ts';
import { contractObjective, executorContract } from '../../src/testing/executor-contract.ts';
import { root } from '../support/machine.ts';

const fixtures = resolve(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(join(tmpdir(), 'tunewright-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const objectives = ['loss'];
let places = 0;
const place = (): string => join(folder, String(places++));

executorContract('inline', (options) => inlineExecutor(contractObjective, { objectives, ...options }), {
  describe,
  it,
});

executorContract(
  'threads',
  (options) =>
    threadExecutor({ module: join(fixtures, 'objective.ts'), objectives, trials: place(), ...options }),
  { describe, it },
);

const programs: readonly [name: string, command: readonly string[]][] = [
  ['processes, TypeScript helper', [process.execPath, join(fixtures, 'program.ts')]],
  ['processes, Python helper', ['python3', join(fixtures, 'program.py')]],
];
for (const [name, command] of programs) {
  executorContract(
    name,
    ({ graceMs, ...options }) =>
      processExecutor({
        command,
        space: { spec: {}, dimensions: [] },
        fidelities: ['epochs'],
        objectives,
        trials: place(),
        env: { PYTHONPATH: join(root, 'clients', 'python') },
        killGraceMs: graceMs,
        ...options,
      }),
    { describe, it },
  );
}
