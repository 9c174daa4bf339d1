import { Encoder } from '../../model/encoder.ts';
import { fitHyperparameters } from '../../model/gp/fit.ts';
import { defaultPriors } from '../../model/gp/hyperparameters.ts';
import { GaussianProcess } from '../../model/gp/process.ts';
import { halfRankWarp } from '../../model/warp/output.ts';
import type { Scalar } from '../../space/spec.ts';
import type { Observations } from '../observations.ts';

/** How far one parameter may move while the others stay, before the expected loss exceeds what is tolerated. */
export interface Tolerance {
  readonly parameter: string;
  readonly value: Scalar;
  /** Ends of the stretch around the value; of unordered ones the choices that are as good. */
  readonly low?: Scalar;
  readonly high?: Scalar;
  readonly choices?: readonly Scalar[];
  /** Share of the parameter's range, on its own scale, in [0, 1]: 1 means that it hardly matters here. */
  readonly share: number;
}

/** Places that are looked at along one parameter. */
const STEPS = 48;
/** Fewer trials say nothing of a surface. */
const LEAST = 10;
/** Trials that the model takes: its cost grows with the cube. */
const MOST = 200;

/**
 * Moves each active parameter of a configuration through its range on a Gaussian process of the trials.
 * @param place - of the trial in the observations
 * @param tolerated - loss in the objective's units, > 0
 * @remarks O(n³), n ≤ 200. Deterministic.
 */
export function sensitivityOf(observations: Observations, place: number, tolerated: number): Tolerance[] {
  const { space } = observations.goal;
  if (observations.evaluations.subjects < LEAST || !(tolerated > 0)) return [];
  const predict = surrogate(observations, place);
  const d = space.dimensions.length;
  const best = observations.rows.slice(place * d, place * d + d);
  const [base = 0] = predict([best]);
  // What another value turns on has its default.
  const filled = best.map((number, i) =>
    Number.isNaN(number) ? space.dimensions[i]!.domain.defaultNumber : number,
  );
  const found: Tolerance[] = [];
  for (const { index, name, domain } of space.dimensions) {
    const number = best[index]!;
    if (Number.isNaN(number) || domain.cardinality < 2) continue;
    const steps = Math.min(STEPS, domain.cardinality);
    const numbers = Array.from({ length: steps }, (_, i) => domain.fromUnit((i + 0.5) / steps));
    const rows = numbers.map((moved) => {
      const row = filled.slice();
      row[index] = moved;
      return space.activate(row);
    });
    const possible = rows.map((row) => space.contains(row));
    const losses = predict(rows).map((value) => value - base);
    const fine = losses.map((loss, i) => possible[i]! && loss <= tolerated);
    if (!domain.ordered) {
      const choices = numbers.filter((moved, i) => fine[i] || moved === number).map((n) => domain.toValue(n));
      found.push({ parameter: name, value: domain.toValue(number), choices, share: choices.length / steps });
      continue;
    }
    const own = Math.min(steps - 1, Math.floor(domain.toUnit(number) * steps));
    let [low, high] = [own, own];
    while (low > 0 && fine[low - 1]) low--;
    while (high < steps - 1 && fine[high + 1]) high++;
    found.push({
      parameter: name,
      value: domain.toValue(number),
      low: domain.toValue(low === own ? number : numbers[low]!),
      high: domain.toValue(high === own ? number : numbers[high]!),
      share: (high - low + 1) / steps,
    });
  }
  return found;
}

/** Expected values of rows, in the objective's units; trials that were stopped early tell of bad places too. */
function surrogate(observations: Observations, place: number): (rows: readonly Float64Array[]) => number[] {
  const { goal, evaluations } = observations;
  const { subjects, rows } = evaluations;
  const d = goal.space.dimensions.length;
  const all = scoresOf(observations);
  const chosen = Array.from({ length: subjects }, (_, i) => i)
    .sort((a, b) => (a === place ? -1 : b === place ? 1 : all[a]! - all[b]! || a - b))
    .slice(0, MOST);
  const encoder = new Encoder(goal.space);
  const features = (points: readonly Float64Array[]): Float64Array => {
    const out = new Float64Array(points.length * encoder.dimensions);
    points.forEach((row, i) => {
      encoder.encode(row, 1, out, i * encoder.dimensions);
    });
    return out;
  };
  const { dimensions, unordered } = encoder;
  const table = {
    points: features(chosen.map((i) => rows.subarray(i * d, i * d + d))),
    count: chosen.length,
    dimensions,
    unordered,
  };
  const { values: targets, slopes } = halfRankWarp(Float64Array.from(chosen, (i) => all[i]!));
  const noise = new Float64Array(chosen.length).fill(Number.NaN);
  const hyperparameters = fitHyperparameters(table, targets, noise, { priors: defaultPriors(d, true) });
  const process = new GaussianProcess(table, targets, noise, hyperparameters);
  return (points) => {
    const { mean } = process.predict(features(points), points.length);
    return [...mean].map((value) => value / slopes[0]!);
  };
}

/** Mean score of each subject, without what its places were easier than others for those that had all, shape [subjects]. */
function scoresOf({ goal, count, evaluations }: Observations): Float64Array {
  const { subjects, subject, place, values } = evaluations;
  const m = goal.objectives.length;
  const own = means(subject, subjects, (i) => values[i * m]!);
  const ease = new Map<number, { sum: number; count: number }>();
  subject.forEach((s, i) => {
    if (s >= count) return;
    const here = ease.get(place[i]!) ?? { sum: 0, count: 0 };
    here.sum += values[i * m]! - own[s]!;
    here.count++;
    ease.set(place[i]!, here);
  });
  return means(subject, subjects, (i) => {
    const here = ease.get(place[i]!);
    return values[i * m]! - (here === undefined ? 0 : here.sum / here.count);
  });
}

function means(subject: Int32Array, subjects: number, value: (i: number) => number): Float64Array {
  const sums = new Float64Array(subjects);
  const counts = new Int32Array(subjects);
  subject.forEach((s, i) => {
    sums[s]! += value(i);
    counts[s]!++;
  });
  return sums.map((sum, s) => sum / counts[s]!);
}
