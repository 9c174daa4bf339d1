import { minimizeBounded } from '../../math/optimise/lbfgsb.ts';
import type { RandomStream } from '../../math/random.ts';
import type { Encoder } from '../../model/encoder.ts';
import { sameRow } from '../../space/row-lookup.ts';
import type { Space } from '../../space/space.ts';
import { rowOfUnit } from '../draw.ts';
import type { Box } from './trust-region.ts';

/** What is maximised over configurations, on encoded points of shape [count, dimensions]. */
export interface Score {
  values(points: Float64Array, count: number): Float64Array;
  /** Fills values (shape [count]) and derivatives by ordered dimensions (shape [count, dimensions]). */
  withSlopes(points: Float64Array, count: number, values: Float64Array, slopes: Float64Array): void;
}

export interface SearchProblem {
  readonly space: Space;
  readonly encoder: Encoder;
  readonly score: Score;
  readonly random: RandomStream;
  /** Good configurations to search around, in [0, 1] with numbers everywhere; best first. */
  readonly centres: readonly Float64Array[];
  readonly fixed: Float64Array | undefined;
  /** Whether a configuration may be suggested. */
  readonly allowed: (row: Float64Array) => boolean;
  readonly box: Box;
  /** Added to the score. */
  readonly bonus: ((row: Float64Array) => number) | undefined;
}

interface Candidate {
  /** Numbers in [0, 1] for every dimension, also those that are inactive. */
  readonly unit: Float64Array;
  readonly row: Float64Array;
  value: number;
}

/** Finite dimensions with at most so many values are searched value by value, others by gradient. */
const FEW = 24;
const DRAWS = 256;
const MUTATIONS = 128;
const STARTS = 6;
const ROUNDS = 12;
const TURNS = 3;

/**
 * A configuration with a high score: the best of random and mutated ones, improved by turns of coordinate search over
 * the finite dimensions and L-BFGS over the others. Undefined when none satisfies the constraints and is allowed.
 * @see Ament et al. 2023 for gradients of log EI; the mixed search follows Optuna's GPSampler in its alternation
 */
export function searchScore(problem: SearchProblem): Float64Array | undefined {
  const { space, random, centres } = problem;
  const { low, high } = problem.box;
  const d = space.dimensions.length;
  const pool = new Pool(problem);
  for (let i = 0; i < DRAWS; i++) {
    pool.offer(Float64Array.from({ length: d }, (_, k) => low[k]! + (high[k]! - low[k]!) * random.uniform()));
  }
  for (let i = 0; i < MUTATIONS && centres.length > 0; i++) {
    const parent = centres[Math.min(Math.floor(centres.length * random.uniform() ** 2), centres.length - 1)]!;
    const unit = mutated(space, parent, random);
    pool.offer(unit.map((u, k) => Math.min(high[k]!, Math.max(low[k]!, u))));
  }
  let current = pool.best(STARTS);
  if (current.length === 0) return undefined;
  for (let turn = 0; turn < TURNS; turn++) {
    const smooth = climb(problem, current).sort(byValue);
    const before = smooth[0]!.value;
    current = coordinates(problem, smooth).sort(byValue);
    if (!(current[0]!.value > before + 1e-6)) break;
  }
  return current[0]!.row;
}

function byValue(a: Candidate, b: Candidate): number {
  return b.value - a.value;
}

function mutated(space: Space, parent: Float64Array, random: RandomStream): Float64Array {
  const unit = parent.slice();
  const rate = Math.max(1 / unit.length, 0.2);
  const sure = random.integer(unit.length);
  for (const { index, domain } of space.dimensions) {
    if (index !== sure && random.uniform() > rate) continue;
    if (!domain.ordered) unit[index] = random.uniform();
    else {
      const step = Math.max(random.uniform() < 0.5 ? 0.05 : 0.2, 1 / domain.cardinality);
      unit[index] = reflect(unit[index]! + step * random.normal());
    }
  }
  return unit;
}

function reflect(u: number): number {
  const v = Math.abs(u);
  return v > 1 ? Math.max(0, 2 - v) : v;
}

/** What the search begins with. */
class Pool {
  private readonly problem: SearchProblem;
  private readonly candidates: Candidate[] = [];

  constructor(problem: SearchProblem) {
    this.problem = problem;
  }

  offer(unit: Float64Array): void {
    const { space, fixed, allowed } = this.problem;
    const row = rowOfUnit(space, unit, fixed);
    if (space.satisfies(row) && allowed(row)) this.candidates.push({ unit, row, value: Number.NaN });
  }

  /** The best ones, no two alike. */
  best(count: number): Candidate[] {
    evaluate(this.problem, this.candidates);
    this.candidates.sort(byValue);
    const found: Candidate[] = [];
    for (const candidate of this.candidates) {
      if (found.length === count) break;
      if (!found.some(({ row }) => sameRow(row, candidate.row))) found.push(candidate);
    }
    return found;
  }
}

function evaluate(problem: SearchProblem, candidates: readonly Candidate[]): void {
  const { encoder, score, bonus } = problem;
  const d = encoder.dimensions;
  const points = new Float64Array(candidates.length * d);
  candidates.forEach(({ row }, i) => {
    encoder.encode(row, 1, points, i * d);
  });
  const values = score.values(points, candidates.length);
  candidates.forEach((candidate, i) => {
    candidate.value = values[i]! + (bonus?.(candidate.row) ?? 0);
  });
}

/** Coordinate search over finite dimensions, all starts at once. */
function coordinates(problem: SearchProblem, starts: readonly Candidate[]): Candidate[] {
  const { space, fixed, allowed } = problem;
  const { low, high } = problem.box;
  const current = [...starts];
  let moving = current.map((_, i) => i);
  for (let round = 0; round < ROUNDS && moving.length > 0; round++) {
    const neighbours: Candidate[] = [];
    const owners: number[] = [];
    for (const i of moving) {
      const { unit, row } = current[i]!;
      for (const { index, domain } of space.dimensions) {
        if (Number.isNaN(row[index]!) || domain.cardinality === 1 || domain.cardinality === Infinity)
          continue;
        if (fixed !== undefined && !Number.isNaN(fixed[index]!)) continue;
        const here = domain.indexOf(row[index]!);
        const all = domain.cardinality <= FEW;
        const count = all ? domain.cardinality : 2;
        for (let k = 0; k < count; k++) {
          const there = all ? k : here + 2 * k - 1;
          if (there === here || there < 0 || there >= domain.cardinality) continue;
          const next = unit.slice();
          const u = domain.toUnit(domain.nth(there));
          if (u < low[index]! || u > high[index]!) continue;
          next[index] = u;
          const nextRow = rowOfUnit(space, next, fixed);
          if (!space.satisfies(nextRow) || !allowed(nextRow)) continue;
          neighbours.push({ unit: next, row: nextRow, value: Number.NaN });
          owners.push(i);
        }
      }
    }
    evaluate(problem, neighbours);
    const moved = new Set<number>();
    neighbours.forEach((candidate, k) => {
      const i = owners[k]!;
      if (candidate.value > current[i]!.value) {
        current[i] = candidate;
        moved.add(i);
      }
    });
    moving = moving.filter((i) => moved.has(i));
  }
  return current;
}

/** L-BFGS over the dimensions with many values; the rest stay. */
function climb(problem: SearchProblem, starts: readonly Candidate[]): Candidate[] {
  const { space, encoder, score, fixed, allowed } = problem;
  const d = encoder.dimensions;
  const free = space.dimensions.filter(
    ({ index, domain }) =>
      domain.ordered && domain.cardinality > FEW && (fixed === undefined || Number.isNaN(fixed[index]!)),
  );
  if (free.length === 0) return [...starts];
  const count = starts.length;
  const m = free.length;
  const encoded = new Float64Array(count * d);
  const units = new Float64Array(count * m);
  starts.forEach(({ row, unit }, i) => {
    encoder.encode(row, 1, encoded, i * d);
    free.forEach(({ index }, k) => {
      units[i * m + k] = unit[index]!;
    });
  });
  const points = new Float64Array(count * d);
  const values = new Float64Array(count);
  const slopes = new Float64Array(count * d);
  const { points: found } = minimizeBounded(
    (moved, n, losses, gradients, which) => {
      for (let p = 0; p < n; p++) {
        const start = which[p]!;
        points.set(encoded.subarray(start * d, (start + 1) * d), p * d);
        free.forEach(({ index }, k) => {
          if (!Number.isNaN(starts[start]!.row[index]!)) points[p * d + index] = moved[p * m + k]!;
        });
      }
      score.withSlopes(points, n, values, slopes);
      for (let p = 0; p < n; p++) {
        losses[p] = -values[p]!;
        free.forEach(({ index }, k) => {
          const active = !Number.isNaN(starts[which[p]!]!.row[index]!);
          gradients[p * m + k] = active ? -slopes[p * d + index]! : 0;
        });
      }
    },
    units,
    Float64Array.from(free, ({ index }) => problem.box.low[index]!),
    Float64Array.from(free, ({ index }) => problem.box.high[index]!),
    { iterations: 20, gradientTolerance: 1e-3, valueTolerance: 1e-5 },
  );
  const improved: Candidate[] = [];
  starts.forEach((start, i) => {
    const unit = start.unit.slice();
    free.forEach(({ index }, k) => {
      unit[index] = found[i * m + k]!;
    });
    const row = rowOfUnit(space, unit, fixed);
    if (space.satisfies(row) && allowed(row)) improved.push({ unit, row, value: Number.NaN });
    else improved.push(start);
  });
  evaluate(problem, improved);
  return improved.map((candidate, i) => (candidate.value > starts[i]!.value ? candidate : starts[i]!));
}
