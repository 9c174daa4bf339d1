import { stream } from '../../math/random.ts';
import type { ParamValue } from '../../space/space.ts';
import { drawFeasible } from '../draw.ts';
import { History } from '../history.ts';
import type {
  Change,
  Problem,
  Request,
  Sampler,
  SamplerAlgorithm,
  Suggestion,
  Transferred,
} from '../port.ts';
import { Ranking } from '../ranking.ts';
import { Earlier } from './earlier.ts';
import { Ensemble, type Opinion } from './ensemble.ts';
import { portfolio } from './portfolio.ts';
import { isSlot, mostBorrowed, openingSlots } from './slots.ts';

/** Best configurations of each trusted study that are considered. */
const remembered = 32;
/** Changed copies of them that are considered. */
const changed = 96;

/**
 * Any sampler, helped by earlier studies. A few suggestions come from them, all others from the inner sampler:
 *
 * - the first k = min(5, 10 % of the budget) are good and different configurations of the earlier studies;
 * - of the later ones those of the ordinals k + 1, k + 4, k + 9, ... may be the configuration, near the earlier studies'
 *   best, with the lowest expected rank in the mean of all studies, weighted by how well each orders this study's own
 *   trials. When no earlier study does, the inner sampler goes on.
 *
 * So among the first n suggestions at most k + ⌊√(n - k - 1)⌋ are not the inner sampler's: with knowledge that misleads, the
 * run is a cold one that is late by no more than that. The inner sampler learns from all trials.
 *
 * @remarks Scores of other tasks do not compare, so only ranks are used. Time: that of the inner sampler, and of two small
 * forests at the ordinals named above.
 * @see Feurer et al. 2018, arXiv:1802.02219; Wistuba et al. 2018, doi:10.1007/s10994-017-5684-y (weights by ranks)
 */
export function transferSampler(inner: SamplerAlgorithm): SamplerAlgorithm {
  return {
    name: `transfer+${inner.name}`,
    version: 1000 * inner.version + 1,
    create(problem) {
      const { transferred, ...cold } = problem;
      const studies = transferred?.filter(({ ranks }) => ranks.length > 0) ?? [];
      const sampler = inner.create(cold);
      return studies.length === 0 ? sampler : new Transfer(problem, studies, sampler, inner.name);
    },
  };
}

/** The inner sampler takes what was borrowed as a person's: it bears no tag of its own. */
function toInner(change: Change): Change {
  if (change.type !== 'started' || !isBorrowed(change.tag)) return change;
  const { trial, row } = change;
  return { type: 'started', trial, row, origin: 'enqueued', ordinal: -1 };
}

/** Whether the tag of a trial says that its configuration came from an earlier study. */
export function isBorrowed(tag: ParamValue | undefined): boolean {
  return typeof tag === 'object' && tag !== null && 'transfer' in tag;
}

class Transfer implements Sampler {
  readonly #problem: Problem;
  readonly #inner: Sampler;
  readonly #innerName: string;
  readonly #history: History;
  readonly #ranking: Ranking;
  readonly #studies: readonly Earlier[];
  readonly #ensemble: Ensemble;
  readonly #opening: number;
  #portfolio: readonly Float64Array[] | undefined;

  constructor(problem: Problem, studies: readonly Transferred[], inner: Sampler, innerName: string) {
    this.#problem = problem;
    this.#inner = inner;
    this.#innerName = innerName;
    this.#history = new History(problem);
    this.#ranking = new Ranking(this.#history);
    this.#studies = studies.map((study, place) => new Earlier(problem, study, place));
    this.#ensemble = new Ensemble(this.#history, this.#ranking, this.#studies);
    this.#opening = openingSlots(problem);
  }

  update(changes: readonly Change[]): void {
    this.#history.apply(changes);
    this.#inner.update(changes.map(toInner));
  }

  suggest(request: Request): readonly Suggestion[] {
    const cold = this.#inner.suggest(request);
    // A person's entries are no question to earlier studies.
    if (request.fixed !== undefined) return cold;
    const { space } = this.#problem;
    const given: Suggestion[] = [];
    const taken = new Set<string>();
    const give = (suggestion: Suggestion): void => {
      given.push(suggestion);
      taken.add(space.key(suggestion.row));
    };
    // The inner sampler's own where one was borrowed; they stand in where it suggests just what was borrowed.
    const spare: Suggestion[] = [];
    cold.forEach((own, i) => {
      const ordinal = request.ordinal + i;
      const borrowed = isSlot(ordinal, this.#opening) ? this.#borrow(ordinal, taken) : undefined;
      if (borrowed !== undefined) {
        give(borrowed);
        spare.push(own);
      } else if (!taken.has(space.key(own.row))) give(own);
      else give(spare.find(({ row }) => !taken.has(space.key(row))) ?? own);
    });
    return given;
  }

  explain(): string {
    const { count } = this.#history;
    const names = this.#studies.map(({ source }) => source).join(', ');
    if (count < this.#opening) return `the first ${this.#opening} from ${names}, then ${this.#innerName}`;
    const { trusts } = this.#ensemble.opinion();
    const shares = this.#studies.map(({ source }, s) => `${source} ${trusts[s]!.toFixed(2)}`).join(', ');
    const inner = this.#inner.explain?.() ?? this.#innerName;
    return `${inner}; trust in earlier studies: ${shares}; at most ${mostBorrowed(count, this.#opening)} of ${count} suggestions from them`;
  }

  #borrow(ordinal: number, taken: ReadonlySet<string>): Suggestion | undefined {
    return ordinal < this.#opening ? this.#remember(ordinal, taken) : this.#advise(ordinal, taken);
  }

  /** The first of the portfolio that was not tried. */
  #remember(ordinal: number, taken: ReadonlySet<string>): Suggestion | undefined {
    const { space } = this.#problem;
    // Some may have been tried: by default, or by a person.
    this.#portfolio ??= portfolio(space, this.#studies, 4 * this.#opening);
    const row = this.#portfolio.find((candidate) => this.#isNew(candidate, taken));
    return row && { row: row.slice(), tag: { transfer: 'opening', ordinal } };
  }

  /** What the trusted studies and this one expect most of, near the best of the former. */
  #advise(ordinal: number, taken: ReadonlySet<string>): Suggestion | undefined {
    const opinion = this.#ensemble.opinion();
    if (!opinion.trusts.some((trust) => trust > 0)) return undefined;
    let best: Float64Array | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (const row of this.#candidates(ordinal, opinion)) {
      if (!this.#isNew(row, taken)) continue;
      const rank = opinion.predict(row);
      if (rank >= lowest) continue;
      lowest = rank;
      best = row;
    }
    return best && { row: best.slice(), tag: { transfer: 'trusted', trusts: opinion.trusts } };
  }

  *#candidates(ordinal: number, { trusts }: Opinion): Iterable<Float64Array> {
    const { space, seed } = this.#problem;
    const good = this.#studies
      .filter((_, s) => trusts[s]! > 0)
      .flatMap(({ rows }) => rows.slice(0, remembered))
      .filter((row) => space.contains(row));
    yield* good;
    const best = this.#ranking.slots(1)[0];
    const bases = best === undefined ? good : [...good, this.#history.row(best)];
    if (bases.length === 0) return;
    const random = stream(seed, ordinal, 'transfer');
    for (let i = 0; i < changed; i++) {
      const fixed = bases[random.integer(bases.length)]!.slice();
      fixed[random.integer(fixed.length)] = Number.NaN;
      if (i % 2 === 1) fixed[random.integer(fixed.length)] = Number.NaN;
      const row = drawFeasible(space, random, fixed);
      if (row !== undefined && space.contains(row)) yield row;
    }
  }

  #isNew(row: Float64Array, taken: ReadonlySet<string>): boolean {
    return !this.#history.has(row) && !taken.has(this.#problem.space.key(row));
  }
}
