import type { Differences } from '../quality/statistics.ts';
import type { Answer } from './search.ts';
import type { World } from './world.ts';

/** One study of one method. */
export interface Study {
  readonly world: World;
  readonly seed: number;
  readonly answer: Answer;
}

/** (truth - lowest truth) / (upper quartile - lowest truth): 0 is the best of the table, 1 what a quarter of it is worse than. */
export function regret({ world, answer }: Study): number {
  return (world.truth[answer.place]! - lowest(world)) / unit(world);
}

/** 1 when what is recommended is truly worse than the default. */
export function isWorse({ world, answer }: Study): number {
  return world.truth[answer.place]! > world.truth[0]! ? 1 : 0;
}

/** How much better the reported loss is than the truth, in the unit of the regret. */
export function optimism({ world, answer }: Study): number {
  return (world.truth[answer.place]! - answer.reported) / unit(world);
}

/** 1 when the interval holds the truth. */
export function isCovered({ world, answer }: Study): number {
  const [low, high] = answer.interval!;
  const truth = world.truth[answer.place]!;
  return low <= truth && truth <= high ? 1 : 0;
}

export function halfWidth({ answer }: Study): number {
  return (answer.interval![1] - answer.interval![0]) / 2;
}

function lowest(world: World): number {
  return Math.min(...world.truth);
}

function unit(world: World): number {
  const sorted = world.truth.toSorted((a, b) => a - b);
  return sorted[Math.floor(0.75 * sorted.length)]! - sorted[0]!;
}

/** World → a number a study, for the hierarchical bootstrap: studies of one small data set are alike. */
export function byWorld(
  studies: readonly Study[],
  measure: (study: Study, i: number) => number,
): Differences {
  const worlds = new Map<string, number[]>();
  studies.forEach((study, i) => {
    const { id } = study.world;
    worlds.set(id, [...(worlds.get(id) ?? []), measure(study, i)]);
  });
  return new Map([['all', worlds]]);
}
