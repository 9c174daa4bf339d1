import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compileSpace, type ParamValues, type Space, type SpaceSpec } from '../../src/index.ts';
import { bench } from '../harness/paths.ts';

/** What `worlds.py` measured. */
interface Measured {
  readonly source: string;
  readonly model: string;
  readonly number: number;
  readonly rows: number;
  readonly judged: string;
  readonly space: SpaceSpec;
  readonly configurations: readonly (readonly (number | boolean)[])[];
  readonly scores: readonly (readonly number[])[];
  readonly train: readonly number[];
  readonly seconds: readonly number[];
  readonly truth: readonly number[];
}

/** Folds of a partition; `splits` counts those of all partitions. */
export const folds = 5;

/**
 * A small data set, drawn from a population whose truth is known, and a kind of model: losses of some configurations on
 * every fold of two random 5-fold partitions, and the truth of each, refitted on all of the small set.
 */
export class World {
  readonly id: string;
  readonly source: string;
  readonly model: string;
  /** Rows of the small set, from which both training and validation parts are cut. */
  readonly rows: number;
  readonly judged: string;
  readonly space: Space;
  /** Losses on rows that nothing else sees, shape [count]; place 0 is the default. */
  readonly truth: readonly number[];
  /** Losses on the training part, shape [count]. */
  readonly train: readonly number[];
  readonly splits: number;
  readonly #scores: readonly (readonly number[])[];
  readonly #configurations: readonly Float64Array[];
  readonly #units: readonly Float64Array[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(measured: Measured) {
    const { source, model, number, rows, judged, space, configurations, scores, truth, train } = measured;
    this.id = `${source}-${model}-${number}`;
    this.source = source;
    this.model = model;
    this.rows = rows;
    this.judged = judged;
    this.space = compileSpace(space);
    this.truth = truth;
    this.train = train;
    this.splits = scores[0]!.length;
    this.#scores = scores;
    const names = Object.keys(space);
    this.#configurations = configurations.map((values) => {
      const params: ParamValues = Object.fromEntries(names.map((name, j) => [name, values[j]!]));
      return this.space.fromParams(params).row;
    });
    this.#units = this.#configurations.map((row) => this.space.toUnit(row));
    this.#places = new Map(this.#configurations.map((row, i) => [this.space.key(row), i]));
  }

  get count(): number {
    return this.truth.length;
  }

  row(place: number): Float64Array {
    return this.#configurations[place]!;
  }

  /** The place of a configuration of the table. */
  placeOf(row: Float64Array): number {
    return this.#places.get(this.space.key(row))!;
  }

  loss(place: number, split: number): number {
    return this.#scores[place]![split]!;
  }

  /** The nearest configuration of the table that is not in `taken`; -1 when all are. */
  nearest(row: Float64Array, taken: ReadonlySet<number>): number {
    const unit = this.space.toUnit(row);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.count; i++) {
      if (taken.has(i)) continue;
      const other = this.#units[i]!;
      let distance = 0;
      for (let j = 0; j < unit.length; j++) distance += (unit[j]! - other[j]!) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }
}

export function readWorlds(): World[] {
  const folder = join(bench, 'trust', 'worlds');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .flatMap((name) => JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString()) as Measured[])
    .map((measured) => new World(measured));
}
