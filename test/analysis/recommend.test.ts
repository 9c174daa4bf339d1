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
});
