import { describe, expect, it } from 'vitest';
import { observationsOf } from '../../src/analysis/observations.ts';
import { type Recommendation, recommend } from '../../src/analysis/recommend/recommend.ts';
import { stream } from '../../src/math/random.ts';
import { goalOf, type Made, stateOf } from './study.ts';

const spec = { x: { float: [0, 1] }, y: { float: [0, 1] } } as const;
const goal = goalOf(spec, ['loss']);
const grid = (n: number, make: (i: number, x: number, y: number) => Omit<Made, 'params'>): Made[] =>
  Array.from({ length: n }, (_, i) => {
    const [x, y] = i === 0 ? [0.5, 0.5] : [(i * 0.618) % 1, (i * 0.445) % 1];
    return { params: { x, y }, ...make(i, x, y) };
  });

function recommended(
  trials: readonly Made[],
  options: { noisy?: boolean } = {},
  of = goal,
): Recommendation | undefined {
  return recommend(observationsOf(stateOf(of, trials), of), options);
}

describe('recommendation', () => {
  it('is the best observed feasible trial without noise, the earliest of equals', () => {
    const limited = goalOf(spec, ['-score'], ['time <= 5']);
    const scores = [0.5, 0.9, 0.8, 0.8, 0.7];
    const trials = grid(5, (i) => ({ metrics: { score: scores[i]!, time: i === 1 ? 6 : 1 } }));
    expect(recommended(trials, {}, limited)).toEqual({
      noise: 'none',
      best: { trial: 2, value: 0.8, low: 0.8, high: 0.8, raw: 0.8 },
      runnerUp: { trial: 3, value: 0.8, low: 0.8, high: 0.8, raw: 0.8 },
      betterThanRunnerUp: 0.5,
      default: { trial: 0, value: 0.5, low: 0.5, high: 0.5, raw: 0.5 },
      betterThanDefault: 1,
    });
  });

  it('is nothing without a trial that keeps the limits', () => {
    const limited = goalOf(spec, ['loss'], ['time <= 5']);
    expect(recommended([], {}, limited)).toBeUndefined();
    const failed = grid(3, () => ({ metrics: { loss: 1 }, status: 'failed' as const }));
    expect(recommended(failed, {}, limited)).toBeUndefined();
    expect(
      recommended(
        grid(9, () => ({ metrics: { loss: 1 } })),
        {},
        limited,
      ),
    ).toBeUndefined();
  });

  it('does not fall for one lucky score among bad neighbours', () => {
    const trials = grid(40, (i, x) => {
      const lucky = x > 0.8 && i === 21 ? -0.9 : 0;
      return { metrics: { loss: (x - 0.3) ** 2 + 0.3 * Math.sin(7 * i) + lucky }, errors: { loss: 0.25 } };
    });
    const lowest = trials.reduce((a, b) => (b.metrics.loss! < a.metrics.loss! ? b : a));
    const found = recommended(trials)!;
    expect(found.noise).toBe('measured');
    expect(found.best.value).toBeGreaterThan(lowest.metrics.loss!);
    expect(found.best.low).toBeLessThan(found.best.value);
    expect(found.best.high).toBeGreaterThan(found.best.value);
    expect(recommended(trials)).toEqual(found);
  });

  it('learns the noise from repeats, but never from the holdout', () => {
    const again = (purpose: 'rerun' | 'holdout') =>
      grid(12, (i) => ({
        metrics: { loss: i },
        again: i < 4 ? [[purpose, { loss: i + (i % 2 ? 1 : -1) }] as const] : [],
      }));
    const found = recommended(again('rerun'))!;
    expect(found.noise).toBe('measured');
    expect(found.best.trial).toBe(0);
    expect(found.best.raw).toBe(-0.5);
    expect(recommended(again('holdout'))).toMatchObject({ noise: 'none', best: { trial: 0, value: 0 } });
  });

  it('infers the noise when it is declared and nothing measured it', () => {
    const random = stream(3);
    const trials = grid(40, (_, x) => ({ metrics: { loss: (x - 0.5) ** 2 + 0.05 * random.normal() } }));
    expect(recommended(trials)!.noise).toBe('none');
    const found = recommended(trials, { noisy: true })!;
    expect(found.noise).toBe('inferred');
    expect(found.best.value).toBeGreaterThan(found.best.raw - 0.1);
    expect(found.best.high - found.best.low).toBeGreaterThan(0.01);
  });

  it('promises less than the raw best and picks better, over many noisy studies', () => {
    const totals = { optimism: 0, rawOptimism: 0, loss: 0, rawLoss: 0, covered: 0 };
    const studies = 40;
    const sigma = 0.15;
    for (let seed = 0; seed < studies; seed++) {
      const random = stream(seed, 'noise');
      const [a, b] = [random.uniform(), random.uniform()];
      const truth = (x: number, y: number): number => Math.abs(x - a) + (y - b) ** 2;
      const trials = grid(50, (_, x, y) => ({
        metrics: { loss: truth(x, y) + sigma * random.normal() },
        errors: { loss: sigma },
      }));
      const { best } = recommended(trials)!;
      const at = (trial: number): number => {
        const { x, y } = trials[trial]!.params as { x: number; y: number };
        return truth(x, y);
      };
      const scores = trials.map(({ metrics }) => metrics.loss!);
      const raw = scores.indexOf(Math.min(...scores));
      totals.optimism += (at(best.trial) - best.value) / studies;
      totals.rawOptimism += (at(raw) - scores[raw]!) / studies;
      totals.loss += at(best.trial) / studies;
      totals.rawLoss += at(raw) / studies;
      totals.covered += (best.low <= at(best.trial) && at(best.trial) <= best.high ? 1 : 0) / studies;
    }
    expect(totals.rawOptimism).toBeGreaterThan(0.1);
    expect(Math.abs(totals.optimism)).toBeLessThan(totals.rawOptimism / 4);
    expect(totals.loss).toBeLessThan(totals.rawLoss);
    expect(totals.covered).toBeGreaterThan(0.75);
  });

  it('keeps the default unless another is better with a probability of seven in ten', () => {
    const scores = (gain: number) =>
      grid(8, (i) => ({ metrics: { loss: i === 0 ? 1 : i === 3 ? 1 - gain : 1.5 }, errors: { loss: 0.1 } }));
    const doubtful = recommended(scores(0.02))!;
    expect(doubtful.best.trial).toBe(0);
    expect(doubtful.betterThanDefault).toBe(0.5);
    expect(doubtful.runnerUp!.trial).toBe(3);
    const clear = recommended(scores(0.6))!;
    expect(clear.best.trial).toBe(3);
    expect(clear.betterThanDefault).toBeGreaterThan(0.7);
  });

  it('gives nobody credit for a fold that is easy for all', () => {
    const luck = [-0.3, 0.1, 0.2];
    const random = stream(5);
    const trials = grid(12, (i, x) => {
      const of = i % 2 === 0 ? [0, 1, 2] : [0];
      const folds = of.map((fold) => 1 + 2 * (x - 0.4) ** 2 + luck[fold]! + 0.02 * random.normal());
      return { metrics: { loss: folds.reduce((a, b) => a + b) / folds.length }, folds };
    });
    const { best } = recommended(trials)!;
    const x = (trial: number): number => trials[trial]!.params.x as number;
    expect(Math.abs(x(best.trial) - 0.4)).toBeLessThan(0.2);
    // Trials that saw the easy fold alone have raw means about 0.3 lower.
    const lowest = trials.reduce((a, b) => (b.metrics.loss! < a.metrics.loss! ? b : a));
    expect(lowest.metrics.loss).toBeLessThan(0.8);
    expect(best.value).toBeGreaterThan(0.85);
  });

  it('learns from trials that were given up, and never recommends one', () => {
    const random = stream(6);
    const make = (status: 'stopped' | 'failed') =>
      grid(14, (_, x) => {
        const good = x > 0.3;
        const folds = Array.from({ length: good ? 3 : 1 }, () => x + 0.1 * random.normal());
        const loss = folds.reduce((a, b) => a + b) / folds.length;
        return { metrics: { loss }, folds, ...(!good && { status }) };
      });
    const trials = make('stopped');
    const found = recommended(trials)!;
    expect(trials[found.best.trial]!.status).toBeUndefined();
    const without = recommended(trials.filter(({ status }) => status === undefined))!;
    expect(found.best.value).not.toBe(without.best.value);
  });

  it('covers what a model refitted on all rows scores, where folds share rows', () => {
    const [studies, folds] = [60, 5];
    let covered = 0;
    let optimism = 0;
    for (let seed = 0; seed < studies; seed++) {
      const random = stream(seed, 'folds');
      const [a, b] = [random.uniform(), random.uniform()];
      const truth = (x: number, y: number): number => 0.3 + 0.3 * Math.abs(x - a) + 0.3 * (y - b) ** 2;
      // Of the variance of a fold one fifth is the data set's own, common to all folds.
      const common = Math.sqrt(1 / folds) * random.normal();
      const luck = Array.from({ length: folds }, () => common + Math.sqrt(1 - 1 / folds) * random.normal());
      const trials = grid(20, (_, x, y) => {
        const own = Math.sqrt(1 / folds) * random.normal();
        const scores = luck.map(
          (of) => truth(x, y) + 0.05 * of + 0.05 * (own + Math.sqrt(1 - 1 / folds) * random.normal()),
        );
        return { metrics: { loss: scores.reduce((p, q) => p + q) / folds }, folds: scores };
      });
      const { best } = recommended(trials)!;
      const { x, y } = trials[best.trial]!.params as { x: number; y: number };
      const value = truth(x, y);
      covered += best.low <= value && value <= best.high ? 1 / studies : 0;
      optimism += (value - best.value) / ((best.high - best.low) / 2) / studies;
    }
    expect(covered).toBeGreaterThan(0.8);
    expect(Math.abs(optimism)).toBeLessThan(0.35);
  });

  it('expects a model refitted on all rows to be a little better than its folds', () => {
    const random = stream(8);
    const scores = Array.from({ length: 12 }, () =>
      Array.from({ length: 5 }, () => 1 + 0.1 * random.normal()),
    );
    const made = (own: (i: number, fold: number) => number): Recommendation =>
      recommended(
        grid(12, (i) => {
          const folds = scores[i]!.map((_, fold) => own(i, fold));
          return { metrics: { loss: folds.reduce((a, b) => a + b) / 5 }, folds };
        }),
      )!;
    const { default: start } = made((i, fold) => scores[i]![fold]!);
    const all = scores.flat().reduce((a, b) => a + b) / 60;
    // 0.25 deviations of a fold, far less than the interval.
    expect(all - start!.value).toBeGreaterThan(0.01);
    expect(all - start!.value).toBeLessThan(0.06);
    expect(start!.high).toBeGreaterThan(all);
  });
});
