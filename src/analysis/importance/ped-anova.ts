import type { RandomStream } from '../../math/random.ts';
import type { Space } from '../../space/space.ts';
import { cellOf, cellsOf, varying } from './grid.ts';
import { spreadOverHalves } from './halves.ts';
import { gridDensity } from './parzen.ts';
import { type Answer, type ParameterImportance, z90 } from './table.ts';

const CELLS = 50;
const HALVES = 20;
const LEAST_TRIALS = 20;
const SHUFFLES = 100;

export interface PedAnova {
  /** Most important first. */
  readonly parameters: readonly ParameterImportance[];
  /** Share of the trials that count as good. */
  readonly goodShare: number;
}

/**
 * Which parameters decide whether a trial is among the best: for each, the Pearson divergence between its distribution
 * over the good trials and over all (PED-ANOVA), less what as many trials chosen at random would show. Works on ranks, so
 * a diverged loss does no harm. A conditional parameter is compared where it is active, and weighs a²/b: a its share of
 * the good trials, b of all. That inactivity itself is good or bad belongs to the parameter which decides it.
 * @param rows - shape [n, dimensions]
 * @param values - to minimise, shape [n], finite
 * @param random - for the intervals (random halves of the trials) and the comparison with chance
 * @returns shares that add up to 1, unless chance explains everything; nothing under 20 trials
 * @remarks Departures from the paper: the chance level is subtracted, the good share is max(10 %, up to 25 % to have ten).
 * @see S. Watanabe, A. Bansal, F. Hutter 2023, arXiv:2304.10255; arXiv:2601.20800 (conditions)
 */
export function pedAnova(
  space: Space,
  rows: Float64Array,
  values: Float64Array,
  random: RandomStream,
): Answer<PedAnova> {
  const n = values.length;
  const dimensions = varying(space);
  if (dimensions.length === 0) return { available: false, reason: 'no parameter can vary' };
  if (n < LEAST_TRIALS) {
    return { available: false, reason: `too few trials: ${n} of at least ${LEAST_TRIALS}` };
  }
  const goodShare = Math.min(0.25, Math.max(0.1, 10 / n));
  const good = goodTrials(values, goodShare);
  if (good.every((flag) => flag === 1)) {
    return {
      available: false,
      reason: 'the good trials cannot be told from the others: their scores are equal',
    };
  }
  const cells = new CellTable(space, rows, dimensions);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const raw = cells.divergences(all, good);
  const chance = chanceLevel(cells, all, good, random, SHUFFLES);
  const estimate = raw.map((value, k) => Math.max(0, value - chance.mean[k]!));
  const spread = spreadOverHalves(n, HALVES, random, (places) => {
    const half = goodTrials(
      Float64Array.from(places, (i) => values[i]!),
      goodShare,
    );
    const flags = new Uint8Array(n);
    places.forEach((i, k) => {
      flags[i] = half[k]!;
    });
    const level = chanceLevel(cells, places, flags, random, 10).mean;
    const excess = cells.divergences(places, flags).map((value, k) => Math.max(0, value - level[k]!));
    return shares(excess);
  });
  const share = shares(estimate);
  const weights = cells.weights(all, good);
  const parameters = dimensions.map(
    (index, k): ParameterImportance => ({
      parameter: space.dimensions[index]!.name,
      share: share[k]!,
      low: Math.max(0, share[k]! - z90 * spread[k]!),
      high: Math.min(1, share[k]! + z90 * spread[k]!),
      whenActive: weights.weight[k]! > 0 ? Math.min(1, share[k]! / weights.weight[k]!) : 0,
      active: weights.active[k]!,
      clear: raw[k]! > chance.high[k]!,
    }),
  );
  parameters.sort((a, b) => b.share - a.share);
  return { available: true, parameters, goodShare };
}

/**
 * Divergences as the paper has them, without regard to chance, times (good / all)²: for comparison with others.
 * @param goodShare - share of the trials that count as good
 * @returns shape [dimensions]; 0 for one that cannot vary
 */
export function pearsonDivergences(
  space: Space,
  rows: Float64Array,
  values: Float64Array,
  goodShare: number,
): Float64Array {
  const dimensions = varying(space);
  const good = goodTrials(values, goodShare);
  const all = Int32Array.from({ length: values.length }, (_, i) => i);
  const found = new CellTable(space, rows, dimensions).divergences(all, good);
  const share = good.reduce((a, b) => a + b, 0) / values.length;
  const out = new Float64Array(space.dimensions.length);
  dimensions.forEach((index, k) => {
    out[index] = found[k]! * share * share;
  });
  return out;
}

/** 1 for the best share of the values, rounded up, and all equal to the last of them. */
function goodTrials(values: Float64Array, share: number): Uint8Array {
  const cut = Float64Array.from(values).sort()[Math.ceil(share * values.length) - 1]!;
  return Uint8Array.from(values, (value) => (value <= cut ? 1 : 0));
}

function shares(amounts: Float64Array): Float64Array {
  const sum = amounts.reduce((a, b) => a + b, 0);
  return sum > 0 ? amounts.map((amount) => amount / sum) : amounts;
}

/** Mean and 95 % quantile of the divergences when as many good trials are drawn at random. */
function chanceLevel(
  cells: CellTable,
  places: Int32Array,
  good: Uint8Array,
  random: RandomStream,
  shuffles: number,
): { readonly mean: Float64Array; readonly high: Float64Array } {
  const flags = Uint8Array.from(places, (i) => good[i]!);
  const drawn = Array.from({ length: shuffles }, () => {
    random.shuffle(flags);
    const any = new Uint8Array(good.length);
    places.forEach((i, k) => {
      any[i] = flags[k]!;
    });
    return cells.divergences(places, any);
  });
  const size = drawn[0]!.length;
  return {
    mean: Float64Array.from({ length: size }, (_, k) => drawn.reduce((a, d) => a + d[k]!, 0) / shuffles),
    high: Float64Array.from(
      { length: size },
      (_, k) => Float64Array.from(drawn, (d) => d[k]!).sort()[Math.ceil(0.95 * shuffles) - 1]!,
    ),
  };
}

/** The trials' cells in every dimension that varies; -1 where inactive. */
class CellTable {
  readonly #cells: Int32Array[];
  readonly #sizes: number[];
  readonly #ordered: boolean[];

  constructor(space: Space, rows: Float64Array, dimensions: readonly number[]) {
    const d = space.dimensions.length;
    const domains = dimensions.map((index) => space.dimensions[index]!.domain);
    this.#sizes = domains.map((domain) => cellsOf(domain, CELLS));
    this.#ordered = domains.map(({ ordered }) => ordered);
    this.#cells = domains.map((domain, k) =>
      Int32Array.from({ length: rows.length / d }, (_, i) => {
        const number = rows[i * d + dimensions[k]!]!;
        return Number.isNaN(number) ? -1 : cellOf(domain, number, this.#sizes[k]!);
      }),
    );
  }

  /** Σ p_all (p_good / p_all - 1)² over the cells, times a²/b; 0 where fewer than 2 trials are active. */
  divergences(places: Int32Array, good: Uint8Array): Float64Array {
    const { weight } = this.weights(places, good);
    return Float64Array.from(this.#cells, (cells, k) => {
      if (weight[k] === 0) return 0;
      const [all, best] = [new Float64Array(this.#sizes[k]!), new Float64Array(this.#sizes[k]!)];
      for (const i of places) {
        const cell = cells[i]!;
        if (cell < 0) continue;
        all[cell]!++;
        best[cell]! += good[i]!;
      }
      const p = gridDensity(all, this.#ordered[k]!);
      const q = gridDensity(best, this.#ordered[k]!);
      let sum = 0;
      for (let c = 0; c < p.length; c++) {
        const base = p[c]! + 1e-12;
        sum += base * ((q[c]! + 1e-12) / base - 1) ** 2;
      }
      return weight[k]! * sum;
    });
  }

  /** a²/b for each dimension, and b. */
  weights(
    places: Int32Array,
    good: Uint8Array,
  ): { readonly weight: Float64Array; readonly active: Float64Array } {
    let goods = 0;
    for (const i of places) goods += good[i]!;
    const active = new Float64Array(this.#cells.length);
    const weight = new Float64Array(this.#cells.length);
    this.#cells.forEach((cells, k) => {
      let here = 0;
      let best = 0;
      for (const i of places) {
        if (cells[i]! < 0) continue;
        here++;
        best += good[i]!;
      }
      active[k] = here / places.length;
      weight[k] = here < 2 || best === 0 ? 0 : (best / goods) ** 2 / active[k]!;
    });
    return { weight, active };
  }
}
