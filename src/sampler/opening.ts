import { stream } from '../math/random.ts';
import { drawFeasible, rowOfUnit } from './draw.ts';
import type { Problem, Suggestion } from './port.ts';
import { hasPrior, logPrior } from './prior.ts';
import { SobolPoints } from './sobol.ts';

/** How many uniform draws stand for a user's prior. */
const draws = 32;

/**
 * The first configurations of the model-based samplers: scrambled Sobol points, or, where the user gave priors,
 * draws from them (every fourth stays a Sobol point, so that a wrong belief does not hide the rest).
 */
export class Opening {
  readonly #problem: Problem;
  readonly #points: SobolPoints;
  readonly #prior: boolean;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#points = new SobolPoints(problem);
    this.#prior = hasPrior(problem.space);
  }

  /** For `Distinct`: constraints are not looked at. */
  propose(ordinal: number, attempt: number, fixed: Float64Array | undefined): Suggestion | undefined {
    if (this.#prior && ordinal % 4 !== 3) return this.#believed(ordinal, attempt, fixed);
    return { row: rowOfUnit(this.#problem.space, this.#points.at(ordinal, attempt), fixed) };
  }

  /** One of many uniform draws, chosen by its prior density. */
  #believed(ordinal: number, attempt: number, fixed: Float64Array | undefined): Suggestion | undefined {
    const { space, seed } = this.#problem;
    const random = stream(seed, ordinal, 'opening', attempt);
    const rows: Float64Array[] = [];
    for (let i = 0; i < draws; i++) {
      const row = drawFeasible(space, random, fixed);
      if (row !== undefined) rows.push(row);
    }
    if (rows.length === 0) return undefined;
    const logs = rows.map((row) => logPrior(space, row));
    const high = Math.max(...logs);
    const weights = logs.map((log) => Math.exp(log - high));
    return { row: rows[random.weighted(weights)]! };
  }
}
