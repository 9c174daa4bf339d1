import { hypervolumeOrder } from '../math/hypervolume.ts';
import { nonDominatedRanks } from '../math/pareto.ts';
import type { History } from './history.ts';

/**
 * The non-dominated fronts of trials with several objectives, kept up to date as trials come; the same as if made afresh.
 * @remarks A new trial goes to the first front that does not dominate it, and what it dominates there moves on to the next one.
 * @see Li et al. 2017, doi:10.1109/TCYB.2016.2574310 (ENLU)
 */
export class Fronts {
  readonly #history: History;
  /** Slots in the order of the log; a front that changes is a new array. */
  #fronts: (readonly number[])[] = [];
  readonly #members = new Set<number>();
  readonly #orders = new WeakMap<
    readonly number[],
    { readonly wanted: number; readonly order: readonly number[] }
  >();

  /** @param slots - trials with values, ascending */
  constructor(history: History, slots: readonly number[]) {
    this.#history = history;
    const ranks = nonDominatedRanks(this.#gathered(slots), history.problem.objectives);
    const fronts: number[][] = [];
    slots.forEach((slot, i) => {
      fronts[ranks[i]!] ??= [];
      fronts[ranks[i]!]!.push(slot);
      this.#members.add(slot);
    });
    this.#fronts = fronts;
  }

  get size(): number {
    return this.#members.size;
  }

  has(slot: number): boolean {
    return this.#members.has(slot);
  }

  add(slot: number): void {
    this.#members.add(slot);
    let low = 0;
    let high = this.#fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#fronts[middle]!.some((other) => this.#dominates(other, slot))) low = middle + 1;
      else high = middle;
    }
    let moving: readonly number[] = [slot];
    for (let k = low; moving.length > 0; k++) {
      const front = this.#fronts[k] ?? [];
      const beaten = front.filter((other) => moving.some((one) => this.#dominates(one, other)));
      if (front.length > 0 && beaten.length === front.length) {
        // All that follow move on by one, as they are.
        this.#fronts.splice(k, 0, moving);
        return;
      }
      const gone = new Set(beaten);
      this.#fronts[k] = [...front.filter((other) => !gone.has(other)), ...moving].sort((a, b) => a - b);
      moving = beaten;
    }
  }

  /**
   * Front by front; the first `depth` places within a front by the hypervolume that each adds to those before, the others in the
   * order of the log.
   */
  order(depth: number): number[] {
    const all: number[] = [];
    for (const front of this.#fronts) {
      const wanted = Math.min(front.length, Math.max(0, depth - all.length));
      for (const slot of wanted === 0 ? front : this.#within(front, wanted)) all.push(slot);
    }
    return all;
  }

  #within(front: readonly number[], wanted: number): readonly number[] {
    const known = this.#orders.get(front);
    if (known?.wanted === wanted) return known.order;
    const chosen = [...hypervolumeOrder(this.#gathered(front), this.#history.problem.objectives, wanted)].map(
      (i) => front[i]!,
    );
    const first = new Set(chosen);
    const order = [...chosen, ...front.filter((slot) => !first.has(slot))];
    this.#orders.set(front, { wanted, order });
    return order;
  }

  /** Whether a is nowhere worse and somewhere better. */
  #dominates(a: number, b: number): boolean {
    const { values, problem } = this.#history;
    const m = problem.objectives;
    let better = false;
    for (let j = 0; j < m; j++) {
      const x = values[a * m + j]!;
      const y = values[b * m + j]!;
      if (x > y) return false;
      if (x < y) better = true;
    }
    return better;
  }

  #gathered(slots: readonly number[]): Float64Array {
    const { values, problem } = this.#history;
    const m = problem.objectives;
    const out = new Float64Array(slots.length * m);
    slots.forEach((slot, i) => {
      for (let j = 0; j < m; j++) out[i * m + j] = values[slot * m + j]!;
    });
    return out;
  }
}
