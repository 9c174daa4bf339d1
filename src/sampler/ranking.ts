import { Fronts } from './fronts.ts';
import { type History, Status } from './history.ts';

/**
 * Slots of finished trials, best first, under one rule for all samplers:
 *
 * 1. completed and within the limits: by value; with several objectives by non-domination rank, within a front by the
 *    hypervolume that each adds to those before;
 * 2. stopped early and within the limits: higher fidelity first, then as 1;
 * 3. with values but over a limit, or with a limit unknown: fewest unknown, then the smallest sum of excesses, each in
 *    units of its median over all trials;
 * 4. failed and infeasible, in the order of the log.
 *
 * Ties go to the earlier trial. Trials outside the space are left out.
 */
export class Ranking {
  readonly #history: History;
  #slots: number[] = [];
  #changes = 0;
  #depth = 0;
  /** Of the completed trials, with several objectives. */
  #fronts: Fronts | undefined;

  constructor(history: History) {
    this.#history = history;
  }

  /**
   * The ranked slots; to be read before the next call. With several objectives the order within the first front that reaches past
   * `depth` places, and after it, is that of the log.
   * @remarks After changes O(n log n), or with one objective and no limits O(n) for each trial that changed; else O(1). The
   * hypervolume part grows with depth.
   */
  slots(depth: number): readonly number[] {
    const { problem, changes } = this.#history;
    if (this.#changes === changes && depth <= this.#depth) return this.#slots;
    const alone = problem.objectives === 1 && problem.limits === 0;
    const changed = alone ? this.#changed(fewChanges) : undefined;
    if (problem.objectives > 1) this.#slots = this.#byFronts(depth);
    else if (changed === undefined) this.#slots = rankSlots(this.#history, this.#everySlot(), depth);
    else {
      // All are taken out first: the search for a place needs an order that holds.
      for (const slot of changed) this.#remove(slot);
      for (const slot of changed) this.#insert(slot);
    }
    this.#changes = changes;
    // Depth only counts where trials have no order of their own.
    this.#depth = alone ? Number.POSITIVE_INFINITY : depth;
    return this.#slots;
  }

  /** Slots that changed since the last call; undefined if more than `most`. */
  #changed(most: number): number[] | undefined {
    const { changed, count } = this.#history;
    const slots: number[] = [];
    for (let slot = 0; slot < count; slot++) {
      if (changed[slot]! <= this.#changes) continue;
      if (slots.length === most) return undefined;
      slots.push(slot);
    }
    return slots;
  }

  /** What `rankSlots` gives, with the fronts of the completed trials kept. */
  #byFronts(depth: number): number[] {
    const history = this.#history;
    const completed: number[] = [];
    const others: number[] = [];
    let same = this.#fronts !== undefined;
    for (let slot = 0; slot < history.count; slot++) {
      const group = groupOf(history, slot);
      if (group === 0) completed.push(slot);
      else if (group !== undefined) others.push(slot);
      if (history.changed[slot]! > this.#changes && this.#fronts?.has(slot) === true) same = false;
    }
    if (this.#fronts === undefined || !same || completed.length - this.#fronts.size > fewChanges) {
      this.#fronts = new Fronts(history, completed);
    } else {
      for (const slot of completed) if (!this.#fronts.has(slot)) this.#fronts.add(slot);
    }
    const first = this.#fronts.order(depth);
    return others.length === 0 ? first : [...first, ...rankSlots(history, others, depth - first.length)];
  }

  #remove(slot: number): void {
    const place = this.#slots.indexOf(slot);
    if (place >= 0) this.#slots.splice(place, 1);
  }

  #insert(slot: number): void {
    if (groupOf(this.#history, slot) === undefined) return;
    const slots = this.#slots;
    let low = 0;
    let high = slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (precedes(this.#history, slots[middle]!, slot)) low = middle + 1;
      else high = middle;
    }
    slots.splice(low, 0, slot);
  }

  /** The ranking before, then what is new. */
  #everySlot(): number[] {
    const { count } = this.#history;
    const known = new Uint8Array(count);
    const slots = this.#slots.slice();
    for (const slot of slots) known[slot] = 1;
    for (let slot = 0; slot < count; slot++) if (known[slot] === 0) slots.push(slot);
    return slots;
  }
}

/** Up to so many changed trials are put into their places one by one. */
const fewChanges = 32;

/** Whether finished trial a comes before b, of one objective and without limits. */
function precedes(history: History, a: number, b: number): boolean {
  const group = groupOf(history, a)!;
  const other = groupOf(history, b)!;
  if (group !== other) return group < other;
  const { values, fidelity } = history;
  if (group === 1 && fidelity[a] !== fidelity[b]) return fidelity[a]! > fidelity[b]!;
  if (group < 2 && values[a] !== values[b]) return values[a]! < values[b]!;
  return a < b;
}

/** Ranks some trials as {@link Ranking} does all; running ones are left out. Nearly ranked input is quicker, with the same result. */
export function rankSlots(history: History, slots: readonly number[], depth: number): number[] {
  const groups: number[][] = [[], [], [], []];
  for (const slot of slots) {
    const group = groupOf(history, slot);
    if (group !== undefined) groups[group]!.push(slot);
  }
  const [completed = [], stopped = [], over = [], failed = []] = groups;
  const first = byValues(history, completed, depth);
  const second = byFidelity(history, stopped, depth - first.length);
  return [...first, ...second, ...byExcess(history, over), ...failed.sort((a, b) => a - b)];
}

/** Whether nothing says which of two finished trials is better. */
export function tied(history: History, a: number, b: number): boolean {
  const group = groupOf(history, a);
  if (group !== groupOf(history, b)) return false;
  if (group === 3) return true;
  const { objectives } = history.problem;
  if (group !== 0) return false;
  for (let m = 0; m < objectives; m++) {
    if (history.values[a * objectives + m] !== history.values[b * objectives + m]) return false;
  }
  return true;
}

/** Whether a trial has completed within the limits. */
export function isFeasible(history: History, slot: number): boolean {
  return groupOf(history, slot) === 0;
}

/** Whether a finished trial has objective values. */
export function hasValues(history: History, slot: number): boolean {
  return groupOf(history, slot) !== 3;
}

function groupOf(history: History, slot: number): 0 | 1 | 2 | 3 | undefined {
  const status = history.status[slot];
  if (status === Status.pending || history.inside[slot] === 0) return undefined;
  if (Number.isNaN(history.values[slot * history.problem.objectives]!)) return 3;
  if (status !== Status.completed && status !== Status.stopped) return 3;
  if (!history.withinLimits(slot)) return 2;
  return status === Status.completed ? 0 : 1;
}

function byValues(history: History, slots: number[], depth: number): number[] {
  const { values, problem } = history;
  if (problem.objectives === 1) return slots.sort((a, b) => values[a]! - values[b]! || a - b);
  return new Fronts(
    history,
    slots.sort((a, b) => a - b),
  ).order(depth);
}

function byFidelity(history: History, slots: number[], depth: number): number[] {
  if (slots.length === 0) return slots;
  const levels = [...new Set(slots.map((s) => history.fidelity[s]!))].sort((a, b) => b - a);
  return levels.flatMap((level) =>
    byValues(
      history,
      slots.filter((s) => history.fidelity[s] === level),
      depth,
    ),
  );
}

function byExcess(history: History, slots: number[]): number[] {
  const { limits } = history.problem;
  if (slots.length === 0) return slots;
  const scales = Array.from({ length: limits }, (_, l) => medianExcess(history, l));
  const unknown = new Uint32Array(history.count);
  const sums = new Float64Array(history.count);
  for (const s of slots) {
    let missing = 0;
    let sum = 0;
    for (let l = 0; l < limits; l++) {
      const excess = history.excess[s * limits + l]!;
      if (Number.isNaN(excess)) missing++;
      else if (excess > 0) sum += excess / scales[l]!;
    }
    unknown[s] = missing;
    sums[s] = sum;
  }
  return slots.sort((a, b) => {
    const missing = unknown[a]! - unknown[b]!;
    if (missing !== 0) return missing;
    const x = sums[a]!;
    const y = sums[b]!;
    return x < y ? -1 : x > y ? 1 : a - b;
  });
}

/** Median of what lies over a limit; 1 when nothing does. */
function medianExcess(history: History, limit: number): number {
  const { limits } = history.problem;
  const over = new Float64Array(history.count);
  let found = 0;
  for (let s = 0; s < history.count; s++) {
    const excess = history.excess[s * limits + limit]!;
    if (excess > 0) over[found++] = excess;
  }
  return found === 0 ? 1 : over.subarray(0, found).sort()[found >>> 1]!;
}
