import { type RandomStream, stream } from '../../math/random.ts';
import type { Domain } from '../../space/domain.ts';
import { checkOptions, wholeNumber } from '../../space/options.ts';
import { Distinct } from '../distinct.ts';
import { History, Status } from '../history.ts';
import { Opening } from '../opening.ts';
import type { Change, Problem, Request, Sampler, SamplerAlgorithm, Suggestion } from '../port.ts';
import { isFeasible, rankSlots } from '../ranking.ts';
import { assemble } from './variation.ts';

export interface DeOptions {
  /**
   * Members of the population, 4 to 10,000.
   * @defaultValue a twelfth of the budget's trials, between 8 and 20; 20 without a budget
   */
  readonly population?: number;
}

/** Share of the population that counts as best. */
const bestShare = 0.15;
/** How fast the means of F and CR follow what succeeds. */
const learning = 0.1;

/**
 * Differential evolution, current-to-pbest/1/bin with the self-adapting F and CR of JADE, for mixed and conditional
 * spaces: unordered dimensions take the value of a donor with the probability that its difference would count with.
 *
 * As a fold: suggestions take the members in turn; the tag is [member, F, CR], and when the trial ends it takes its member's
 * place if it is not worse, however late that is. Other trials take the place of the worst.
 * @remarks Departs from JADE by adapting after each success in place of each generation, and by having no archive.
 * @throws {TunewrightError} TW_SAMPLER_OPTION_...
 * @see Zhang & Sanderson 2009, doi:10.1109/TEVC.2009.2014613; Awad et al. 2021, arXiv:2105.09821 for mixed spaces
 */
export function deSampler(options: DeOptions = {}): SamplerAlgorithm {
  checkOptions(options, { population: wholeNumber(4, 10_000) });
  return { name: 'de', version: 2, create: (problem) => new De(problem, options) };
}

class De implements Sampler {
  readonly #problem: Problem;
  readonly #history: History;
  readonly #distinct: Distinct;
  readonly #opening: Opening;
  readonly #size: number;
  /** Slots. */
  readonly #members: number[] = [];
  readonly #joined = new Set<number>();
  #meanF = 0.5;
  #meanCr = 0.5;

  constructor(problem: Problem, options: DeOptions) {
    this.#problem = problem;
    this.#history = new History(problem);
    this.#distinct = new Distinct(this.#history);
    this.#opening = new Opening(problem);
    this.#size = options.population ?? Math.min(20, Math.max(8, Math.ceil((problem.trials ?? 240) / 12)));
  }

  update(changes: readonly Change[]): void {
    for (const change of changes) {
      const [slot = -1] = this.#history.apply([change]);
      const { status, inside } = this.#history;
      if (change.type !== 'observed' || status[slot] === Status.pending || inside[slot] === 0) continue;
      if (!this.#joined.has(slot)) {
        this.#joined.add(slot);
        this.#join(slot);
      }
    }
  }

  suggest(request: Request): readonly Suggestion[] {
    const best = rankSlots(this.#history, this.#members, this.#members.length);
    return this.#distinct.suggest(request, (ordinal, attempt) => {
      if (this.#members.length < this.#size) return this.#opening.propose(ordinal, attempt, request.fixed);
      const random = stream(this.#problem.seed, ordinal, 'de', attempt);
      const member = (ordinal + attempt) % this.#size;
      const cr = Math.min(1, Math.max(0, this.#meanCr + 0.1 * random.normal()));
      const f = this.#drawF(random);
      return { row: this.#mutant(random, best, member, f, cr, request.fixed), tag: [member, f, cr] };
    });
  }

  explain(): string {
    return `differential evolution, population of ${this.#size}, ${this.#joined.size} trials ended`;
  }

  /** Cauchy around the mean, cut to (0, 1] (JADE, eq. 9). */
  #drawF(random: RandomStream): number {
    while (true) {
      const f = this.#meanF + 0.1 * Math.tan(Math.PI * (random.uniform() - 0.5));
      if (f > 0) return Math.min(1, f);
    }
  }

  #mutant(
    random: RandomStream,
    best: readonly number[],
    member: number,
    f: number,
    cr: number,
    fixed: Float64Array | undefined,
  ): Float64Array {
    const row = (slot: number): Float64Array => this.#history.row(slot);
    const target = row(this.#members[member]!);
    const leading = row(best[random.integer(Math.max(2, Math.ceil(bestShare * best.length)))]!);
    const one = row(this.#members[random.integer(this.#size)]!);
    const two = row(this.#members[random.integer(this.#size)]!);
    const { space } = this.#problem;
    const certain = random.integer(Math.max(1, space.dimensions.length));
    return assemble(space, fixed, (d, domain) => {
      const base = target[d]!;
      if (Number.isNaN(base)) {
        return Number.isNaN(leading[d]!) ? domain.fromUnit(random.uniform()) : leading[d]!;
      }
      if (d !== certain && random.uniform() >= cr) return base;
      const donors = [leading[d]!, one[d]!, two[d]!].map((x) => (Number.isNaN(x) ? base : x));
      return domain.ordered
        ? moved(domain, base, donors as [number, number, number], f)
        : taken(random, base, donors, f);
    });
  }

  #join(slot: number): void {
    if (this.#members.length < this.#size) {
      this.#members.push(slot);
      return;
    }
    const tag = this.#history.tags[slot];
    const [member, f, cr] = Array.isArray(tag) ? (tag as readonly number[]) : [];
    const place =
      member ?? this.#members.indexOf(rankSlots(this.#history, this.#members, this.#size).at(-1)!);
    if (this.#worse(slot, this.#members[place]!)) return;
    this.#members[place] = slot;
    if (f === undefined || cr === undefined) return;
    this.#meanCr += learning * (cr - this.#meanCr);
    // Weighted by F itself, as in the Lehmer mean (JADE, eq. 12).
    this.#meanF += learning * (f - this.#meanF) * Math.min(1, f / this.#meanF);
  }

  /** With several objectives only what is dominated is worse. */
  #worse(slot: number, than: number): boolean {
    const history = this.#history;
    if (isFeasible(history, slot) && isFeasible(history, than)) return dominates(history, than, slot);
    return rankSlots(history, [slot, than], 2)[0] === than;
  }
}

/** base + F (best - base) + F (one - two) on the own scale; past a border half-way to it (JADE, eq. 4). */
function moved(domain: Domain, base: number, donors: readonly [number, number, number], f: number): number {
  const [best, one, two] = donors;
  const x = domain.toUnit(base);
  const v = x + f * (domain.toUnit(best) - x) + f * (domain.toUnit(one) - domain.toUnit(two));
  return domain.fromUnit(v < 0 ? x / 2 : v > 1 ? (1 + x) / 2 : v);
}

function taken(random: RandomStream, base: number, donors: readonly number[], f: number): number {
  const [best = base, one = base, two = base] = donors;
  if (one !== two && random.uniform() < f) return one;
  return random.uniform() < f ? best : base;
}

function dominates(history: History, a: number, b: number): boolean {
  const m = history.problem.objectives;
  let better = false;
  for (let j = 0; j < m; j++) {
    const [x, y] = [history.values[a * m + j]!, history.values[b * m + j]!];
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}
