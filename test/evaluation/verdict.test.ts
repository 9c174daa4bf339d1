import { describe, expect, it } from 'vitest';
import { openStudy, type Study, type StudyInput } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';

const input = {
  name: 'verdict',
  space: { x: { float: [0, 1], default: 0.8 }, y: { float: [0, 1] } },
  objective: { maximize: 'val_score' },
  evaluation: { folds: 5, race: false },
  confirm: { top: 2 },
  holdout: 'test',
  budget: { trials: 40 },
  sampler: 'random',
  seed: 7,
} as const satisfies StudyInput;

/** 0.75 at the default, 1 at best; folds differ by 0.05, and each score by the noise. */
const score = (x: number, noise: number, ...keys: number[]): number =>
  1 - (x - 0.3) ** 2 + noise * stream(keys[0]!, ...keys.slice(1), Math.round(1e6 * x)).normal();

const objective =
  (noise: number, flat = false) =>
  ({ params, seed, fold, split }: { params: { x: number }; seed: number; fold: number; split: string }) => {
    const x = flat ? 0.3 : params.x;
    const luck = noise * stream(seed, fold, Math.round(1e6 * params.x)).normal();
    const value = score(x, 0, seed) + 0.05 * fold + luck;
    return { val_score: value, train_score: value + 0.1, ...(split === 'test' && { locked: 1 }) };
  };

async function judged(noise: number, flat = false, more: Partial<StudyInput> = {}): Promise<Study> {
  const study = await openStudy({ ...input, ...more });
  await study.optimize(objective(noise, flat) as never);
  return study;
}

describe('the verdict', () => {
  it('says that a real gain is real, by how much on fresh splits, and what the locked data says', async () => {
    const study = await judged(0.03);
    const { real, headline, details, report } = study.verdict()!;
    expect(real).toBe('yes');
    expect(headline).toMatch(
      /^Trial \d+ is really better than the default: the gain is 0\.2\d+ ± 0\.\d+ on fresh splits; .*\.$/,
    );
    const { fresh, search, holdout, gap, trial } = report!;
    const truth = 0.25 - ((study.trial(trial).params.x as number) - 0.3) ** 2;
    expect(fresh!.gain!.low).toBeLessThan(truth);
    expect(fresh!.gain!.high).toBeGreaterThan(truth);
    expect(fresh!.luck).toBeCloseTo(search.gain! - fresh!.gain!.value, 12);
    expect(holdout).toMatchObject({ trial, runs: 1, openings: 1 });
    expect(gap!.own).toBeCloseTo(0.1, 12);
    expect(details.join('\n')).toMatch(/On the locked data \(read once, after everything else was decided\)/);
    await study.close();
  });

  it('does not take luck for a gain', async () => {
    // All settings are equal: whatever the search finds is luck.
    let unclear = 0;
    for (let seed = 0; seed < 10; seed++) {
      const study = await judged(0.05, true, { seed });
      const { real } = study.verdict()!;
      if (real !== 'yes') unclear++;
      await study.close();
    }
    expect(unclear).toBeGreaterThanOrEqual(8);
  });

  it('says what was not done, and mends by confirming', async () => {
    const study = await judged(0.03, false, {
      confirm: false,
      holdout: { split: 'test', seeds: 1 },
      evaluation: { seeds: 1 },
    });
    const before = study.verdict()!;
    expect(before.report!.fresh).toBeUndefined();
    expect(before.warnings.join('\n')).toContain(
      'Nothing was run again on data that the search has not seen',
    );
    const frozen = study.trials().map(({ metrics }) => metrics);
    const { control } = study.state;
    expect((await study.confirm(objective(0.03) as never, { top: 1, runs: 6, parallel: 3 })).status).toBe(
      'finished',
    );
    expect(study.state.control).toEqual(control);
    expect(study.trials().map(({ metrics }) => metrics)).toEqual(frozen);
    const after = study.verdict()!;
    expect(after.report!.fresh!.value.runs).toBe(6);
    const count = study.state.evaluationCount;
    await study.confirm(objective(0.03) as never, { top: 1, runs: 6 });
    expect(study.state.evaluationCount).toBe(count);
    await study.close();
  });

  it('tells for ever that the locked data was read again', async () => {
    const study = await judged(0.03);
    expect(study.verdict()!.report!.holdout!.openings).toBe(1);
    await study.confirm(objective(0.03) as never, { holdout: true });
    const { report, warnings } = study.verdict()!;
    expect(report!.holdout).toMatchObject({ openings: 2, runs: 2 });
    expect(warnings).toContain('The locked data was read 2 times: its numbers are no longer untouched.');
    await study.close();
    const without = await judged(0.03, false, { holdout: undefined } as never);
    await expect(without.confirm(objective(0.03) as never, { holdout: true })).rejects.toMatchObject({
      code: 'TW_HOLDOUT_NONE',
    });
    await without.close();
  });

  it('of several objectives says what of the front holds', async () => {
    const study = await openStudy({ ...input, objective: [{ minimize: 'a' }, { minimize: 'b' }] });
    await study.optimize(({ params: { x, y }, seed, fold }) => {
      const noise = 0.01 * stream(seed, fold, Math.round(1e6 * x)).normal();
      return { a: x + y + noise, b: 1 - x + y + noise };
    });
    const { headline, front } = study.verdict()!;
    expect(headline).toMatch(
      /^Of \d trials of the front that were run again on fresh splits, (all|\d) are still beaten by no other\.$/,
    );
    for (const { fresh } of front!) expect(fresh).toHaveLength(2);
    expect(front!.some(({ holdout }) => holdout !== undefined)).toBe(true);
    await study.close();
  });

  it('is nothing without a result', async () => {
    const study = await openStudy({ ...input, budget: { trials: 2 } });
    await study.optimize(({ number }) => Promise.reject(new Error('x'.repeat(number + 1)))).catch(() => {});
    expect(study.verdict()).toBeUndefined();
    await study.close();
  });
});

it('a program that does not use its seed and fold is told so', async () => {
  const study = await openStudy({ ...input, budget: { trials: 8 } });
  await study.optimize(({ params: { x } }) => ({ val_score: x }));
  expect(study.verdict()!.warnings[0]).toMatch(
    /^All runs of a trial gave the very same score: does the program use its seed/,
  );
  await study.close();
});
