/**
 * The nodes of all trees of a forest as flat columns. Node i is a leaf when `feature[i]` is -1; else its children are
 * `left[i]` and `left[i] + 1`.
 */
export class Nodes {
  /** Words of 32 categories that a split on a category needs. */
  readonly words: number;
  count = 0;
  feature: Int32Array = new Int32Array(64);
  left: Int32Array = new Int32Array(64);
  /** Ordered splits: at most this goes left. */
  threshold: Float64Array = new Float64Array(64);
  /** Whether inactive goes left. */
  inactiveLeft: Uint8Array = new Uint8Array(64);
  /** Splits on categories: bit k says whether category k goes left, shape [nodes, words]. */
  mask: Uint32Array;
  /** Mean and variance of the targets in a leaf. */
  mean: Float64Array = new Float64Array(64);
  variance: Float64Array = new Float64Array(64);

  constructor(words: number) {
    this.words = words;
    this.mask = new Uint32Array(64 * words);
  }

  /** Room for `extra` more; returns the first. */
  add(extra: number): number {
    const first = this.count;
    this.count += extra;
    if (this.count > this.feature.length) {
      const size = Math.max(this.count, 2 * this.feature.length);
      this.feature = grown(this.feature, new Int32Array(size));
      this.left = grown(this.left, new Int32Array(size));
      this.threshold = grown(this.threshold, new Float64Array(size));
      this.inactiveLeft = grown(this.inactiveLeft, new Uint8Array(size));
      this.mask = grown(this.mask, new Uint32Array(size * this.words));
      this.mean = grown(this.mean, new Float64Array(size));
      this.variance = grown(this.variance, new Float64Array(size));
    }
    return first;
  }

  /** Whether an input goes left at a node that splits. */
  goesLeft(node: number, categories: Int32Array, input: number): boolean {
    if (Number.isNaN(input)) return this.inactiveLeft[node] === 1;
    if (categories[this.feature[node]!] === 0) return input <= this.threshold[node]!;
    return ((this.mask[node * this.words + (input >>> 5)]! >>> (input & 31)) & 1) === 1;
  }

  /** The leaf that inputs `x[offset …]` end in, from the node `root`. */
  leaf(root: number, categories: Int32Array, x: Float64Array, offset: number): number {
    const { feature, left, threshold } = this;
    let node = root;
    for (let f = feature[node]!; f >= 0; f = feature[node]!) {
      const input = x[offset + f]!;
      // The common case by hand: an active number.
      const goes =
        categories[f] === 0 && !Number.isNaN(input)
          ? input <= threshold[node]!
          : this.goesLeft(node, categories, input);
      node = left[node]! + (goes ? 0 : 1);
    }
    return node;
  }
}

function grown<T extends Int32Array | Float64Array | Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
