import { type Boxes, undominatedBoxes } from '../../model/acquisition/boxes.ts';

/** Trials that say what is usual. */
const OPENING = 10;
/** Points of a front that boxes are cut from, by number of objectives; more would make too many boxes. */
const MOST = [0, 1, 60, 20, 8, 5];

/**
 * The undominated boxes given feasible trials, by their posterior means rather than by what was seen, so that one
 * lucky measurement does not set the mark. Undefined without feasible trials.
 * @param means - shape [count] for each objective, the first trials first
 * @param central - with several objectives only what is better in each than the median of the first trials counts: the
 * middle of the front rather than its ends
 */
export function boxesOf(means: readonly Float64Array[], central: boolean): Boxes | undefined {
  const count = means[0]!.length;
  if (count === 0) return undefined;
  const points = Array.from({ length: count }, (_, i) => Float64Array.from(means, (mean) => mean[i]!));
  if (!central || means.length === 1) return boxesAround(points);
  const first = Math.min(count, OPENING);
  const medians = Float64Array.from(means, (mean) => mean.slice(0, first).sort()[first >> 1]!);
  const within = points.filter((point) => point.every((x, k) => x < medians[k]!));
  return undominatedBoxes(spread(undominated(within), MOST[means.length] ?? 4), medians);
}

/** The undominated boxes given points of objective space, at least one, all to be minimised and of moderate size. */
export function boxesAround(points: readonly Float64Array[]): Boxes {
  const m = points[0]!.length;
  const front = undominated(points);
  if (m === 1) return undominatedBoxes([], front[0]!);
  const ideal = new Float64Array(m).fill(Infinity);
  const reference = new Float64Array(m).fill(-Infinity);
  for (const point of front) {
    for (let k = 0; k < m; k++) {
      ideal[k] = Math.min(ideal[k]!, point[k]!);
      reference[k] = Math.max(reference[k]!, point[k]!);
    }
  }
  for (let k = 0; k < m; k++) reference[k] = reference[k]! + Math.max(0.1 * (reference[k]! - ideal[k]!), 0.1);
  return undominatedBoxes(spread(front, MOST[m] ?? 4), reference);
}

function undominated(points: readonly Float64Array[]): Float64Array[] {
  const sum = (p: Float64Array): number => p.reduce((total, x) => total + x, 0);
  const kept: Float64Array[] = [];
  for (const point of points.toSorted((a, b) => sum(a) - sum(b))) {
    if (!kept.some((other) => other.every((x, k) => x <= point[k]!))) kept.push(point);
  }
  return kept;
}

/** So many points, each the farthest from those before; the first is the best sum. */
function spread(front: readonly Float64Array[], most: number): readonly Float64Array[] {
  if (front.length <= most) return front;
  const picked = [front[0]!];
  const far = front.map((point) => distance(point, front[0]!));
  while (picked.length < most) {
    let next = 0;
    for (let i = 1; i < front.length; i++) if (far[i]! > far[next]!) next = i;
    picked.push(front[next]!);
    for (let i = 0; i < front.length; i++) far[i] = Math.min(far[i]!, distance(front[i]!, front[next]!));
  }
  return picked;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return sum;
}
