import { cmaSampler } from '../cma/cma.ts';
import { nsga3Sampler } from '../evolution/nsga.ts';
import { gpSampler } from '../gp/gp.ts';
import type { Change, Choice, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { tpeSampler } from '../tpe/tpe.ts';
import { type Member, planOf, type Stage } from './plan.ts';

const algorithms: { readonly [member in Member]: () => SamplerAlgorithm } = {
  gp: gpSampler,
  tpe: tpeSampler,
  cma: cmaSampler,
  nsga3: nsga3Sampler,
};

/** Rises with any change of the plan or of an algorithm in it. */
const version = 1 + Object.values(algorithms).reduce((sum, make) => sum + make().version, 0);

/**
 * The default: chooses the algorithm by the space, the budget, the parallelism and the number of objectives, and hands over
 * when the trials become many. Says in one line what it chose and why.
 * @remarks Deterministic: the plan is a function of the problem, the stage one of the number of trials that started. An
 * algorithm that takes over knows everything that happened before.
 */
export function autoSampler(): SamplerAlgorithm {
  return { name: 'auto', version, create: (problem) => new AutoSampler(problem) };
}

class AutoSampler implements Sampler {
  readonly #plan: readonly Stage[];
  readonly #samplers: Sampler[];
  #started = 0;

  constructor(problem: Problem) {
    this.#plan = planOf(problem);
    this.#samplers = this.#plan.map(({ member }) => algorithms[member]().create(problem));
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) if (change.type === 'started') this.#started++;
    for (const sampler of this.#samplers) sampler.update(changes);
  }

  suggest(request: Request): readonly Suggestion[] {
    return this.#samplers[this.#stage()]!.suggest(request);
  }

  explain(): string {
    const { sampler, reason } = this.choice();
    const inner = this.#samplers[this.#stage()]!.explain?.();
    return `${sampler}: ${reason}${inner === undefined ? '' : `. Now: ${inner}`}`;
  }

  choice(): Choice {
    const { member, reason } = this.#plan[this.#stage()]!;
    const next = this.#plan[this.#stage() + 1];
    const after = next === undefined ? '' : `; ${next.member} from trial ${next.from} on`;
    return { sampler: member, version: algorithms[member]().version, reason: `${reason}${after}` };
  }

  #stage(): number {
    return this.#plan.findLastIndex(({ from }) => this.#started >= from);
  }
}
