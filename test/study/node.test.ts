import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachFile, loadStudy, openStudy } from '../../src/node.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tunewright-study-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const input = {
  name: 'kept',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 5 },
  sampler: 'random',
} as const;

describe('a study under Node', () => {
  it('is kept in a file beside its folder and goes on from there', async () => {
    const first = await openStudy(input, { folder });
    expect(first.location).toBe(join(folder, 'kept.tunewright.db'));
    await first.tell((await first.ask())!, 0.5);
    await first.close();
    const again = await openStudy(input, { folder });
    await again.optimize(({ params }) => params.x + 1);
    expect(again.trials().map(({ metrics }) => metrics.loss! < 1)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    await again.close();
    const read = await loadStudy('kept', { folder });
    expect(read.best()?.number).toBe(0);
    await read.close();
    await expect(
      loadStudy('lost', { folder, storage: join(folder, 'kept.tunewright.db') }),
    ).rejects.toMatchObject({ code: 'TW_STUDY_UNKNOWN' });
    await expect(loadStudy('lost', { folder })).rejects.toMatchObject({ code: 'TW_STUDY_UNKNOWN' });
    expect(existsSync(join(folder, 'lost.tunewright.db'))).toBe(false);
  });

  it('runs a command, and keeps what it printed and how it was run', async () => {
    writeFileSync(join(folder, 'program.sh'), 'echo "hello $1"\necho "loss=$1"\n');
    const study = await openStudy(
      { ...input, command: ['sh', 'program.sh', '{x}'], parallel: 2 },
      { folder },
    );
    const end = await study.optimize();
    expect(end.status).toBe('finished');
    for (const { number, status, params, metrics } of study.trials()) {
      expect(status).toBe('completed');
      expect(metrics.loss).toBe(params.x);
      const log = join(
        folder,
        'kept.tunewright',
        'trials',
        `00000${number}`,
        `evaluation-${number}`,
        'stdout.log',
      );
      expect(readFileSync(log, 'utf8')).toContain(`hello ${params.x}`);
    }
    expect(study.state.evaluation(0).provenance).toMatchObject({
      argv: ['sh', 'program.sh', String(study.trial(0).params.x)],
      cwd: folder,
    });
    await study.close();
  });

  it('runs a module in threads', async () => {
    writeFileSync(
      join(folder, 'objective.ts'),
      'export default async (trial: { params: { x: number }; report(step: number, value: number): Promise<void> }) => { await trial.report(1, 9); return trial.params.x; };\n',
    );
    const study = await openStudy({ ...input, module: './objective.ts', parallel: 2 }, { folder });
    await study.optimize();
    expect(study.state.countTrials('completed')).toBe(5);
    expect(study.state.reportCount).toBe(5);
    await study.close();
  });

  it('suggests the same in a thread as in the process, with what earlier studies know too', async () => {
    const early = { ...input, space: { x: { float: [0, 1] }, y: { float: [0, 1] } }, sampler: 'gp' } as const;
    const loss = ({ params }: { params: { x: number; y: number } }): number =>
      (params.x - 0.3) ** 2 + params.y;
    const found: unknown[] = [];
    for (const suggestIn of ['process', 'thread'] as const) {
      const old = await openStudy({ ...early, name: 'early' }, { folder, suggestIn });
      await old.optimize(loss);
      await old.close();
      const study = await openStudy(
        { ...early, name: suggestIn, transfer: ['early.tunewright.db#early'], budget: { trials: 18 } },
        { folder, suggestIn },
      );
      await study.optimize(loss);
      expect(study.state.data.transfers).toHaveLength(1);
      expect(await study.replay()).toMatchObject({ exact: true, suggestions: 17 });
      found.push(
        study.trials().map(({ params }) => params),
        study.explain(),
      );
      await study.close();
    }
    expect(found[2]).toEqual(found[0]);
    expect(found[3]).toBe(found[1]);
  });

  it('goes on where a study was left that suggested in a thread', async () => {
    const long = { ...input, sampler: 'gp', parallel: 3, budget: { trials: 24 } } as const;
    const first = await openStudy(long, { folder, suggestIn: 'thread' });
    const asked = [...(await first.ask(3)), (await first.ask())!];
    for (const trial of asked) await first.tell(trial, trial.params.x);
    // Closed while it computes ahead.
    await first.close();
    const again = await openStudy(long, { folder, suggestIn: 'thread' });
    await again.optimize(async ({ params }) => {
      await sleep(3);
      return params.x;
    });
    expect(again.trials()).toHaveLength(24);
    expect(await again.replay()).toMatchObject({ exact: true, suggestions: 23 });
    await again.close();
  });

  it('keeps files that are attached to a trial or the study', async () => {
    const study = await openStudy(input, { folder });
    await study.tell((await study.ask())!, 1);
    const file = join(folder, 'plot "1".svg');
    writeFileSync(file, '<svg/>');
    const copy = await attachFile(study, file, { trial: 0 });
    expect(readFileSync(copy, 'utf8')).toBe('<svg/>');
    expect(study.trial(0).attributes).toEqual({
      'artifact:plot "1".svg': { file: 'artifacts/000000/plot "1".svg', bytes: 6 },
    });
    await attachFile(study, file, { name: 'x.svg' });
    expect(study.state.attributes(-1)).toEqual({
      'artifact:x.svg': { file: 'artifacts/study/x.svg', bytes: 6 },
    });
    await expect(attachFile(study, file, { name: '../x' })).rejects.toMatchObject({ code: 'TW_ARTIFACT' });
    await expect(attachFile(study, join(folder, 'none'))).rejects.toMatchObject({ code: 'TW_ARTIFACT' });
    await expect(attachFile(study, file, { trial: 7 })).rejects.toMatchObject({ code: 'TW_TRIAL_UNKNOWN' });
    await study.close();
  });

  it('says what is missing when there is nothing to run', async () => {
    const study = await openStudy(input, { folder });
    await expect(study.optimize()).rejects.toMatchObject({ code: 'TW_STUDY_NO_PROGRAM' });
    await study.close();
  });

  it('stops early with the error of a command that cannot be found', async () => {
    const study = await openStudy({ ...input, command: ['no-such-program', '{x}'] }, { folder });
    await expect(study.optimize()).rejects.toThrow(/no-such-program/);
    expect(study.state.trialCount).toBeLessThan(5);
    await study.close();
  });

  it('leaves no file behind when the definition is wrong', async () => {
    const wrong = openStudy({ ...input, space: { x: { float: [1, 0] } } }, { folder });
    await expect(wrong).rejects.toMatchObject({ code: 'TW_SPACE_RANGE' });
    expect(existsSync(join(folder, 'kept.tunewright.db'))).toBe(false);
  });
});
