import { normalCdf } from '../../math/special/normal.ts';
import type { Result } from './results.ts';

/** Noise of one evaluation, or of a difference at one place, per objective. */
export interface Noise {
  /** Variances, shape [objectives]. */
  readonly variances: Float64Array;
  /** Degrees of freedom behind them. */
  readonly freedom: number;
}

/** With fewer a variance says little. */
const LEAST_FREEDOM = 3;

/**
 * The variance of differences to a reference at the same place (paired), or of a trial's evaluations about their mean,
 * pooled over all trials: that of a single one would rest on two or three numbers.
 * @param reference - a trial with all of its evaluations; counts only where paired
 */
export function noiseOf(
  results: Iterable<Result>,
  reference: Result,
  paired: boolean,
  objectives: number,
): Noise {
  const squares = new Float64Array(objectives);
  let freedom = 0;
  for (const result of results) {
    if (result.count < 2 || (paired && result === reference)) continue;
    for (let j = 0; j < objectives; j++)
      squares[j]! += squaresOf(differences(result, paired ? reference : undefined, j));
    freedom += result.count - 1;
  }
  return { variances: squares.map((sum) => sum / freedom), freedom };
}

/**
 * The probability that a challenger is truly better than the incumbent in one objective, from what both gave. Paired: the
 * mean difference at their common places is normal with the pooled variance; else both means are.
 * While too little is known of the noise it is 0 for who is worse after two evaluations or more, else 1.
 */
export function chanceAgainst(
  challenger: Result,
  incumbent: Result,
  { variances, freedom }: Noise,
  paired: boolean,
  objective: number,
): number {
  const gap = meanGap(challenger, incumbent, paired, objective);
  if (freedom < LEAST_FREEDOM) return challenger.count > 1 && gap > 0 ? 0 : 1;
  // As Student's t with so many degrees of freedom has it.
  const variance = variances[objective]! * (freedom / (freedom - 2));
  const spread = Math.sqrt(variance * (1 / challenger.count + (paired ? 0 : 1 / incumbent.count)));
  if (spread === 0) return gap < 0 ? 1 : gap > 0 ? 0 : 0.5;
  return normalCdf(-gap / spread);
}

/** How much worse the challenger was, at their common places where paired. */
export function meanGap(challenger: Result, incumbent: Result, paired: boolean, objective: number): number {
  if (paired) return mean(differences(challenger, incumbent, objective));
  return (
    mean(differences(challenger, undefined, objective)) - mean(differences(incumbent, undefined, objective))
  );
}

/** Mean of an objective over what has ended. */
export function meanOf(result: Result, objective: number): number {
  return mean(differences(result, undefined, objective));
}

function differences(result: Result, reference: Result | undefined, objective: number): number[] {
  const found: number[] = [];
  result.values.forEach((values, place) => {
    const other = reference === undefined ? 0 : reference.values[place]?.[objective];
    if (values !== undefined && other !== undefined) found.push(values[objective]! - other);
  });
  return found;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function squaresOf(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return numbers.reduce((sum, number) => sum + (number - middle) ** 2, 0);
}
