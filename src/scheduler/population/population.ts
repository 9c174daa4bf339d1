import { stream } from '../../math/random.ts';
import { suggestion } from '../../space/nearest.ts';
import { checkOptions, listOfWords, numberWithin, wholeNumber } from '../../space/options.ts';
import { problem as problemWith, show } from '../../space/problem.ts';
import type { Space } from '../../space/space.ts';
import type { Target } from '../../trial/event.ts';
import type { Next, Scheduler, SchedulerAlgorithm, SchedulerProblem, SchedulerView } from '../port.ts';
import { targetOf } from '../target.ts';
import { isIdle } from '../trials.ts';
import { bandit } from './bandit.ts';
import { type Explore, perturb } from './explore.ts';
import { type Link, linksOf, ranked, type Tag } from './members.ts';

export interface PopulationOptions {
  /** How many members train side by side. @defaultValue 10 */
  readonly population?: number;
  /** Into how many equal steps the full fidelity is cut. @defaultValue 10 */
  readonly generations?: number;
  /** Share of the population that is replaced, and share that it is replaced from. @defaultValue 0.2 */
  readonly quantile?: number;
  /** Parameters that may change while a member trains. @defaultValue all of kind float */
  readonly explore?: readonly string[];
}

/** Least members that have ended a generation before one of them is replaced. */
const leastPeers = 4;

/**
 * Population-based training: members train a step each, those in the lowest part of their generation take over the
 * checkpoint and configuration of one in the upper part, changed a little. A member is a chain of trials; each goes on from
 * its parent's checkpoint. Nobody waits: a member is compared with those that have ended the same generation so far.
 * @see Jaderberg et al. 2017, arXiv:1711.09846
 */
export function populationScheduler(options: PopulationOptions = {}): SchedulerAlgorithm {
  check(options);
  return {
    name: 'pbt',
    version: 1,
    create: (problem) =>
      new Population(problem, options, perturb(problem.space, exploredOf(problem.space, options), 0.25)),
  };
}

/** Population-based training in which a model chooses the changes (PB2). */
export function populationBanditScheduler(options: PopulationOptions = {}): SchedulerAlgorithm {
  check(options);
  return {
    name: 'pb2',
    version: 1,
    create: (problem) => {
      const explore = bandit(
        problem.space,
        exploredOf(problem.space, options),
        options.generations ?? defaults.generations,
      );
      return new Population(problem, options, explore);
    },
  };
}

const defaults = { population: 10, generations: 10, quantile: 0.2 } as const;

/** @throws {TunewrightError} TW_SCHEDULER_OPTION_UNKNOWN, TW_SCHEDULER_OPTION_VALUE */
function check(options: PopulationOptions): void {
  const checks = {
    population: wholeNumber(2, 10_000),
    generations: wholeNumber(2, 10_000),
    quantile: numberWithin(0.01, 0.5),
    explore: listOfWords(),
  };
  checkOptions(options, checks, 'scheduler');
}

/** Dimensions that may change. @throws {TunewrightError} TW_SCHEDULER_OPTION_VALUE for a name that the space does not have */
function exploredOf(space: Space, { explore }: PopulationOptions): number[] {
  const names = space.dimensions.flatMap(({ parameter, name }) => [parameter, name]);
  for (const given of explore ?? []) {
    if (names.includes(given)) continue;
    const known = [...new Set(space.dimensions.map(({ parameter }) => parameter))].join(', ');
    throw problemWith(
      'TW_SCHEDULER_OPTION_VALUE',
      'scheduler.explore',
      `there is no parameter ${show(given)}.${suggestion(given, names)}`,
      `Use some of: ${known}.`,
    );
  }
  return space.dimensions
    .filter(({ parameter, name, domain }) =>
      explore === undefined ? domain.kind === 'float' : explore.includes(parameter) || explore.includes(name),
    )
    .map(({ index }) => index);
}

class Population implements Scheduler {
  readonly blind = false;
  readonly #problem: SchedulerProblem;
  readonly #size: number;
  readonly #generations: number;
  readonly #quantile: number;
  readonly #explore: Explore;

  constructor(problem: SchedulerProblem, options: PopulationOptions, explore: Explore) {
    this.#problem = problem;
    if (problem.fidelities.every(({ least, full }) => least === full)) {
      throw problemWith(
        'TW_SCHEDULER_FIDELITY',
        'fidelity',
        'names no range, and members of a population train in steps',
        'Write for example fidelity: { epochs: [1, 30] }.',
      );
    }
    this.#size = options.population ?? defaults.population;
    this.#generations = options.generations ?? defaults.generations;
    this.#quantile = options.quantile ?? defaults.quantile;
    this.#explore = explore;
  }

  next(view: SchedulerView): Next {
    if (view.trialsLeft <= 0) return { type: 'finished', reason: 'every trial has been evaluated' };
    const links = linksOf(view, this.#size);
    const latest: (Link | undefined)[] = Array.from({ length: this.#size });
    for (const link of links) latest[link.member] = link;
    const founders = links.filter(({ generation }) => generation === 0).length;
    if (founders < this.#size) return { type: 'new-trial', target: this.#target(view.trials, 0) };
    const ready = latest
      .filter((link) => link !== undefined)
      .filter(({ over, generation }) => over && generation < this.#generations - 1)
      .sort((a, b) => a.generation - b.generation || a.member - b.member);
    for (const link of ready) {
      const next = this.#successor(link, links);
      if (next !== undefined) return next;
    }
    if (!isIdle(view)) return { type: 'wait' };
    const lost = latest.every((link) => link?.values === undefined);
    const reason = lost ? 'every member failed' : 'the population has reached its full fidelity';
    return { type: 'finished', reason };
  }

  onReport(): { readonly type: 'continue' } {
    return { type: 'continue' };
  }

  onEnd(): 'freeze' {
    return 'freeze';
  }

  /** The next trial of a member's chain; undefined when there is nothing left that it could go on from. */
  #successor(link: Link, links: readonly Link[]): Next | undefined {
    const generation = link.generation + 1;
    const { member, trial } = link;
    const tag: Tag = { member, generation };
    const peers = ranked(
      links.filter((other) => other.generation === link.generation && other.over),
      this.#problem.objectives.length,
    );
    const part = Math.max(1, Math.floor(peers.length * this.#quantile));
    const place = peers.indexOf(link);
    const failed = place < 0;
    if (failed ? peers.length === 0 : peers.length < leastPeers || place < peers.length - part) {
      if (failed) return undefined;
      const reason = `member ${member} goes on from trial ${trial.trial}`;
      return this.#child(link, trial.row, generation, tag, reason);
    }
    const best = peers.slice(0, part);
    const chosen = best[stream(this.#problem.seed, trial.trial, 'exploit').integer(best.length)]!;
    const row = this.#explore({
      parent: chosen,
      generation,
      links,
      key: [this.#problem.seed, trial.trial],
    });
    const why = failed ? 'it failed' : `it is number ${place + 1} of ${peers.length} so far`;
    const reason = `member ${member} takes over trial ${chosen.trial.trial}: ${why} in generation ${generation} of ${this.#generations}`;
    return this.#child(chosen, row, generation, tag, reason);
  }

  #child(parent: Link, row: Float64Array, generation: number, tag: Tag, reason: string): Next {
    const { trial } = parent.trial;
    // The checkpoint's folder is that of the seed.
    const { seed } = parent.target!;
    const target = { ...this.#target(trial, generation), seed };
    return { type: 'child-trial', parent: trial, row: row.slice(), target, tag, reason };
  }

  #target(trial: number, generation: number): Target {
    return targetOf(this.#problem, trial, (generation + 1) / this.#generations);
  }
}
