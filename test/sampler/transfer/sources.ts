import { stream } from '../../../src/math/random.ts';
import { drawFeasible } from '../../../src/sampler/draw.ts';
import type { Problem, SamplerAlgorithm, Transferred } from '../../../src/sampler/port.ts';
import { transferSampler } from '../../../src/sampler/transfer/transfer.ts';
import type { Space } from '../../../src/space/space.ts';

/** An earlier study of random configurations, in the order of a score; low is good. */
export function earlierStudy(
  space: Space,
  score: (unit: Float64Array) => number,
  options: { readonly source?: string; readonly trials?: number; readonly known?: Uint8Array } = {},
): Transferred {
  const { source = 'earlier', trials = 60 } = options;
  const random = stream(11, source);
  const rows = Array.from({ length: trials }, () => drawFeasible(space, random)!);
  const scores = rows.map((row) => score(space.toUnit(row)));
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const ranks = new Float64Array(trials);
  order.forEach((i, place) => {
    ranks[i] = place / Math.max(1, trials - 1);
  });
  const width = space.dimensions.length;
  const flat = new Float64Array(trials * width);
  rows.forEach((row, i) => {
    flat.set(row, i * width);
  });
  return { source, known: options.known ?? new Uint8Array(width).fill(1), rows: flat, ranks };
}

/** Sum of squares around a centre over the active dimensions. */
export function bowlAt(centre: number): (unit: Float64Array) => number {
  return (unit) => unit.reduce((sum, u) => (Number.isNaN(u) ? sum : sum + (u - centre) ** 2), 0);
}

/** A sampler that knows of studies, whatever the space. */
export function knowing(
  inner: SamplerAlgorithm,
  studies: (problem: Problem) => readonly Transferred[],
): SamplerAlgorithm {
  const algorithm = transferSampler(inner);
  return {
    ...algorithm,
    create: (problem) => algorithm.create({ ...problem, transferred: studies(problem) }),
  };
}
