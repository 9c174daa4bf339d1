/**
 * Non-domination ranks for minimisation: 0 for points that none dominates, 1 for those that only points of rank 0
 * dominate, and so on. Equal points share a rank.
 * @param values - finite, shape [n, m]
 * @returns shape [n]
 * @remarks Points are sorted and each goes to the first front without a dominator (binary search over the fronts): at worst O(m n²),
 * O(n log n) for one and two objectives.
 * @see Zhang et al. 2015, doi:10.1109/TEVC.2014.2308305 (ENS-BS)
 */
export function nonDominatedRanks(values: Float64Array, m: number): Uint32Array {
  const n = values.length / m;
  const order = lexicographic(values, m);
  const ranks = new Uint32Array(n);
  const fronts: number[][] = [];
  let before = -1;
  for (const i of order) {
    if (before >= 0 && compare(values, m, before, i) === 0) {
      ranks[i] = ranks[before]!;
    } else {
      let low = 0;
      let high = fronts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (frontDominates(values, m, fronts[middle]!, i)) low = middle + 1;
        else high = middle;
      }
      ranks[i] = low;
      if (low === fronts.length) fronts.push([i]);
      // With two objectives the last point of a front is the one that decides.
      else if (m <= 2) fronts[low] = [i];
      else fronts[low]!.push(i);
    }
    before = i;
  }
  return ranks;
}

function lexicographic(values: Float64Array, m: number): Uint32Array {
  const order = Uint32Array.from({ length: values.length / m }, (_, i) => i);
  return order.sort((a, b) => compare(values, m, a, b) || a - b);
}

function compare(values: Float64Array, m: number, a: number, b: number): number {
  for (let j = 0; j < m; j++) {
    const x = values[a * m + j]!;
    const y = values[b * m + j]!;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function frontDominates(values: Float64Array, m: number, front: readonly number[], i: number): boolean {
  for (let f = front.length - 1; f >= 0; f--) {
    let j = 0;
    while (j < m && values[front[f]! * m + j]! <= values[i * m + j]!) j++;
    if (j === m) return true;
  }
  return false;
}

/**
 * Values in [0, 1] by column, lowest to highest; 0 where a column is constant. Safe at the ends of the number range.
 * @param values - finite, shape [n, m]
 */
export function columnsToUnit(values: Float64Array, m: number): Float64Array {
  const unit = new Float64Array(values.length);
  for (let j = 0; j < m; j++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = j; i < values.length; i += m) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
    // Halves, because the range itself may be infinite.
    const range = high / 2 - low / 2;
    if (!(range > 0)) continue;
    for (let i = j; i < values.length; i += m) unit[i] = Math.min(1, (values[i]! / 2 - low / 2) / range);
  }
  return unit;
}
