import { columnsToUnit } from './pareto.ts';

/**
 * Volume that points dominate within a box, for minimisation; exact.
 * @param values - shape [n, m]; points outside the box do not count
 * @param reference - upper corner of the box, shape [m], m ≥ 1
 * @remarks O(n log n) for m ≤ 2; a sweep over a staircase for m = 3, O(n log n) and the moves of a sorted array; above,
 * the recursion of WFG, which loses an objective a level and is exponential in m at worst.
 * @see L. While, L. Bradstreet, L. Barone 2012, doi:10.1109/TEVC.2010.2077298
 */
export function hypervolume(values: Float64Array, reference: Float64Array): number {
  const m = reference.length;
  const inside = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += m) {
    let j = 0;
    while (j < m && values[i + j]! < reference[j]!) j++;
    if (j < m) continue;
    for (j = 0; j < m; j++) inside[n * m + j] = values[i + j]!;
    n++;
  }
  return volume(inside.subarray(0, n * m), m, reference);
}

/**
 * For each point the volume that only it dominates: what is lost without it. 0 for dominated, repeated and outside points.
 * @param values - shape [n, m]
 * @param reference - upper corner of the box, shape [m]
 * @returns shape [n]
 * @remarks n volumes of what the others take from a point's box.
 */
export function hypervolumeContributions(values: Float64Array, reference: Float64Array): Float64Array {
  const m = reference.length;
  const n = values.length / m;
  const work = new Float64Array(values.length);
  return Float64Array.from({ length: n }, (_, i) => {
    let k = 0;
    for (let j = 0; j < n; j++) {
      if (j !== i) work.set(values.subarray(j * m, j * m + m), m * k++);
    }
    return gain(values, i * m, work, k, m, reference);
  });
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
  const order = new Uint32Array(Math.min(count, n));
  const chosen = new Float64Array(order.length * m);
  const gains = Float64Array.from({ length: n }, (_, i) => gain(unit, i * m, chosen, 0, m, reference));
  const fresh = new Uint32Array(n);
  for (let k = 0; k < order.length; k++) {
    // Gains only shrink as points are chosen, so an outdated one is a bound.
    let best = argmax(gains);
    while (fresh[best] !== k) {
      gains[best] = gain(unit, best * m, chosen, k, m, reference);
      fresh[best] = k;
      best = argmax(gains);
    }
    order[k] = best;
    gains[best] = Number.NEGATIVE_INFINITY;
    chosen.set(unit.subarray(best * m, best * m + m), k * m);
  }
  return order;
}

/** Volume that the point `values[at …]` adds to the first `count` of `others`; 0 outside the box. */
function gain(
  values: Float64Array,
  at: number,
  others: Float64Array,
  count: number,
  m: number,
  reference: Float64Array,
): number {
  let box = 1;
  for (let j = 0; j < m; j++) {
    if (!(values[at + j]! < reference[j]!)) return 0;
    box *= reference[j]! - values[at + j]!;
  }
  const corners = new Float64Array(count * m);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < m; j++) corners[i * m + j] = Math.max(others[i * m + j]!, values[at + j]!);
  }
  return Math.max(0, box - hypervolume(corners, reference));
}

/** As {@link hypervolume}, for points inside the box. */
function volume(points: Float64Array, m: number, reference: Float64Array): number {
  if (points.length === 0) return 0;
  if (m === 1) return reference[0]! - points.reduce((a, b) => Math.min(a, b));
  if (m === 2) return area(points, reference);
  if (m === 3) return sweep(points, reference);
  return wfg(points, m, reference);
}

/** Row numbers by a column, highest or lowest first. */
function sortedBy(points: Float64Array, m: number, column: number, sign: 1 | -1): Uint32Array {
  const order = Uint32Array.from({ length: points.length / m }, (_, i) => i);
  return order.sort((a, b) => sign * (points[a * m + column]! - points[b * m + column]!) || a - b);
}

function area(points: Float64Array, reference: Float64Array): number {
  const [right = 0, height = 0] = reference;
  let sum = 0;
  let top = height;
  for (const i of sortedBy(points, 2, 0, 1)) {
    const y = points[2 * i + 1]!;
    if (y >= top) continue;
    sum += (right - points[2 * i]!) * (top - y);
    top = y;
  }
  return sum;
}

/** Slices by rising third objective; the area under them is kept as a staircase, x rising and y falling. */
function sweep(points: Float64Array, reference: Float64Array): number {
  const [right = 0, height = 0, depth = 0] = reference;
  const xs: number[] = [];
  const ys: number[] = [];
  let area = 0;
  let sum = 0;
  let last = 0;
  for (const i of sortedBy(points, 3, 2, 1)) {
    const [x, y, z] = [points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!];
    sum += area * (z - last);
    last = z;
    let low = 0;
    let high = xs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (xs[middle]! < x) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && ys[low - 1]! <= y) continue;
    if (xs[low] === x && ys[low]! <= y) continue;
    // From x on, the steps down to y are new; the points whose y is not lower are dominated now.
    let end = low;
    let from = x;
    let top = low > 0 ? ys[low - 1]! : height;
    for (; end < xs.length && ys[end]! >= y; end++) {
      area += (xs[end]! - from) * (top - y);
      from = xs[end]!;
      top = ys[end]!;
    }
    area += ((end < xs.length ? xs[end]! : right) - from) * (top - y);
    xs.splice(low, end - low, x);
    ys.splice(low, end - low, y);
  }
  return sum + area * (depth - last);
}

/** Each point adds its box less what the later ones take; sorted by the last objective, they all reach over its whole depth. */
function wfg(points: Float64Array, m: number, reference: Float64Array): number {
  const order = sortedBy(points, m, m - 1, -1);
  const less = m - 1;
  const rest = reference.subarray(0, less);
  const corners = new Float64Array(points.length);
  let sum = 0;
  for (let k = 0; k < order.length; k++) {
    const at = order[k]! * m;
    let box = 1;
    for (let j = 0; j < less; j++) box *= reference[j]! - points[at + j]!;
    let count = 0;
    for (let l = k + 1; l < order.length; l++) {
      const other = order[l]! * m;
      for (let j = 0; j < less; j++) {
        corners[count * less + j] = Math.max(points[at + j]!, points[other + j]!);
      }
      count = insert(corners, count, less);
    }
    const taken = volume(corners.subarray(0, count * less), less, rest);
    sum += (reference[less]! - points[at + less]!) * (box - taken);
  }
  return sum;
}

/** Keeps the first `count` rows and the one after them free of dominated ones; returns how many stay. */
function insert(rows: Float64Array, count: number, m: number): number {
  const at = count * m;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    let lower = false;
    let higher = false;
    for (let j = 0; j < m; j++) {
      const difference = rows[i * m + j]! - rows[at + j]!;
      lower ||= difference < 0;
      higher ||= difference > 0;
    }
    // Nothing was removed before this: what the new row dominates, a row that dominates it would dominate too.
    if (!higher) return count;
    if (!lower) continue;
    if (kept < i) rows.copyWithin(kept * m, i * m, i * m + m);
    kept++;
  }
  rows.copyWithin(kept * m, at, at + m);
  return kept + 1;
}

function argmax(numbers: Float64Array): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! > numbers[best]!) best = i;
  return best;
}
