import { stream } from '../../math/random.ts';
import { growTree } from './grow.ts';
import { Nodes } from './nodes.ts';
import type { Columns } from './table.ts';

export interface GroveOptions {
  readonly trees: number;
  /** Share of the columns that each node looks at, in (0, 1]. */
  readonly featureShare: number;
  /** Distinguishes this grove's random numbers. */
  readonly name: string;
  readonly seed: number;
}

/**
 * Regression trees over rows that keep coming. Each tree is grown from the first m rows, m being fixed by the number
 * of rows alone: with few rows all trees know all of them, later they are regrown in turn, so that the work for a new
 * row stays about that of a few trees. All rows, the latest too, are dropped down all trees.
 *
 * The trees see all of their rows, not bootstrap samples, and are grown until a leaf has one: they differ by the columns
 * that each node may look at and by where between two neighbours it cuts. So the forest interpolates, smoothly, and is
 * unsure between the rows rather than at them.
 *
 * The trees are a function of rows, targets and seed, however often and whenever they were asked for.
 * @see Geurts, Ernst & Wehenkel 2006, doi:10.1007/s10994-006-6226-1 (trees without bootstrap, random cuts)
 */
export class Grove {
  readonly columns: Columns;
  readonly trees: number;
  /** Rows so far. */
  count = 0;
  /** Inputs, shape [count, columns.count]; NaN where inactive. */
  x: Float64Array = new Float64Array(0);
  /** The leaf of each row in each tree, shape [count, trees]. */
  leaves: Int32Array = new Int32Array(0);
  readonly #options: GroveOptions;
  readonly #words: number;
  readonly #nodes: Nodes[] = [];
  /** From how many rows each tree was grown; -1 before. */
  readonly #grown: Int32Array;
  /** Rows whose leaves are known, by tree. */
  readonly #placed: Int32Array;
  /** Rows by rising input for each column, inactive ones last. */
  readonly #sorted: Int32Array[];

  constructor(columns: Columns, options: GroveOptions) {
    this.columns = columns;
    this.trees = options.trees;
    this.#options = options;
    this.#words = Math.max(1, (columns.categories.reduce((a, b) => Math.max(a, b), 0) + 31) >>> 5);
    this.#grown = new Int32Array(options.trees).fill(-1);
    this.#placed = new Int32Array(options.trees);
    this.#sorted = Array.from({ length: columns.count }, () => new Int32Array(0));
  }

  /** Forgets rows and trees. */
  clear(): void {
    this.count = 0;
    this.#grown.fill(-1);
    this.#placed.fill(0);
  }

  /** Adds a row. @param inputs - shape [columns.count] */
  add(inputs: Float64Array): void {
    const d = this.columns.count;
    const row = this.count++;
    if (this.x.length < this.count * d || this.leaves.length < this.count * this.trees) this.#reserve();
    this.x.set(inputs, row * d);
    for (let f = 0; f < d; f++) {
      const order = this.#sorted[f]!;
      const input = inputs[f]!;
      let low = 0;
      let high = row;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const other = this.x[order[middle]! * d + f]!;
        // Inactive ones last, equal ones in their order.
        if (Number.isNaN(input) || other <= input) low = middle + 1;
        else high = middle;
      }
      order.copyWithin(low + 1, low, row);
      order[low] = row;
    }
  }

  /**
   * Brings all trees and leaves up to date.
   * @param targets - shape [m] for the first m rows, of moderate size
   */
  grow(targets: (m: number) => Float64Array): void {
    const n = this.count;
    for (let t = 0; t < this.trees; t++) {
      const m = knownTo(t, n);
      if (this.#grown[t] !== m) {
        this.#nodes[t] = this.#tree(t, m, targets(m));
        this.#grown[t] = m;
        this.#placed[t] = 0;
      }
      const nodes = this.#nodes[t]!;
      for (let i = this.#placed[t]!; i < n; i++) {
        this.leaves[i * this.trees + t] = nodes.leaf(
          0,
          this.columns.categories,
          this.x,
          i * this.columns.count,
        );
      }
      this.#placed[t] = n;
    }
  }

  /** How many nodes a tree has; leaves are numbers below. */
  size(tree: number): number {
    return this.#nodes[tree]!.count;
  }

  /** The leaves that inputs `x[offset …]` end in; written to `into`, shape [trees]. */
  leavesOf(x: Float64Array, offset: number, into: Int32Array): void {
    for (let t = 0; t < this.trees; t++)
      into[t] = this.#nodes[t]!.leaf(0, this.columns.categories, x, offset);
  }

  #tree(t: number, m: number, known: Float64Array): Nodes {
    const { name, seed, featureShare } = this.#options;
    const random = stream(seed, name, t, m);
    const n = this.count;
    const presorted = new Int32Array(this.columns.count * n);
    this.#sorted.forEach((order, f) => {
      presorted.set(order.subarray(0, n), f * n);
    });
    const y = new Float64Array(n);
    y.set(known);
    const weights = new Float64Array(n).fill(1, 0, m);
    const nodes = new Nodes(this.#words);
    growTree(
      nodes,
      { x: this.x, y, columns: this.columns },
      presorted,
      weights,
      {
        minSplit: 2,
        minLeaf: 1,
        maxDepth: 64,
        features: Math.max(1, Math.ceil(featureShare * this.columns.count)),
      },
      random,
    );
    return nodes;
  }

  #reserve(): void {
    const size = Math.max(16, 2 * (this.count - 1));
    const larger = <T extends Float64Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.x = larger(new Float64Array(size * this.columns.count), this.x);
    this.leaves = larger(new Int32Array(size * this.trees), this.leaves);
    this.#sorted.forEach((order, f) => {
      this.#sorted[f] = larger(new Int32Array(size), order);
    });
  }
}

/** How many of n rows tree t was grown from. */
function knownTo(t: number, n: number): number {
  for (let m = n; m > 1; m--) {
    const period = Math.max(1, 2 ** Math.floor(Math.log2(m / 16)));
    if (m % period === t % period) return m;
  }
  return n;
}
