import { Ended } from '../ended.ts';
import type { Curve, EvaluationView, SchedulerView } from '../port.ts';
import { levelAt } from './levels.ts';
import { type Entry, knownExcess } from './standing.ts';

/**
 * What each trial had when it first came to each level: the final values of an evaluation that was to reach it, else
 * the first report between it and the next level.
 */
export class Rungs {
  readonly #levels: Float64Array;
  readonly #groupOf: (trial: number) => number;
  readonly #ended: Ended;
  /** Of ended evaluations: by group and level, then by trial. */
  readonly #known = new Map<string, Map<number, Entry>>();

  /** @param groupOf - trials are compared within their group */
  constructor(levels: Float64Array, groupOf: (trial: number) => number) {
    this.#levels = levels;
    this.#groupOf = groupOf;
    this.#ended = new Ended((view, evaluation) => this.#keep(view, evaluation));
  }

  /** Every entry of a level, each trial once, in no order. */
  entries(view: SchedulerView, group: number, level: number): readonly Entry[] {
    const open = this.#ended.sync(view);
    const known = this.#known.get(`${group} ${level}`);
    const entries = known === undefined ? [] : [...known.values()];
    for (const evaluation of open) {
      const { trial, purpose } = view.evaluation(evaluation);
      if (purpose !== 'search' || this.#groupOf(trial) !== group || known?.has(trial)) continue;
      const entry = entryOf(trial, view.curve(evaluation), this.#levels, level);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /** What is known of a trial's ended evaluations at a level. */
  entry(view: SchedulerView, trial: number, level: number): Entry | undefined {
    this.#ended.sync(view);
    return this.#known.get(`${this.#groupOf(trial)} ${level}`)?.get(trial);
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
      const key = `${this.#groupOf(trial)} ${level}`;
      let entries = this.#known.get(key);
      if (entries === undefined) {
        entries = new Map();
        this.#known.set(key, entries);
      }
      if (!entries.has(trial)) entries.set(trial, entry);
    }
  }
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
