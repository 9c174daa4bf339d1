import { stream } from '../../math/random.ts';
import { column, type Observations } from '../observations.ts';
import { type Fanova, fanova } from './fanova.ts';
import { type PedAnova, pedAnova } from './ped-anova.ts';
import type { Answer } from './table.ts';

/** What mattered for one objective, by two methods that answer different questions. */
export interface Importance {
  readonly metric: string;
  /** Trials that could be compared: completed at full fidelity, inside the space. */
  readonly trials: number;
  /** What explains the scores over the whole space, alone and in pairs, with the mean score along each parameter. */
  readonly overall: Answer<Fanova>;
  /** What decides whether a trial is among the best. */
  readonly amongBest: Answer<PedAnova>;
}

/**
 * Importance of every parameter for every objective, in the order of the objectives. A trial over a limit counts too: its
 * score is as real as others. Deterministic in the trials and the seed. About 1 s for each objective with 10 parameters.
 */
export function importanceOf(observations: Observations, seed: number): Importance[] {
  const { goal, rows, count } = observations;
  return goal.objectives.map(({ metric, sign }, j) => {
    const values = column(observations, observations.values, j);
    const overall = fanova(goal.space, rows, values, seed);
    return {
      metric,
      trials: count,
      overall: overall.available && sign < 0 ? { ...overall, dependence: turned(overall) } : overall,
      amongBest: pedAnova(goal.space, rows, values, stream(seed, 'ped-anova')),
    };
  });
}

/** Scores of a maximised metric as the program gave them. */
function turned({ dependence }: Fanova): Fanova['dependence'] {
  return dependence.map(({ parameter, points }) => ({
    parameter,
    points: points.map(({ value, mean, low, high }) => ({ value, mean: -mean, low: -high, high: -low })),
  }));
}
