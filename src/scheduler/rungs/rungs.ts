import { Ended } from '../ended.ts';
import type { Curve, EvaluationView, SchedulerView } from '../port.ts';
import { levelAt } from './levels.ts';
import { byFirst, type Entry, knownExcess } from './standing.ts';

/**
 * What each trial had when it first came to each level: the final values of an evaluation that was to reach it, else
 * the first report between it and the next level.
 */
export class Rungs {
  readonly #levels: Float64Array;
  readonly #groupOf: (trial: number) => number;
  readonly #ended: Ended;
  /** Of ended evaluations: by group × levels + level. */
  readonly #shelves = new Map<number, Shelf>();

  /** @param groupOf - trials are compared within their group */
  constructor(levels: Float64Array, groupOf: (trial: number) => number) {
    this.#levels = levels;
    this.#groupOf = groupOf;
    this.#ended = new Ended((view, evaluation) => this.#keep(view, evaluation));
  }

  /** Takes in what has ended; to be called before `entry`. @returns the evaluations that have not ended */
  sync(view: SchedulerView): readonly number[] {
    return this.#ended.sync(view);
  }

  /** Every entry of a level, each trial once, as `byFirst` orders them. */
  entries(view: SchedulerView, group: number, level: number): readonly Entry[] {
    const open = this.sync(view);
    const shelf = this.#shelves.get(group * this.#levels.length + level);
    const kept = shelf?.entries ?? [];
    let all: Entry[] | undefined;
    for (const evaluation of open) {
      const { trial, purpose } = view.evaluation(evaluation);
      if (purpose !== 'search' || this.#groupOf(trial) !== group || shelf?.trials.has(trial)) continue;
      const entry = entryOf(trial, view.curve(evaluation), this.#levels, level);
      if (entry === undefined) continue;
      all ??= kept.slice();
      insert(all, entry);
    }
    return all ?? kept;
  }

  /** What is known of a trial's ended evaluations at a level. */
  entry(trial: number, level: number): Entry | undefined {
    return this.#shelves.get(this.#groupOf(trial) * this.#levels.length + level)?.trials.get(trial);
  }

  #keep(view: SchedulerView, ended: EvaluationView): void {
    const { evaluation, trial, purpose, status, share, values, excess } = ended;
    if (purpose !== 'search') return;
    const curve = view.curve(evaluation);
    const final = status === 'completed' && values !== undefined ? levelAt(this.#levels, share) : -1;
    for (let level = 0; level < this.#levels.length; level++) {
      const entry =
        level === final && values !== undefined
          ? { trial, values, excess: knownExcess(excess) }
          : entryOf(trial, curve, this.#levels, level);
      if (entry === undefined) continue;
      const key = this.#groupOf(trial) * this.#levels.length + level;
      let shelf = this.#shelves.get(key);
      if (shelf === undefined) {
        shelf = { trials: new Map(), entries: [] };
        this.#shelves.set(key, shelf);
      }
      if (shelf.trials.has(trial)) continue;
      shelf.trials.set(trial, entry);
      insert(shelf.entries, entry);
    }
  }
}

/** The entries of one level. */
interface Shelf {
  readonly trials: Map<number, Entry>;
  /** As `byFirst` orders them, so that ranking them takes no time. */
  readonly entries: Entry[];
}

function insert(entries: Entry[], entry: Entry): void {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (byFirst(entries[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  entries.splice(low, 0, entry);
}

/** The first report at a level and below the next one. */
function entryOf(trial: number, curve: Curve, levels: Float64Array, level: number): Entry | undefined {
  const index = firstAt(curve, levels, level);
  if (index < 0) return undefined;
  const values = new Float64Array(curve.objectives);
  for (let m = 0; m < values.length; m++) values[m] = curve.value(index, m);
  const excess = curve.excess(index);
  return { trial, values, excess: knownExcess(excess) };
}

/** Index of the first report at a level and below the next one; -1 without one. */
export function firstAt(curve: Curve, levels: Float64Array, level: number): number {
  for (let index = 0; index < curve.length; index++) {
    const reached = levelAt(levels, curve.share(index));
    if (reached === level) return index;
    if (reached > level) return -1;
  }
  return -1;
}
