import { describe, expect, it } from 'vitest';
import { openStudy, parseDefinition, type StudyInput } from '../../src/index.ts';
import { toInput } from '../../src/study/definition/write.ts';

const input = {
  name: 'folds',
  space: { x: { float: [0, 1] } },
  objective: { minimize: 'loss' },
  budget: { trials: 6 },
  sampler: 'random',
  seed: 3,
} as const;

interface Seen {
  readonly trial: number;
  readonly seed: number;
  readonly fold: number;
}

async function run(
  more: Partial<StudyInput>,
  parallel = 1,
): Promise<{ seen: Seen[]; study: Awaited<ReturnType<typeof openStudy>> }> {
  const seen: Seen[] = [];
  const study = await openStudy({ ...input, ...more, confirm: false, parallel });
  await study.optimize(async ({ params, number, seed, fold, folds, split }) => {
    expect(split).toBe('search');
    expect(folds).toBe(more.evaluation?.folds ?? 0);
    seen.push({ trial: number, seed, fold });
    await Promise.resolve();
    return (params.x as number) + fold;
  });
  return { seen, study };
}

describe('folds and seeds for every trial', () => {
  it('are all evaluated, and the trial is their mean with its standard error', async () => {
    const { seen, study } = await run({ evaluation: { folds: 3, race: false, strategy: 'reshuffled' } });
    expect(seen.map(({ trial, fold }) => [trial, fold])).toEqual(
      Array.from({ length: 18 }, (_, i) => [Math.floor(i / 3), i % 3]),
    );
    for (const { number, params, metrics, status, evaluations } of study.trials()) {
      expect(status).toBe('completed');
      expect(evaluations).toHaveLength(3);
      expect(metrics.loss).toBeCloseTo((params.x as number) + 1, 12);
      expect(study.state.trial(number).errors.loss).toBeCloseTo(1 / Math.sqrt(3), 12);
      // One partition a trial, another one for each.
      expect(new Set(seen.filter(({ trial }) => trial === number).map(({ seed }) => seed)).size).toBe(1);
    }
    expect(new Set(seen.map(({ seed }) => seed)).size).toBe(6);
    expect(await study.replay()).toEqual({ exact: true, suggestions: 5, verdicts: 0 });
    await study.close();
  });

  it('are the same for all trials when they are paired', async () => {
    const { seen, study } = await run(
      { evaluation: { folds: 2, seeds: 2, strategy: 'paired', race: false } },
      4,
    );
    const of = (trial: number): string[] =>
      seen
        .filter((one) => one.trial === trial)
        .map(({ seed, fold }) => `${seed} ${fold}`)
        .sort();
    expect(new Set(of(0)).size).toBe(4);
    for (let trial = 1; trial < 6; trial++) expect(of(trial)).toEqual(of(0));
    await study.close();
  });

  it('make a trial fail when one of them does', async () => {
    const study = await openStudy({
      ...input,
      evaluation: { folds: 4, race: false },
      confirm: false,
      parallel: 2,
    });
    await study.optimize(async ({ number, fold }) => {
      await Promise.resolve();
      if (number === 2 && fold === 1) throw new Error('no luck');
      return fold;
    });
    expect(study.trial(2)).toMatchObject({ status: 'failed', reason: 'TW_PROGRAM_THREW: no luck' });
    expect(study.trial(2).evaluations.length).toBeLessThan(4);
    expect(study.trials().filter(({ status }) => status === 'completed')).toHaveLength(5);
    await study.close();
  });

  it('go on where a run was interrupted', async () => {
    const controller = new AbortController();
    const study = await openStudy({
      ...input,
      evaluation: { seeds: 3, race: false },
      confirm: false,
      parallel: 2,
    });
    let count = 0;
    const objective = async (): Promise<number> => {
      if (++count === 8) controller.abort();
      await Promise.resolve();
      return count;
    };
    expect((await study.optimize(objective, { signal: controller.signal })).status).toBe('aborted');
    expect((await study.optimize(objective)).status).toBe('finished');
    for (const { status, evaluations } of study.trials()) {
      expect(status).toBe('completed');
      expect(evaluations).toHaveLength(3);
    }
    await study.close();
  });
});

describe('the evaluation of a definition', () => {
  const read = (more: object): ReturnType<typeof parseDefinition> => parseDefinition({ ...input, ...more });

  it.each([
    [{ folds: 5 }, { folds: 5, seeds: 1, strategy: 'auto', race: true }],
    [{ seeds: 3 }, { folds: 0, seeds: 3, strategy: 'auto', race: true }],
    [{ splits: 'cv' }, { folds: 5, seeds: 1, strategy: 'auto', race: true }],
    [
      { splits: 'repeated-cv', folds: 4 },
      { folds: 4, seeds: 2, strategy: 'auto', race: true },
    ],
    [{ splits: 'holdout' }, { folds: 0, seeds: 1, strategy: 'auto', race: false }],
    [
      { seeds: 2, race: false, strategy: 'paired' },
      { folds: 0, seeds: 2, strategy: 'paired', race: false },
    ],
  ])('%j means all of it, and can be written again', (evaluation, expected) => {
    const definition = read({ evaluation, holdout: { split: 'test', seeds: 2 } });
    expect(definition.evaluation).toEqual(expected);
    expect(definition.confirm).toEqual({ share: 0.1, top: 3 });
    expect(definition.holdout).toEqual({ split: 'test', seeds: 2 });
    expect(parseDefinition(toInput(definition))).toEqual(definition);
    const off = read({ evaluation, confirm: false, holdout: 'test' });
    expect(off.confirm).toBeUndefined();
    expect(parseDefinition(toInput(off))).toEqual(off);
  });

  it('confirms by default where the program is given seeds or folds', () => {
    const confirm = (command: readonly string[], more: object = {}): unknown =>
      read({ command, ...more }).confirm;
    expect(confirm(['python', 'train.py', '--seed={seed}'])).toEqual({ share: 0.1, top: 3 });
    expect(confirm(['python', 'train.py', '{fold}'])).toEqual({ share: 0.1, top: 3 });
    expect(confirm(['python', 'train.py', '{x}', '{{seed}}'])).toBeUndefined();
    expect(confirm(['python', 'train.py', '{seed}'], { confirm: false })).toBeUndefined();
    const off = read({ command: ['a', '{seed}'], confirm: false });
    expect(parseDefinition(toInput(off))).toEqual(off);
  });

  it('says what does not go together', () => {
    const wrong = (more: object): string => {
      try {
        read(more);
        return 'nothing';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(wrong({ evaluation: { splits: 'holdout', folds: 3 } })).toBe('TW_EVALUATION_SPLITS');
    expect(wrong({ evaluation: { splits: 'cv', seeds: 3 } })).toBe('TW_EVALUATION_SPLITS');
    expect(wrong({ evaluation: { folds: 1 } })).toBe('TW_DEFINITION_VALUE');
    expect(wrong({ confirm: { share: 0.6 } })).toBe('TW_DEFINITION_VALUE');
    expect(wrong({ holdout: 'search' })).toBe('TW_HOLDOUT_SPLIT');
    expect(wrong({ command: ['ls'], holdout: { command: ['cat', '{nothing}'] } })).toBe(
      'TW_COMMAND_PLACEHOLDER',
    );
    expect(wrong({ holdout: { command: ['cat'] } })).toBe('TW_HOLDOUT_COMMAND');
    expect(wrong({ evaluation: { fold: 5 } })).toBe('TW_DEFINITION_KEY_UNKNOWN');
  });

  it('takes no scheduler that gives less fidelity', async () => {
    await expect(
      openStudy({ ...input, evaluation: { folds: 3 }, scheduler: 'pbt', fidelity: { epochs: [1, 9] } }),
    ).rejects.toMatchObject({
      code: 'TW_SCHEDULER_EVALUATION',
    });
  });
});
