import { hash32 } from '../../math/random.ts';
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
 * The default: chooses the algorithm by the space, the budget, the parallelism and the number of objectives, lets a second one have
 * one suggestion in four, and hands over when the trials become many. Says in one line what it chose and why.
 * @remarks Deterministic: the plan is a function of the problem, the stage one of the number of trials that started. An
 * algorithm that takes over knows everything that happened before.
 */
export function autoSampler(): SamplerAlgorithm {
  return { name: 'auto', version, create: (problem) => new AutoSampler(problem) };
}

/** One suggestion in so many, on average, is the second algorithm's. */
const every = 4;

class AutoSampler implements Sampler {
  readonly #plan: readonly Stage[];
  readonly #samplers: ReadonlyMap<Member, Sampler>;
  #started = 0;

  constructor(problem: Problem) {
    this.#plan = planOf(problem);
    const members = new Set(
      this.#plan.flatMap(({ member, second }) => (second === undefined ? [member] : [member, second])),
    );
    this.#samplers = new Map([...members].map((member) => [member, algorithms[member]().create(problem)]));
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) if (change.type === 'started') this.#started++;
    for (const sampler of this.#samplers.values()) sampler.update(changes);
  }

  suggest(request: Request): readonly Suggestion[] {
    const { member, second } = this.#stage();
    // By the first ordinal, whatever the count: a batch is one algorithm's, so that its members know of one another.
    const turn = second !== undefined && hash32(request.ordinal, 0x5eed) % every === 0;
    return this.#sampler(turn ? second : member).suggest(request);
  }

  explain(): string {
    const { sampler, reason } = this.choice();
    const inner = this.#sampler(this.#stage().member).explain?.();
    return `${sampler}: ${reason}${inner === undefined ? '' : `. Now: ${inner}`}`;
  }

  choice(): Choice {
    const { from, member, second, reason } = this.#stage();
    const next = this.#plan.find((stage) => stage.from > from);
    const beside = second === undefined ? '' : `; one suggestion in four by ${second}`;
    const after = next === undefined ? '' : `; ${next.member} from trial ${next.from} on`;
    return { sampler: member, version: algorithms[member]().version, reason: `${reason}${beside}${after}` };
  }

  #sampler(member: Member): Sampler {
    return this.#samplers.get(member)!;
  }

  #stage(): Stage {
    return this.#plan.findLast(({ from }) => this.#started >= from)!;
  }
}
