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

/**
 * Volume that points dominate within a box, for minimisation.
 * @param values - shape [n, m]; points outside the box do not count
 * @param reference - upper corner of the box, shape [m]
 * @remarks Sweep for m ≤ 2, else the recursion of WFG (While et al. 2012), exponential in m at worst.
 */
export function hypervolume(values: Float64Array, reference: Float64Array): number {
  const m = reference.length;
  const points: Float64Array[] = [];
  for (let i = 0; i < values.length; i += m) {
    const point = values.subarray(i, i + m);
    if (point.every((x, j) => x < reference[j]!)) points.push(point);
  }
  return volume(points, reference);
}

function volume(points: Float64Array[], reference: Float64Array): number {
  if (points.length === 0) return 0;
  if (reference.length === 1) return reference[0]! - Math.min(...points.map((p) => p[0]!));
  points.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  if (reference.length === 2) {
    let sum = 0;
    let top = reference[1]!;
    for (const point of points) {
      if (point[1]! >= top) continue;
      sum += (reference[0]! - point[0]!) * (top - point[1]!);
      top = point[1]!;
    }
    return sum;
  }
  let sum = 0;
  for (let i = 0; i < points.length; i++) sum += exclusive(points[i]!, points, i + 1, reference);
  return sum;
}

/** Volume that a point adds to `others[from …]`. */
function exclusive(
  point: Float64Array,
  others: readonly Float64Array[],
  from: number,
  reference: Float64Array,
): number {
  let box = 1;
  for (let j = 0; j < reference.length; j++) box *= reference[j]! - point[j]!;
  const limited: Float64Array[] = [];
  for (let i = from; i < others.length; i++) {
    const other = others[i]!;
    const corner = point.map((x, j) => Math.max(x, other[j]!));
    if (limited.some((kept) => kept.every((x, j) => x <= corner[j]!))) continue;
    limited.push(corner);
  }
  return box - volume(limited, reference);
}

/**
 * Chooses points one by one, each the one that adds most hypervolume to those before (at least 63 % of the best possible
 * volume of that many). Columns are scaled to [0, 1] first and the box ends at 1.1.
 * @param values - finite, shape [n, m]
 * @param count - how many to choose
 * @returns indices in the order of choice, shape [min(count, n)]; ties go to the lower index
 */
export function hypervolumeOrder(values: Float64Array, m: number, count: number): Uint32Array {
  const n = values.length / m;
  const unit = columnsToUnit(values, m);
  const reference = new Float64Array(m).fill(1.1);
  const point = (i: number): Float64Array => unit.subarray(i * m, i * m + m);
  const gains = Float64Array.from({ length: n }, (_, i) => exclusive(point(i), [], 0, reference));
  const fresh = new Uint32Array(n);
  const chosen: Float64Array[] = [];
  const order = new Uint32Array(Math.min(count, n));
  for (let k = 0; k < order.length; k++) {
    // Gains only shrink as points are chosen, so an outdated one is a bound.
    let best = argmax(gains);
    while (fresh[best] !== k) {
      gains[best] = exclusive(point(best), chosen, 0, reference);
      fresh[best] = k;
      best = argmax(gains);
    }
    order[k] = best;
    gains[best] = Number.NEGATIVE_INFINITY;
    chosen.push(point(best));
  }
  return order;
}

function argmax(numbers: Float64Array): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[best]!) best = i;
  return best;
}
