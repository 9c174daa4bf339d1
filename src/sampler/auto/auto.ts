import { hash32 } from '../../math/random.ts';
import { type Check, checkOptions, listOfWords, oneOfWords } from '../../space/options.ts';
import { cmaSampler } from '../cma/cma.ts';
import { nsga3Sampler } from '../evolution/nsga.ts';
import { forestSampler } from '../forest/forest.ts';
import { gpSampler } from '../gp/gp.ts';
import type { Change, Choice, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { tpeSampler } from '../tpe/tpe.ts';
import { type Member, memberNames, planOf, type Stage } from './plan.ts';

export interface AutoOptions {
  /**
   * The algorithms that share the suggestions from the first trial to the last, in place of the plan: `gp`, `forest`,
   * `tpe`, `cma`, `nsga3`. One that is named twice makes twice as many.
   */
  readonly turns?: readonly Member[];
}

const algorithms: { readonly [member in Member]: () => SamplerAlgorithm } = {
  gp: gpSampler,
  forest: forestSampler,
  tpe: tpeSampler,
  cma: cmaSampler,
  nsga3: nsga3Sampler,
};

/** Rises with any change of the plan or of an algorithm in it. */
const version = 5 + Object.values(algorithms).reduce((sum, make) => sum + make().version, 0);

/**
 * The default: chooses algorithms by the space, the budget, the parallelism and the number of objectives, lets them share the
 * suggestions, and hands over when the trials become many. Says in one line what it chose and why.
 * @remarks Deterministic: the plan is a function of the problem, the stage one of the number of trials that started, and
 * whose turn it is one of the suggestion's ordinal. An algorithm that takes over knows everything that happened before.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 */
export function autoSampler(options: AutoOptions = {}): SamplerAlgorithm {
  checkOptions(options, { turns: members });
  const { turns } = options;
  return {
    name: 'auto',
    version,
    create: (problem) =>
      new AutoSampler(problem, turns?.length ? [{ from: 0, turns, reason: 'so told' }] : planOf(problem)),
  };
}

const members: Check = (value, path, strategy) => {
  listOfWords()(value, path, strategy);
  for (const name of value as readonly string[]) oneOfWords(...memberNames)(name, path, strategy);
};

class AutoSampler implements Sampler {
  readonly #problem: Problem;
  readonly #plan: readonly Stage[];
  readonly #samplers = new Map<Member, Sampler>();
  /** What happened; kept while a stage may come whose algorithms have yet to be told. */
  #told: Change[] = [];
  #started = 0;
  #stage: Stage | undefined;

  constructor(problem: Problem, plan: readonly Stage[]) {
    this.#problem = problem;
    this.#plan = plan;
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) if (change.type === 'started') this.#started++;
    if (this.#stage === undefined || this.#stage !== this.#plan.at(-1)) this.#told.push(...changes);
    for (const sampler of this.#samplers.values()) sampler.update(changes);
  }

  suggest(request: Request): readonly Suggestion[] {
    const { turns } = this.#current();
    // By the first ordinal, whatever the count: a batch is one algorithm's, so that its members know of one another.
    const turn = turns[hash32(request.ordinal, 0x5eed) % turns.length]!;
    return this.#samplers.get(turn)!.suggest(request);
  }

  explain(): string {
    const { sampler, reason } = this.choice();
    const inner = this.#samplers.get(this.#current().turns[0]!)?.explain?.();
    return `${sampler}: ${reason}${inner === undefined ? '' : `. Now: ${inner}`}`;
  }

  choice(): Choice {
    const stage = this.#current();
    const [leader, ...others] = new Set(stage.turns);
    const next = this.#plan.find(({ from }) => from > stage.from);
    const share = (member: Member): string => {
      const turns = stage.turns.filter((turn) => turn === member).length;
      return `${member} makes ${turns} of ${stage.turns.length} suggestions`;
    };
    const beside = others.map((member) => `; ${share(member)}`).join('');
    const after = next === undefined ? '' : `; ${next.turns[0]} from trial ${next.from} on`;
    return {
      sampler: leader!,
      version: algorithms[leader!]().version,
      reason: `${stage.reason}${beside}${after}`,
    };
  }

  /** The stage of now, with its algorithms at hand and those of earlier ones gone. */
  #current(): Stage {
    const stage = this.#plan.findLast(({ from }) => this.#started >= from)!;
    if (stage === this.#stage) return stage;
    this.#stage = stage;
    const wanted = new Set(stage.turns);
    for (const member of this.#samplers.keys()) if (!wanted.has(member)) this.#samplers.delete(member);
    for (const member of wanted) {
      if (this.#samplers.has(member)) continue;
      const sampler = algorithms[member]().create(this.#problem);
      sampler.update(this.#told);
      this.#samplers.set(member, sampler);
    }
    if (stage === this.#plan.at(-1)) this.#told = [];
    return stage;
  }
}
