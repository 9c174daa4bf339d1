import type { RandomStream } from '../../math/random.ts';
import type { Nodes } from './nodes.ts';
import { Cut, type Sample, Splitter } from './split.ts';

export interface TreeOptions {
  /** Least weight of a node that is split. */
  readonly minSplit: number;
  /** Least weight of a leaf. */
  readonly minLeaf: number;
  readonly maxDepth: number;
  /** How many columns a node looks at. */
  readonly features: number;
}

/** Rows by rising input for each column, inactive ones last, shape [columns, n]. Made once a forest. */
export function presort(sample: Sample): Int32Array {
  const { x, y, columns } = sample;
  const n = y.length;
  const sorted = new Int32Array(columns.count * n);
  for (let f = 0; f < columns.count; f++) {
    const order = sorted.subarray(f * n, (f + 1) * n);
    for (let i = 0; i < n; i++) order[i] = i;
    order.sort((a, b) => {
      const p = x[a * columns.count + f]!;
      const q = x[b * columns.count + f]!;
      if (Number.isNaN(p)) return Number.isNaN(q) ? a - b : 1;
      return Number.isNaN(q) ? -1 : p - q || a - b;
    });
  }
  return sorted;
}

/**
 * Grows one regression tree and returns its root. The sorted rows of every column are parted at each cut and stay
 * sorted, so a level costs O(columns × rows) and nothing is sorted again.
 * @param presorted - from {@link presort}
 * @param weights - how often each row is in the tree's sample, shape [n]
 */
export function growTree(
  nodes: Nodes,
  sample: Sample,
  presorted: Int32Array,
  weights: Float64Array,
  options: TreeOptions,
  random: RandomStream,
): number {
  const { x, y, columns } = sample;
  const d = columns.count;
  const all = y.length;
  let n = 0;
  for (let i = 0; i < all; i++) if (weights[i]! > 0) n++;
  const sorted = new Int32Array(d * n);
  for (let f = 0, k = 0; f < d; f++) {
    for (let i = 0; i < all; i++) {
      const row = presorted[f * all + i]!;
      if (weights[row]! > 0) sorted[k++] = row;
    }
  }
  const splitter = new Splitter(sample, weights, options.minLeaf);
  const cut = new Cut(nodes.words);
  const spare = new Int32Array(n);
  const side = new Uint8Array(all);
  const order = random.permutation(d);

  const root = nodes.add(1);
  const stack: [node: number, from: number, to: number, depth: number][] = [[root, 0, n, 0]];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const [node, from, to, depth] = entry;
    let weight = 0;
    let total = 0;
    let squares = 0;
    for (let i = from; i < to; i++) {
      const row = sorted[i]!;
      weight += weights[row]!;
      total += weights[row]! * y[row]!;
      squares += weights[row]! * y[row]! * y[row]!;
    }
    nodes.feature[node] = -1;
    nodes.mean[node] = total / weight;
    nodes.variance[node] = Math.max(0, squares / weight - (total / weight) ** 2);
    if (weight < options.minSplit || depth >= options.maxDepth || nodes.variance[node]! < 1e-14) continue;

    cut.clear();
    random.shuffle(order);
    for (let k = 0; k < d && (k < options.features || cut.feature < 0); k++) {
      const feature = order[k]!;
      const members = sorted.subarray(feature * n + from, feature * n + to);
      if (columns.categories[feature] === 0) splitter.ordered(cut, feature, members, total, weight);
      else splitter.unordered(cut, feature, members, total, weight);
    }
    if (cut.feature < 0) continue;

    const left = nodes.add(2);
    nodes.feature[node] = cut.feature;
    nodes.left[node] = left;
    nodes.threshold[node] = between(cut.low, cut.high, random.uniform());
    nodes.inactiveLeft[node] = cut.inactiveLeft ? 1 : 0;
    nodes.mask.set(cut.mask, node * nodes.words);

    let lefts = 0;
    let leftWeight = 0;
    let idle = false;
    for (let i = from; i < to; i++) {
      const row = sorted[i]!;
      const input = x[row * d + cut.feature]!;
      const goes = nodes.goesLeft(node, columns.categories, input);
      side[row] = goes ? 1 : 0;
      idle ||= Number.isNaN(input);
      if (!goes) continue;
      lefts++;
      leftWeight += weights[row]!;
    }
    sendUnseen(nodes, node, sample, sorted.subarray(from, to), 2 * leftWeight >= weight, idle);
    for (let f = 0; f < d; f++) {
      let l = f * n + from;
      let r = 0;
      for (let i = f * n + from; i < f * n + to; i++) {
        const row = sorted[i]!;
        if (side[row] === 1) sorted[l++] = row;
        else spare[r++] = row;
      }
      sorted.set(spare.subarray(0, r), l);
    }
    stack.push([left, from, from + lefts, depth + 1], [left + 1, from + lefts, to, depth + 1]);
  }
  return root;
}

/** A cut drawn between two neighbours, the lower one included (a random place makes the mean of the trees smoother). */
function between(low: number, high: number, share: number): number {
  if (high === Number.POSITIVE_INFINITY) return high;
  const place = low + share * (high - low);
  return place < high ? place : low;
}

/** What the node never saw (a category, inactivity) goes with the heavier side. */
function sendUnseen(
  nodes: Nodes,
  node: number,
  sample: Sample,
  members: Int32Array,
  heavierLeft: boolean,
  sawInactive: boolean,
): void {
  if (!heavierLeft) return;
  if (!sawInactive) nodes.inactiveLeft[node] = 1;
  const feature = nodes.feature[node]!;
  const { x, columns } = sample;
  const categories = columns.categories[feature]!;
  if (categories === 0) return;
  const mask = nodes.mask.subarray(node * nodes.words, (node + 1) * nodes.words);
  const seen = new Uint8Array(categories);
  for (const row of members) {
    const input = x[row * columns.count + feature]!;
    if (!Number.isNaN(input)) seen[input] = 1;
  }
  for (let c = 0; c < categories; c++) if (seen[c] === 0) mask[c >>> 5]! |= 1 << (c & 31);
}
