import type { Scalar } from '../../space/spec.ts';
import type { Observations } from '../observations.ts';

/** Whether the best configurations agree on one parameter. */
export interface Agreement {
  readonly parameter: string;
  /** How many of the best have it. */
  readonly active: number;
  readonly low?: Scalar;
  readonly high?: Scalar;
  /** Of an unordered one the value that most of them have. */
  readonly most?: Scalar;
  /** Share of its range, on its own scale, that they cover; of an unordered one the share that differs from `most`. */
  readonly spread: number;
  readonly agree: boolean;
}

export interface Stability {
  /** Trials that are compared, the best first. */
  readonly trials: readonly number[];
  readonly parameters: readonly Agreement[];
}

/** Up to this share of the range, the best agree. */
const CLOSE = 1 / 3;
/** Up to this share of other choices. */
const FEW = 0.2;

/** @param places - of the best trials in the observations, the best first */
export function stabilityOf(observations: Observations, places: readonly number[]): Stability {
  const { goal, rows, trials } = observations;
  const d = goal.space.dimensions.length;
  const parameters: Agreement[] = [];
  for (const { index, name, domain } of goal.space.dimensions) {
    if (domain.cardinality < 2) continue;
    const numbers = places.map((place) => rows[place * d + index]!).filter((number) => !Number.isNaN(number));
    const [first] = numbers;
    if (first === undefined) continue;
    const active = numbers.length;
    if (!domain.ordered) {
      const counts = new Map<number, number>();
      for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
      const [most, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
      const spread = 1 - count / active;
      parameters.push({ parameter: name, active, most: domain.toValue(most), spread, agree: spread <= FEW });
      continue;
    }
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const spread = domain.toUnit(high) - domain.toUnit(low);
    parameters.push({
      parameter: name,
      active,
      low: domain.toValue(low),
      high: domain.toValue(high),
      spread,
      agree: spread <= CLOSE,
    });
  }
  return { trials: places.map((place) => trials[place]!), parameters };
}
