import { normalCdf } from '../../math/special/normal.ts';
import type { StudyState } from '../../trial/state.ts';
import type { Goal } from '../observations.ts';
import { siblingOf } from './names.ts';

/** How much worse trials do on validation than on training data; > 0 is worse, in the metric's units. */
export interface Gap {
  /** The metric on the training data. */
  readonly metric: string;
  readonly trials: readonly { readonly trial: number; readonly gap: number }[];
  /** Of the trial to use. */
  readonly own: number;
  readonly default?: number;
  readonly median: number;
  /** Spearman's rank correlation of gap and trial number, in [-1, 1]: > 0 when it grows over the search. */
  readonly trend: number;
  /** Probability of a correlation as large without any relation. */
  readonly chance: number;
}

/** Undefined where the program prints no training value. */
export function gapOf(state: StudyState, goal: Goal, trial: number, start: number): Gap | undefined {
  const { metric, sign } = goal.objectives[0]!;
  const name = siblingOf(metric, 'train', state.data.metricNames.list);
  if (name === undefined) return undefined;
  const [validation, training] = [state.metricId(metric), state.metricId(name)];
  const trials: { trial: number; gap: number }[] = [];
  for (let t = 0; t < state.trialCount; t++) {
    if (state.trialStatus(t) !== 'completed') continue;
    const gap = sign * (state.metricOf(t, validation) - state.metricOf(t, training));
    // What differs by rounding alone is equal.
    if (Number.isFinite(gap)) trials.push({ trial: t, gap: Math.abs(gap) < 1e-12 ? 0 : gap });
  }
  const own = trials.find((one) => one.trial === trial)?.gap;
  if (own === undefined) return undefined;
  const before = trials.find((one) => one.trial === start)?.gap;
  const gaps = trials.map(({ gap }) => gap);
  const trend = gaps.length < 4 ? 0 : rankCorrelation(gaps);
  return {
    metric: name,
    trials,
    own,
    ...(before !== undefined && start !== trial && { default: before }),
    median: gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!,
    trend,
    chance: 2 * (1 - normalCdf(Math.abs(trend) * Math.sqrt(Math.max(1, gaps.length - 1)))),
  };
}

/** Spearman's correlation of the values with their order. */
function rankCorrelation(values: readonly number[]): number {
  const n = values.length;
  const ranks = new Float64Array(n);
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  for (let i = 0; i < n; ) {
    let j = i;
    while (j + 1 < n && values[order[j + 1]!] === values[order[i]!]) j++;
    for (let k = i; k <= j; k++) ranks[order[k]!] = (i + j) / 2;
    i = j + 1;
  }
  const middle = (n - 1) / 2;
  let [both, own] = [0, 0];
  ranks.forEach((rank, i) => {
    both += (rank - middle) * (i - middle);
    own += (rank - middle) ** 2;
  });
  const order2 = (n * (n * n - 1)) / 12;
  return own === 0 ? 0 : both / Math.sqrt(own * order2);
}
