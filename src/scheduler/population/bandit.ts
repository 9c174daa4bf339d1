import { stream } from '../../math/random.ts';
import { fitHyperparameters } from '../../model/gp/fit.ts';
import { defaultPriors } from '../../model/gp/hyperparameters.ts';
import { GaussianProcess } from '../../model/gp/process.ts';
import type { Space } from '../../space/space.ts';
import { type Explore, perturb, stepped } from './explore.ts';
import type { Link } from './members.ts';

/** So many steps of the population must be known before the model is asked. */
const least = 6;
/** Only the last ones are modelled: older ones tell of another phase of training. */
const most = 200;
const candidates = 400;
/** Standard deviations that are added to the mean. */
const optimism = 1.5;

/**
 * Chooses the configuration for which a Gaussian process over (configuration, generation, score before) expects the
 * largest gain of the first objective over the next step, with a bonus for what is not known; before enough is known,
 * as {@link perturb}.
 * @see Parker-Holder et al. 2020, arXiv:2002.02518 (PB2). Departures: the generation is an input of a Matérn kernel rather
 * than a kernel of its own, and candidates are drawn rather than climbed to.
 * @remarks O(n³) with n ≤ 200 for each takeover. Deterministic.
 */
export function bandit(space: Space, explored: readonly number[], generations: number): Explore {
  const plain = perturb(space, explored, 0.25);
  return (situation) => {
    const { parent, generation, links, key } = situation;
    const byTrial = new Map(links.map((link) => [link.trial.trial, link]));
    const gains = links.flatMap((link) => gainOf(link, byTrial)).slice(-most);
    if (gains.length < least || explored.length === 0 || parent.values === undefined) return plain(situation);
    const before = standardiser(gains.map(({ before: score }) => score));
    const gained = standardiser(gains.map(({ gain }) => gain));
    const dimensions = explored.length + 2;
    const point = (row: Float64Array, at: number, score: number): number[] => [
      ...explored.map((index) => unitOf(space, index, row[index]!)),
      at / generations,
      0.5 + 0.25 * before(score),
    ];
    const features = {
      points: Float64Array.from(
        gains.flatMap(({ link, before: score }) => point(link.trial.row, link.generation, score)),
      ),
      count: gains.length,
      dimensions,
      unordered: Uint8Array.from({ length: dimensions }, (_, d) =>
        d < explored.length && !space.dimensions[explored[d]!]!.domain.ordered ? 1 : 0,
      ),
    };
    const targets = Float64Array.from(gains, ({ gain }) => gained(gain));
    const known = new Float64Array(gains.length).fill(Number.NaN);
    const fitted = fitHyperparameters(features, targets, known, { priors: defaultPriors(dimensions, true) });
    const process = new GaussianProcess(features, targets, known, fitted);
    const random = stream(...key, 'bandit');
    const rows: Float64Array[] = [];
    for (let attempt = 0; attempt < 2 * candidates && rows.length < candidates; attempt++) {
      const row = stepped(space, parent.trial.row, explored, random, attempt % 2 === 0 ? 0 : 0.8);
      if (space.contains(row)) rows.push(row);
    }
    if (rows.length === 0) return plain(situation);
    const points = Float64Array.from(rows.flatMap((row) => point(row, generation, parent.values![0]!)));
    const { mean, std } = process.predict(points, rows.length);
    let best = 0;
    for (let i = 1; i < rows.length; i++) {
      if (mean[i]! + optimism * std[i]! > mean[best]! + optimism * std[best]!) best = i;
    }
    return rows[best]!;
  };
}

function gainOf(
  link: Link,
  byTrial: ReadonlyMap<number, Link>,
): { link: Link; before: number; gain: number }[] {
  const before = byTrial.get(link.trial.parent)?.values?.[0];
  const after = link.values?.[0];
  return before === undefined || after === undefined ? [] : [{ link, before, gain: before - after }];
}

/** Inactive dimensions have a place of their own, beside the range. */
function unitOf(space: Space, index: number, number: number): number {
  return Number.isNaN(number) ? -0.5 : space.dimensions[index]!.domain.toUnit(number);
}

function standardiser(values: readonly number[]): (value: number) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return (value) => (deviation > 0 ? (value - mean) / deviation : 0);
}
