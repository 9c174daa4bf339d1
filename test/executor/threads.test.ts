import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { threadExecutor } from '../../src/executor/node/threads/executor.ts';
import { loadObjective } from '../../src/executor/node/threads/objective-module.ts';
import type { Hooks } from '../../src/executor/port.ts';
import { jobOf, quiet } from './job.ts';
import { freshFolder } from './support.ts';

const modules = join(import.meta.dirname, 'fixtures', 'modules');

async function runActs(acts: readonly string[], file = 'crash.ts', hooks: Partial<Hooks> = {}) {
  const trials = freshFolder();
  const executor = threadExecutor({
    module: resolve(modules, file),
    objectives: ['loss'],
    trials,
    graceMs: 100,
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  try {
    const outcomes = [];
    for (const act of acts)
      outcomes.push(await executor.run(jobOf({ params: { act } }), { ...quiet, ...hooks }));
    return { outcomes, folder: join(trials, '000012', 'evaluation-3') };
  } finally {
    await executor.close();
  }
}

describe('a worker thread', () => {
  it.each([
    ['exit', 'exit code 0'],
    ['memory', 'ran out of memory'],
    ['later', 'nobody catches this'],
  ])('that dies (%s) fails its evaluation and is replaced', async (act, message) => {
    const { outcomes } = await runActs([act, 'value']);
    expect(outcomes[0]).toMatchObject({
      status: 'failed',
      reason: { code: 'TW_PROGRAM_KILLED', message: expect.stringContaining(message) },
      retryable: true,
    });
    expect(outcomes[1]).toMatchObject({ status: 'completed', metrics: { loss: 0.5 } });
  });

  it('that never comes back is ended, its reports kept', async () => {
    const controller = new AbortController();
    const { outcomes } = await runActs(['spin'], 'crash.ts', {
      signal: controller.signal,
      async onReport() {
        controller.abort('Enough.');
        return 'continue';
      },
    });
    expect(outcomes[0]).toMatchObject({
      status: 'cancelled',
      metrics: { loss: 3 },
      reason: { message: 'Enough.' },
    });
  });

  it('has its console in the log of the evaluation', async () => {
    const { folder } = await runActs(['value']);
    expect(readFileSync(join(folder, 'stdout.log'), 'utf8')).toBe('hello from value\n');
    expect(readFileSync(join(folder, 'stderr.log'), 'utf8')).toBe('and on stderr\n');
  });

  it('that cannot load the module stops the study, with the mend', async () => {
    const { outcomes } = await runActs(['value', 'value'], 'nothing.ts');
    expect(outcomes).toHaveLength(2);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'failed',
        fatal: true,
        reason: { code: 'TW_MODULE_NO_OBJECTIVE' },
      });
      expect(outcome.reason?.message).toContain('export default');
    }
  });
});

describe('a module that cannot be loaded is explained', () => {
  // Vitest loads modules in its own way; a thread asks Node.
  it.each([
    ['enum.ts', 'TW_MODULE_NOT_LOADED', 'enum', 'enum Kind { A }\nexport default (): number => Kind.A;\n'],
    [
      'extension.ts',
      'TW_MODULE_NOT_LOADED',
      'extension',
      "import './crash';\nexport default (): number => 1;\n",
    ],
    ['common.cts', 'TW_MODULE_NOT_LOADED', 'type', 'export default (): number => 1;\n'],
    ['missing.ts', 'TW_MODULE_NOT_LOADED', 'Check the path', undefined],
  ])('%s', async (file, code, mend, source) => {
    const path = join(freshFolder(), file);
    if (source !== undefined) writeFileSync(path, source);
    const { outcomes } = await runActs(['value'], path);
    expect(outcomes[0]?.reason?.code).toBe(code);
    expect(outcomes[0]?.reason?.message).toContain(mend);
  });

  it('in this process too', async () => {
    await expect(loadObjective(join(modules, 'nothing.ts'))).rejects.toMatchObject({
      code: 'TW_MODULE_NO_OBJECTIVE',
      place: { file: join(modules, 'nothing.ts') },
    });
  });
});
