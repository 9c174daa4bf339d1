import { normalLogCdf, normalLogPdf } from '../../math/special/normal.ts';
import type { Boxes } from '../../model/acquisition/boxes.ts';
import { logHypervolumeImprovement } from '../../model/acquisition/hypervolume-improvement.ts';
import type { GaussianProcess } from '../../model/gp/process.ts';
import type { Score } from './search.ts';

/** A model whose value must stay at or below a threshold. */
export interface ConstraintModel {
  readonly process: GaussianProcess;
  readonly threshold: number;
}

/**
 * Log expected hypervolume improvement plus the log probabilities that all constraints hold.
 * @param boxes - what is not dominated by feasible trials; undefined while nothing feasible is known: then only the
 * constraints count
 */
export class Utility implements Score {
  readonly #objectives: readonly GaussianProcess[];
  readonly #constraints: readonly ConstraintModel[];
  readonly #boxes: Boxes | undefined;
  readonly #dimensions: number;

  constructor(
    objectives: readonly GaussianProcess[],
    constraints: readonly ConstraintModel[],
    boxes: Boxes | undefined,
    dimensions: number,
  ) {
    this.#objectives = boxes === undefined ? [] : objectives;
    this.#constraints = constraints;
    this.#boxes = boxes;
    this.#dimensions = dimensions;
  }

  values(points: Float64Array, count: number): Float64Array {
    const out = new Float64Array(count);
    const predictions = this.#objectives.map((process) => process.predict(points, count));
    if (this.#boxes !== undefined) {
      const m = predictions.length;
      const mean = new Float64Array(m);
      const std = new Float64Array(m);
      const unused = new Float64Array(m);
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < m; k++) {
          mean[k] = predictions[k]!.mean[i]!;
          std[k] = predictions[k]!.std[i]!;
        }
        out[i] = logHypervolumeImprovement(this.#boxes, mean, std, unused, unused);
      }
    }
    for (const { process, threshold } of this.#constraints) {
      const { mean, std } = process.predict(points, count);
      for (let i = 0; i < count; i++) out[i] = out[i]! + normalLogCdf((threshold - mean[i]!) / std[i]!);
    }
    return out;
  }

  withSlopes(points: Float64Array, count: number, values: Float64Array, slopes: Float64Array): void {
    const d = this.#dimensions;
    values.fill(0, 0, count);
    slopes.fill(0, 0, count * d);
    const add = (i: number, byMean: number, byStd: number, m: Float64Array, s: Float64Array): void => {
      for (let k = i * d; k < (i + 1) * d; k++) slopes[k] = slopes[k]! + byMean * m[k]! + byStd * s[k]!;
    };
    const predictions = this.#objectives.map((process) => predictWithSlopes(process, points, count, d));
    if (this.#boxes !== undefined) {
      const size = predictions.length;
      const mean = new Float64Array(size);
      const std = new Float64Array(size);
      const byMean = new Float64Array(size);
      const byStd = new Float64Array(size);
      for (let i = 0; i < count; i++) {
        for (let k = 0; k < size; k++) {
          mean[k] = predictions[k]!.mean[i]!;
          std[k] = predictions[k]!.std[i]!;
        }
        values[i] = logHypervolumeImprovement(this.#boxes, mean, std, byMean, byStd);
        for (let k = 0; k < size; k++) {
          const { meanSlopes, stdSlopes } = predictions[k]!;
          add(i, byMean[k]!, byStd[k]!, meanSlopes, stdSlopes);
        }
      }
    }
    for (const { process, threshold } of this.#constraints) {
      const { mean, std, meanSlopes, stdSlopes } = predictWithSlopes(process, points, count, d);
      for (let i = 0; i < count; i++) {
        const z = (threshold - mean[i]!) / std[i]!;
        const log = normalLogCdf(z);
        const ratio = Math.exp(normalLogPdf(z) - log) / std[i]!;
        values[i] = values[i]! + log;
        add(i, -ratio, -ratio * z, meanSlopes, stdSlopes);
      }
    }
  }
}

function predictWithSlopes(
  process: GaussianProcess,
  points: Float64Array,
  count: number,
  d: number,
): {
  readonly mean: Float64Array;
  readonly std: Float64Array;
  readonly meanSlopes: Float64Array;
  readonly stdSlopes: Float64Array;
} {
  const meanSlopes = new Float64Array(count * d);
  const stdSlopes = new Float64Array(count * d);
  return { ...process.predictWithSlopes(points, count, meanSlopes, stdSlopes), meanSlopes, stdSlopes };
}
