/** Disjoint boxes of objective space, shape [count, objectives] each; lows may be -Infinity. */
export interface Boxes {
  readonly count: number;
  readonly objectives: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Cuts what no point of a front dominates, below a reference, into boxes: slices along the last objective, each cut
 * along the others in turn. With one objective it is everything below the best value.
 * @param front - points to minimise, shape [n][objectives]; dominated ones do no harm
 * @param reference - worst values of interest, shape [objectives]
 * @remarks O(n^(objectives - 1)) boxes.
 */
export function undominatedBoxes(front: readonly Float64Array[], reference: Float64Array): Boxes {
  const m = reference.length;
  const low: number[] = [];
  const high: number[] = [];
  const from = new Float64Array(m).fill(-Infinity);
  const to = reference.slice();

  function slice(points: readonly Float64Array[], axis: number): void {
    if (axis === 0) {
      let end = reference[0]!;
      for (const point of points) end = Math.min(end, point[0]!);
      low.push(-Infinity, ...from.subarray(1));
      high.push(end, ...to.subarray(1));
      return;
    }
    const sorted = points.filter((p) => p[axis]! < reference[axis]!).sort((a, b) => a[axis]! - b[axis]!);
    for (let k = 0; k <= sorted.length; k++) {
      from[axis] = k === 0 ? -Infinity : sorted[k - 1]![axis]!;
      to[axis] = k === sorted.length ? reference[axis]! : sorted[k]![axis]!;
      if (to[axis]! > from[axis]!) slice(sorted.slice(0, k), axis - 1);
    }
  }

  slice(front, m - 1);
  return {
    count: high.length / m,
    objectives: m,
    low: Float64Array.from(low),
    high: Float64Array.from(high),
  };
}
