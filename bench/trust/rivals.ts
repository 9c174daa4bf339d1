import type { SamplerAlgorithm } from '../../src/index.ts';
import { stream } from '../../src/math/random.ts';
import { type Answer, Search } from './search.ts';
import { snapped } from './snapped.ts';
import { folds, type World } from './world.ts';

/** @param budget - fits of a model on one split */
export type Method = (world: World, sampler: SamplerAlgorithm, budget: number, seed: number) => Answer;

/** Each configuration once, all on one split; the lowest loss wins. What Optuna, Ray Tune and W&B return. */
export const holdout: Method = (world, sampler, budget, seed) => {
  const split = stream(seed, 'split').integer(world.splits);
  const search = new Search(world, snapped(sampler, world), budget, seed);
  while (search.fits < budget) {
    const place = search.next();
    if (place === undefined) break;
    search.evaluate(place, [split]);
  }
  return search.answer(search.lowest());
};

/** Each configuration on all folds of one partition; the lowest mean wins. */
export const crossValidation: Method = (world, sampler, budget, seed) => {
  const search = new Search(world, snapped(sampler, world), Math.floor(budget / folds), seed);
  const splits = partition(world, seed);
  while (search.fits + folds <= budget) {
    const place = search.next();
    if (place === undefined) break;
    search.evaluate(place, splits);
  }
  return search.answer(search.lowest());
};

/**
 * SMAC3's intensifier, written anew from its documented behaviour: an incumbent and challengers on its folds. Whenever no
 * challenger waits, the incumbent gets one more fold and a new challenger comes. A challenger runs on one fold, then two, four, ...
 * of those that the incumbent has; it is out as soon as its mean on its folds is not below the incumbent's on the same, and
 * takes over when it has them all and is below.
 * @see M. Lindauer et al. 2022, "SMAC3", arXiv:2109.09831
 */
export const smacRacing: Method = (world, sampler, budget, seed) => {
  const random = stream(seed, 'folds');
  const search = new Search(world, snapped(sampler, world), Math.floor(budget / 2), seed);
  const splits = partition(world, seed);
  const draw = (from: readonly number[]): number => from[random.integer(from.length)]!;
  const has = (place: number): readonly number[] => [...(search.losses.get(place)?.keys() ?? [])];
  const rejected = new Set<number>();
  const queue: { place: number; fits: number }[] = [];
  let incumbent = search.next()!;
  search.evaluate(incumbent, [draw(splits)]);
  while (search.fits < budget) {
    const head = queue.shift();
    if (head === undefined) {
      const left = splits.filter((split) => !has(incumbent).includes(split));
      if (left.length > 0) search.evaluate(incumbent, [draw(left)]);
      const place = search.next();
      if (place === undefined) break;
      queue.push({ place, fits: 1 });
      continue;
    }
    const { place, fits } = head;
    if (place === incumbent || rejected.has(place)) continue;
    const wanted = fits - has(place).length;
    for (let i = 0; i < wanted && search.fits < budget; i++) {
      const open = has(incumbent).filter((split) => !has(place).includes(split));
      if (open.length === 0) break;
      search.evaluate(place, [draw(open)]);
      const mine = has(place);
      if (search.mean(place, mine) >= search.mean(incumbent, mine)) rejected.add(place);
      else if (mine.length === has(incumbent).length) {
        rejected.add(incumbent);
        incumbent = place;
      }
    }
    if (fits < folds) queue.push({ place, fits: 2 * fits });
  }
  return search.answer(incumbent);
};

function partition(world: World, seed: number): number[] {
  const first = folds * stream(seed, 'split').integer(world.splits / folds);
  return Array.from({ length: folds }, (_, k) => first + k);
}
