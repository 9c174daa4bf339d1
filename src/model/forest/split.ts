import type { Columns } from './table.ts';

/** What trees are grown from; the same for all of a forest. */
export interface Sample {
  /** Shape [n, columns.count]; NaN where inactive. */
  readonly x: Float64Array;
  /** Shape [n], of moderate size (the forest scales them). */
  readonly y: Float64Array;
  readonly columns: Columns;
}

/** The best cut of one node so far. */
export class Cut {
  feature = -1;
  /** Σ²/weight of both sides, to be maximised. */
  score: number = Number.NEGATIVE_INFINITY;
  /** Neighbours between which an ordered cut falls; `high` is Infinity when all active go left. */
  low = 0;
  high = 0;
  inactiveLeft = false;
  /** Categories that go left; others that occur go right. */
  readonly mask: Uint32Array;

  constructor(words: number) {
    this.mask = new Uint32Array(words);
  }

  clear(): void {
    this.feature = -1;
    this.score = Number.NEGATIVE_INFINITY;
  }
}

/** Finds cuts; keeps its work arrays from node to node. */
export class Splitter {
  readonly #sample: Sample;
  readonly #weights: Float64Array;
  readonly #minLeaf: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;
  readonly #order: number[] = [];

  /** @param weights - how often each row is in the tree's sample, shape [n] */
  constructor(sample: Sample, weights: Float64Array, minLeaf: number) {
    this.#sample = sample;
    this.#weights = weights;
    this.#minLeaf = minLeaf;
    const most = sample.columns.categories.reduce((a, b) => Math.max(a, b), 0) + 1;
    this.#sums = new Float64Array(most);
    this.#counts = new Float64Array(most);
  }

  /** Improves `cut` by splits of an ordered column. @param members - rows of the node by rising input, inactive ones last */
  ordered(cut: Cut, feature: number, members: Int32Array, total: number, weight: number): void {
    const { x, y, columns } = this.#sample;
    const d = columns.count;
    let sum = 0;
    let count = 0;
    let active = members.length;
    let idleSum = 0;
    let idleCount = 0;
    while (active > 0 && Number.isNaN(x[members[active - 1]! * d + feature]!)) {
      active--;
      const row = members[active]!;
      idleSum += this.#weights[row]! * y[row]!;
      idleCount += this.#weights[row]!;
    }
    if (active === 0) return;
    for (let i = 0; i < active; i++) {
      const row = members[i]!;
      sum += this.#weights[row]! * y[row]!;
      count += this.#weights[row]!;
      const here = x[row * d + feature]!;
      const next = i + 1 < active ? x[members[i + 1]! * d + feature]! : Number.POSITIVE_INFINITY;
      if (next <= here) continue;
      if (this.#offer(cut, sum, count, total, weight)) {
        take(cut, feature, here, next, false);
      }
      if (
        idleCount > 0 &&
        i + 1 < active &&
        this.#offer(cut, sum + idleSum, count + idleCount, total, weight)
      ) {
        take(cut, feature, here, next, true);
      }
    }
  }

  /** Improves `cut` by splits of a column of categories: in the order of their means one of the best sets is a prefix (Fisher 1958). */
  unordered(cut: Cut, feature: number, members: Int32Array, total: number, weight: number): void {
    const { x, y, columns } = this.#sample;
    const d = columns.count;
    const inactive = columns.categories[feature]!;
    this.#sums.fill(0, 0, inactive + 1);
    this.#counts.fill(0, 0, inactive + 1);
    for (const row of members) {
      const input = x[row * d + feature]!;
      const category = Number.isNaN(input) ? inactive : input;
      this.#sums[category]! += this.#weights[row]! * y[row]!;
      this.#counts[category]! += this.#weights[row]!;
    }
    const order = this.#order;
    order.length = 0;
    for (let c = 0; c <= inactive; c++) if (this.#counts[c]! > 0) order.push(c);
    if (order.length < 2) return;
    order.sort((a, b) => this.#sums[a]! / this.#counts[a]! - this.#sums[b]! / this.#counts[b]! || a - b);
    let sum = 0;
    let count = 0;
    for (let k = 0; k + 1 < order.length; k++) {
      sum += this.#sums[order[k]!]!;
      count += this.#counts[order[k]!]!;
      if (!this.#offer(cut, sum, count, total, weight)) continue;
      take(cut, feature, 0, 0, false);
      cut.mask.fill(0);
      for (let j = 0; j <= k; j++) {
        const category = order[j]!;
        if (category === inactive) cut.inactiveLeft = true;
        else cut.mask[category >>> 5]! |= 1 << (category & 31);
      }
    }
  }

  #offer(cut: Cut, sum: number, count: number, total: number, weight: number): boolean {
    const rest = weight - count;
    if (count < this.#minLeaf || rest < this.#minLeaf) return false;
    const score = (sum * sum) / count + ((total - sum) * (total - sum)) / rest;
    if (!(score > cut.score)) return false;
    cut.score = score;
    return true;
  }
}

function take(cut: Cut, feature: number, low: number, high: number, inactiveLeft: boolean): void {
  cut.feature = feature;
  cut.low = low;
  cut.high = high;
  cut.inactiveLeft = inactiveLeft;
}
