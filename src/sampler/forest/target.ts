import { Grove, type GroveOptions } from '../../model/forest/grove.ts';
import { Posterior } from '../../model/forest/posterior.ts';
import type { Columns } from '../../model/forest/table.ts';

export interface TargetOptions extends GroveOptions {
  readonly columns: Columns;
  /** The number of a slot now; NaN where it has none. */
  readonly value: (slot: number) => number;
  /** The inputs of a slot, shape [columns.count]. */
  readonly inputs: (slot: number) => Float64Array;
  /** Numbers of moderate size in the same order. */
  readonly warp: (values: Float64Array) => Float64Array;
}

/** A number that some trials have, and a forest that predicts it for others. */
export class Target {
  /** Predictions after {@link at}, warped. */
  mean = 0;
  variance = 0;
  readonly grove: Grove;
  readonly #options: TargetOptions;
  /** The trials that have the number, in the order in which they got it. */
  readonly slots: number[] = [];
  readonly #members = new Set<number>();
  readonly #values: number[] = [];
  #posterior: Posterior | undefined;
  #warped: ReadonlyMap<number, number> = new Map();
  readonly #leaves: Int32Array;

  constructor(options: TargetOptions) {
    this.#options = options;
    this.grove = new Grove(options.columns, options);
    this.#leaves = new Int32Array(options.trees);
  }

  /** Takes in that a slot may have changed. */
  touch(slot: number): void {
    const value = this.#options.value(slot);
    const place = this.#members.has(slot) ? this.slots.lastIndexOf(slot) : -1;
    if (place < 0 && Number.isNaN(value)) return;
    if (place >= 0) {
      if (value === this.#values[place]) return;
      this.slots.splice(place, 1);
      this.#values.splice(place, 1);
      this.#members.delete(slot);
      this.grove.clear();
    }
    this.#posterior = undefined;
    if (Number.isNaN(value)) return;
    this.#members.add(slot);
    this.slots.push(slot);
    this.#values.push(value);
  }

  /** The number of a slot that has one, warped. */
  known(slot: number): number {
    this.#fit();
    return this.#warped.get(slot)!;
  }

  /** Sets mean and variance. @param inputs - shape [columns.count] */
  at(inputs: Float64Array): this {
    const posterior = this.#fit();
    this.grove.leavesOf(inputs, 0, this.#leaves);
    posterior.at(this.#leaves);
    this.mean = posterior.mean;
    this.variance = posterior.variance;
    return this;
  }

  /** The share of trees in which the inputs of the last {@link at} end in given leaves. */
  nearness(leaves: Int32Array): number {
    let same = 0;
    for (let t = 0; t < leaves.length; t++) if (leaves[t] === this.#leaves[t]) same++;
    return same / leaves.length;
  }

  /** The leaves of inputs; fresh. */
  leavesOf(inputs: Float64Array): Int32Array {
    this.#fit();
    const leaves = new Int32Array(this.grove.trees);
    this.grove.leavesOf(inputs, 0, leaves);
    return leaves;
  }

  #fit(): Posterior {
    if (this.#posterior !== undefined) return this.#posterior;
    const { inputs, warp } = this.#options;
    for (let i = this.grove.count; i < this.slots.length; i++) this.grove.add(inputs(this.slots[i]!));
    const known = new Map<number, Float64Array>();
    const upTo = (m: number): Float64Array => {
      const warped = known.get(m) ?? warp(Float64Array.from(this.#values.slice(0, m)));
      known.set(m, warped);
      return warped;
    };
    const warped = upTo(this.slots.length);
    this.#warped = new Map(this.slots.map((slot, i) => [slot, warped[i]!]));
    this.grove.grow(upTo);
    this.#posterior = new Posterior(this.grove, warped);
    return this.#posterior;
  }
}
