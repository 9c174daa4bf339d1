import { RowLookup } from '../space/row-lookup.ts';
import type { ParamValue } from '../space/space.ts';
import type { Change, Problem } from './port.ts';

/** What is known of a trial; codes of {@link History.status}. */
export const Status = { pending: 0, completed: 1, stopped: 2, failed: 3, infeasible: 4 } as const;

/**
 * The trials of a study as flat columns, folded from changes in the order of the log. Slot s is the s-th trial that
 * started. Column arrays grow by doubling: do not keep them over an update, and read only the first `count` slots.
 */
export class History {
  readonly problem: Problem;
  readonly dimensions: number;
  /** Trials so far. */
  count = 0;
  /** Changes so far; two equal numbers mean that nothing happened in between. */
  changes = 0;
  /** Configurations, shape [count, dimensions]; NaN where inactive. */
  rows: Float64Array = new Float64Array(0);
  /** The same in [0, 1]; NaN where inactive. All NaN for imported rows outside the space. */
  units: Float64Array = new Float64Array(0);
  /** To minimise, shape [count, objectives]; NaN where there is none (yet). */
  values: Float64Array = new Float64Array(0);
  /** Standard errors, shape [count, objectives]; NaN where unknown. */
  errors: Float64Array = new Float64Array(0);
  /** Amounts over the limits, shape [count, limits]; NaN where unknown. */
  excess: Float64Array = new Float64Array(0);
  /** Share of the full fidelity that was reached; 0 before the first observation. */
  fidelity: Float64Array = new Float64Array(0);
  cost: Float64Array = new Float64Array(0);
  /** Codes of {@link Status}; a running trial is pending even when values at a lower fidelity are known. */
  status: Uint8Array = new Uint8Array(0);
  /** Whether the configuration lies in the space; 0 only for imported ones. */
  inside: Uint8Array = new Uint8Array(0);
  /** `changes` just after the last change of each slot. */
  changed: Float64Array = new Float64Array(0);
  readonly tags: (ParamValue | undefined)[] = [];
  readonly #slots = new Map<number, number>();
  readonly #unit: Float64Array;
  readonly #seen: RowLookup;

  constructor(problem: Problem) {
    this.problem = problem;
    this.dimensions = problem.space.dimensions.length;
    this.#seen = new RowLookup(this.dimensions);
    this.#unit = new Float64Array(this.dimensions);
  }

  /** Folds changes in; returns the slots they touched, in their order, each as often as it was touched. */
  apply(changes: readonly Change[]): Int32Array {
    const touched = new Int32Array(changes.length);
    changes.forEach((change, i) => {
      const slot =
        change.type === 'started'
          ? this.#start(change)
          : change.type === 'observed'
            ? this.#observe(change)
            : this.#slotOf(change.trial);
      touched[i] = slot;
      this.changed[slot] = ++this.changes;
    });
    return touched;
  }

  /** Whether a configuration was started before. */
  has(row: Float64Array): boolean {
    return this.#seen.find(row, this.rows) >= 0;
  }

  /** Whether every limit is known to hold in this slot; true without limits. */
  withinLimits(slot: number): boolean {
    const { limits } = this.problem;
    for (let l = 0; l < limits; l++) if (!(this.excess[slot * limits + l]! <= 0)) return false;
    return true;
  }

  /** The configuration of a slot; a view. */
  row(slot: number): Float64Array {
    return this.rows.subarray(slot * this.dimensions, (slot + 1) * this.dimensions);
  }

  #start(change: Change & { type: 'started' }): number {
    const { space, objectives, limits } = this.problem;
    const slot = this.count;
    this.#reserve(slot + 1);
    this.count++;
    this.#slots.set(change.trial, slot);
    this.rows.set(change.row, slot * this.dimensions);
    const inside = change.origin !== 'imported' || space.contains(change.row);
    this.inside[slot] = inside ? 1 : 0;
    if (inside) {
      this.units.set(space.toUnit(change.row, this.#unit), slot * this.dimensions);
      this.#seen.add(slot, this.rows);
    } else {
      this.units.fill(Number.NaN, slot * this.dimensions, (slot + 1) * this.dimensions);
    }
    this.values.fill(Number.NaN, slot * objectives, (slot + 1) * objectives);
    this.errors.fill(Number.NaN, slot * objectives, (slot + 1) * objectives);
    this.excess.fill(Number.NaN, slot * limits, (slot + 1) * limits);
    this.status[slot] = Status.pending;
    this.tags.push(change.tag);
    return slot;
  }

  #slotOf(trial: number): number {
    const slot = this.#slots.get(trial);
    if (slot === undefined) throw new RangeError(`trial ${trial} was observed before it started`);
    return slot;
  }

  #observe(change: Change & { type: 'observed' }): number {
    const { objectives, limits } = this.problem;
    const slot = this.#slotOf(change.trial);
    const { status } = change;
    this.status[slot] = status === 'running' ? Status.pending : Status[status];
    this.fidelity[slot] = change.fidelity;
    this.cost[slot] = change.cost;
    replace(this.values, slot, objectives, change.values);
    replace(this.errors, slot, objectives, change.errors);
    replace(this.excess, slot, limits, change.excess);
    return slot;
  }

  #reserve(count: number): void {
    if (count <= this.status.length) return;
    const size = Math.max(16, 2 * this.status.length);
    const { objectives, limits } = this.problem;
    this.rows = grown(this.rows, size * this.dimensions);
    this.units = grown(this.units, size * this.dimensions);
    this.values = grown(this.values, size * objectives);
    this.errors = grown(this.errors, size * objectives);
    this.excess = grown(this.excess, size * limits);
    this.fidelity = grown(this.fidelity, size);
    this.cost = grown(this.cost, size);
    this.changed = grown(this.changed, size);
    this.status = grownBytes(this.status, size);
    this.inside = grownBytes(this.inside, size);
  }
}

function replace(column: Float64Array, slot: number, width: number, entries: Float64Array | undefined): void {
  if (entries === undefined) column.fill(Number.NaN, slot * width, (slot + 1) * width);
  else column.set(entries, slot * width);
}

function grown(column: Float64Array, length: number): Float64Array {
  const next = new Float64Array(length);
  next.set(column);
  return next;
}

function grownBytes(column: Uint8Array, length: number): Uint8Array {
  const next = new Uint8Array(length);
  next.set(column);
  return next;
}
