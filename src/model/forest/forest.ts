import type { RandomStream } from '../../math/random.ts';
import { growTree, presort } from './grow.ts';
import { Nodes } from './nodes.ts';
import type { Columns } from './table.ts';

export interface ForestOptions {
  /** @defaultValue 64 */
  readonly trees?: number;
  /** Least number of rows of a node that is split. @defaultValue 3 */
  readonly minSplit?: number;
  /** Least number of rows in a leaf. @defaultValue 1 */
  readonly minLeaf?: number;
  /** @defaultValue 64 */
  readonly maxDepth?: number;
  /** Share of the columns that each node looks at, in (0, 1]. @defaultValue 5/6 */
  readonly featureShare?: number;
}

/**
 * Fits a random regression forest: each tree on its own bootstrap sample, cuts by least squares, inactive inputs as a
 * branch of their own, categories cut into any two sets.
 * @param columns - what the inputs hold
 * @param x - inputs, shape [n, columns.count], NaN where inactive
 * @param y - targets, shape [n], finite, n ≥ 1
 * @param random - the forest is a function of the arguments and this stream
 * @remarks O(trees × columns × n × depth) after one sort a column. Holds for targets up to ±1e308.
 * @see L. Breiman 2001, doi:10.1023/A:1010933404324; F. Hutter et al. 2014, doi:10.1016/j.artint.2013.10.003 (the variance)
 */
export function fitForest(
  columns: Columns,
  x: Float64Array,
  y: Float64Array,
  options: ForestOptions,
  random: RandomStream,
): Forest {
  const { trees = 64, minSplit = 3, minLeaf = 1, maxDepth = 64, featureShare = 5 / 6 } = options;
  const n = y.length;
  if (n === 0 || x.length !== n * columns.count) {
    throw new RangeError(`${n} targets need ${n} rows of ${columns.count} inputs, not ${x.length} numbers`);
  }
  const scale = scaleOf(y);
  const sample = { x, y: y.map((value) => (value / 2 - scale.centre) / scale.half), columns };
  const presorted = presort(sample);
  const words = Math.max(1, (columns.categories.reduce((a, b) => Math.max(a, b), 0) + 31) >>> 5);
  const nodes = new Nodes(words);
  const roots = new Int32Array(trees);
  const weights = new Float64Array(n);
  const unseen = new Float64Array(n);
  const unseenTrees = new Int32Array(n);
  const limits = {
    minSplit,
    minLeaf,
    maxDepth,
    features: Math.max(1, Math.ceil(featureShare * columns.count)),
  };
  for (let t = 0; t < trees; t++) {
    weights.fill(0);
    for (let i = 0; i < n; i++) weights[random.integer(n)]! += 1;
    const root = growTree(nodes, sample, presorted, weights, limits, random);
    roots[t] = root;
    for (let i = 0; i < n; i++) {
      if (weights[i]! > 0) continue;
      unseen[i]! += nodes.mean[nodes.leaf(root, columns.categories, x, i * columns.count)]!;
      unseenTrees[i]!++;
    }
  }
  const outOfBag = unseen.map((sum, i) =>
    unseenTrees[i] === 0 ? Number.NaN : scale.back(sum / unseenTrees[i]!),
  );
  return new Forest(columns, nodes, roots, scale, outOfBag);
}

/** Made by {@link fitForest}. */
export class Forest {
  readonly columns: Columns;
  /** For each row of the fit, the mean of the trees that did not see it; NaN if all did. Shape [n]. */
  readonly outOfBag: Float64Array;
  readonly #nodes: Nodes;
  readonly #roots: Int32Array;
  readonly #scale: Scale;

  constructor(columns: Columns, nodes: Nodes, roots: Int32Array, scale: Scale, outOfBag: Float64Array) {
    this.columns = columns;
    this.#nodes = nodes;
    this.#roots = roots;
    this.#scale = scale;
    this.outOfBag = outOfBag;
  }

  /**
   * Means and variances at many inputs: the mean over the trees, and the variance between the trees plus the mean
   * variance within their leaves (law of total variance).
   * @param x - shape [n, columns.count]
   * @param means - written, shape [n], in the units of the targets
   * @param variances - written, shape [n], in squared units, ≥ 0
   * @remarks O(n × trees × depth), no allocation.
   */
  predict(x: Float64Array, means: Float64Array, variances?: Float64Array): void {
    const nodes = this.#nodes;
    const roots = this.#roots;
    const { categories, count } = this.columns;
    const width = 2 * this.#scale.half;
    for (let i = 0; i < means.length; i++) {
      let sum = 0;
      let squares = 0;
      let within = 0;
      for (let t = 0; t < roots.length; t++) {
        const leaf = nodes.leaf(roots[t]!, categories, x, i * count);
        const mean = nodes.mean[leaf]!;
        sum += mean;
        squares += mean * mean;
        within += nodes.variance[leaf]!;
      }
      const mean = sum / roots.length;
      means[i] = this.#scale.back(mean);
      if (variances === undefined) continue;
      variances[i] =
        (Math.max(0, squares / roots.length - mean * mean) + within / roots.length) * width * width;
    }
  }
}

/** Targets as (y/2 - centre) / half, in [-1, 1]. Halves, because the range itself may be infinite. */
interface Scale {
  readonly centre: number;
  readonly half: number;
  back(scaled: number): number;
}

function scaleOf(y: Float64Array): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of y) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const centre = low / 4 + high / 4;
  const half = high / 4 - low / 4 || 1;
  return { centre, half, back: (scaled) => 2 * (centre + half * scaled) };
}
