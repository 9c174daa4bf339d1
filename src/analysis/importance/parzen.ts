import { normalCdf } from '../../math/special/normal.ts';

const LEAST_BANDWIDTH = 0.5 / 1.64;

/**
 * Probability of each cell of a grid under a kernel estimate with one uniform pseudo-observation.
 * @param counts - observations in each cell, shape [cells], cells ≥ 2
 * @param ordered - whether neighbouring cells are alike: Gaussian kernels cut off at the ends of the grid, their width by
 * Scott's rule (1.059 · min(s, interquartile range / 1.34) · n^(-1/5), at least 0.3 cells); else each observation keeps
 * its cell but for the share 1 / (n' + 2) that goes to all cells, n' the number of cells that occur
 * @returns shape [cells], sum 1
 */
export function gridDensity(counts: Float64Array, ordered: boolean): Float64Array {
  const cells = counts.length;
  const n = counts.reduce((a, b) => a + b, 0);
  return ordered ? smoothed(counts, n) : blended(counts, n, cells);
}

function blended(counts: Float64Array, n: number, cells: number): Float64Array {
  const kernels = counts.reduce((a, count) => a + (count > 0 ? 1 : 0), 0) + 1;
  // A kernel has 1/kernels in every cell and 1 more in its own.
  const spread = 1 / kernels / (1 + cells / kernels);
  const own = 1 / (1 + cells / kernels);
  return counts.map((count) => (n * spread + count * own + 1 / cells) / (n + 1));
}

function smoothed(counts: Float64Array, n: number): Float64Array {
  const cells = counts.length;
  const density = new Float64Array(cells);
  const width = bandwidth(counts, n);
  const edges = massTable(cells, width);
  for (let centre = 0; centre < cells; centre++) {
    if (counts[centre] === 0) continue;
    addKernel(density, edges, centre, counts[centre]!);
  }
  const middle = (cells - 1) / 2;
  const prior = (edge: number): number => normalCdf((edge - middle) / cells);
  const whole = prior(cells - 0.5) - prior(-0.5);
  for (let i = 0; i < cells; i++) {
    density[i] = (density[i]! + (prior(i + 0.5) - prior(i - 0.5)) / whole) / (n + 1);
  }
  return density;
}

/** Φ at the edges of cells around a kernel: entry k is at (k - cells + ½) widths, shape [2 cells]. */
function massTable(cells: number, width: number): Float64Array {
  return Float64Array.from({ length: 2 * cells }, (_, k) => normalCdf((k - cells + 0.5) / width));
}

function addKernel(density: Float64Array, edges: Float64Array, centre: number, weight: number): void {
  const cells = density.length;
  const at = cells - 1 - centre;
  const scale = weight / (edges[at + cells]! - edges[at]!);
  for (let i = 0; i < cells; i++) density[i]! += scale * (edges[at + i + 1]! - edges[at + i]!);
}

function bandwidth(counts: Float64Array, n: number): number {
  if (n === 0) return LEAST_BANDWIDTH;
  let mean = 0;
  counts.forEach((count, i) => {
    mean += (count * i) / n;
  });
  let squares = 0;
  counts.forEach((count, i) => {
    squares += count * (i - mean) ** 2;
  });
  let seen = 0;
  let first = -1;
  let third = -1;
  counts.forEach((count, i) => {
    if (count === 0) return;
    seen += count;
    if (first < 0 && seen >= Math.floor(n / 4)) first = i;
    if (third < 0 && seen > Math.floor((3 * n) / 4)) third = i;
  });
  const sd = Math.sqrt(squares / Math.max(1, n - 1));
  return Math.max(LEAST_BANDWIDTH, 1.059 * Math.min((third - first) / 1.34, sd) * n ** -0.2);
}
