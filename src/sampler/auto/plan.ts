import type { Problem } from '../port.ts';

/** The algorithms that auto chooses from. */
export type Member = 'gp' | 'tpe' | 'cma' | 'nsga3';

/** What suggests from the trial `from` on. */
export interface Stage {
  readonly from: number;
  readonly member: Member;
  /** One suggestion in four is this one's: another view of the same trials, where the first has got stuck. */
  readonly second?: Member;
  /** Why, in half a sentence. */
  readonly reason: string;
}

/** Trials after which a Gaussian process has told what it can and its time is better spent on more trials. */
export const modelTrials = 500;
/** Where lengthscales can still be told apart. */
const modelDimensions = 60;
/** Beyond it the hypervolume of a posterior costs more than a generation of trials. */
const modelObjectives = 3;
/** Where a batch of believed trials drowns the observed ones. */
const modelParallel = 64;

/**
 * Which algorithm suggests which trials: a function of the problem alone, so that replay needs no more than the log.
 * Thresholds come from the development problems of `npm run bench -- quality` and `speed`.
 */
export function planOf(problem: Problem): readonly Stage[] {
  const { space, objectives, parallel, trials } = problem;
  const free = space.dimensions.filter(({ domain }) => domain.cardinality > 1).length;
  if (objectives > modelObjectives) {
    return [
      {
        from: 0,
        member: 'nsga3',
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
    member: 'gp',
    second: 'tpe',
    reason: `a Gaussian process learns most from each of few trials of ${free} ${free === 1 ? 'parameter' : 'parameters'}`,
  };
  if (trials !== undefined && trials <= modelTrials) return [first];
  return [first, cheap(problem, modelTrials, 'with so many trials each suggestion has to be cheap')];
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
  return { from, member: plain ? 'cma' : 'tpe', reason };
}
