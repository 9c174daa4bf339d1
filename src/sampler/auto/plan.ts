import type { Problem } from '../port.ts';

/** The algorithms that auto chooses from. */
export const memberNames = ['gp', 'forest', 'tpe', 'cma', 'nsga3'] as const;
export type Member = (typeof memberNames)[number];

/** What suggests from the trial `from` on. */
export interface Stage {
  readonly from: number;
  /**
   * Algorithms that share the suggestions: each is as likely as any other to make the next one, and one that is named
   * twice is twice as likely. They see all trials: where one has got stuck, another looks at them with other eyes.
   */
  readonly turns: readonly Member[];
  /** Why, in half a sentence. */
  readonly reason: string;
}

/** Trials after which a model of all of them has told what it can and its time is better spent on more trials. */
export const modelTrials = 500;
/** Where lengthscales can still be told apart. */
const modelDimensions = 60;
/** Beyond it the hypervolume of a posterior costs more than a generation of trials. */
const modelObjectives = 3;
/** Where a batch of believed trials drowns the observed ones. */
const modelParallel = 64;

/**
 * Which algorithms suggest which trials: a function of the problem alone, so that replay needs no more than the log.
 * Thresholds and shares come from the development problems of `npm run bench -- quality`, `ablation` and `speed`.
 */
export function planOf(problem: Problem): readonly Stage[] {
  const { space, objectives, parallel, trials } = problem;
  const free = space.dimensions.filter(({ domain }) => domain.cardinality > 1).length;
  if (objectives > modelObjectives) {
    return [
      {
        from: 0,
        turns: ['nsga3'],
        reason: `${objectives} objectives ask for a population spread over the front`,
      },
    ];
  }
  if (free > modelDimensions)
    return [cheap(problem, 0, `${free} parameters are too many to model by their distances`)];
  if (parallel > modelParallel)
    return [cheap(problem, 0, `${parallel} trials at once leave a model little to learn from`)];
  const first: Stage = {
    from: 0,
    turns: turnsOf(problem),
    reason: `a Gaussian process learns most from each of few trials of ${free} ${free === 1 ? 'parameter' : 'parameters'}`,
  };
  if (trials !== undefined && trials <= modelTrials) return [first];
  return [first, cheap(problem, modelTrials, 'with so many trials each suggestion has to be cheap')];
}

/** Who stands beside the Gaussian process. */
function turnsOf({ space, objectives, limits, leastFidelity }: Problem): readonly Member[] {
  // Scores that are foreseen from short trials come with errors, and only the process takes them into account.
  if (leastFidelity !== undefined && limits === 0) return ['gp'];
  // The edge of what limits allow is smooth, and densities find it late.
  if (limits > 0) return ['gp', 'gp', 'gp', 'gp', 'gp', 'gp', 'gp', 'tpe'];
  // In a wrong category a process that has seen a better one's middle only at its corners stays for long.
  const choices = space.conditional || space.dimensions.some(({ domain }) => !domain.ordered);
  return objectives === 1 && choices ? ['gp', 'tpe'] : ['gp', 'gp', 'gp', 'tpe'];
}

/** The best of those whose time per suggestion hardly grows. */
function cheap({ space, objectives, limits }: Problem, from: number, reason: string): Stage {
  const plain =
    objectives === 1 &&
    limits === 0 &&
    !space.conditional &&
    space.dimensions.every(
      ({ domain }) => domain.cardinality === Number.POSITIVE_INFINITY || domain.cardinality === 1,
    );
  return { from, turns: [plain ? 'cma' : 'tpe'], reason };
}
