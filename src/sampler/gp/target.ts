import type { Encoder } from '../../model/encoder.ts';
import type { Features } from '../../model/gp/features.ts';
import type { Warped } from '../../model/warp/output.ts';
import { standardised, standardiser } from '../../model/warp/standardise.ts';
import { Status } from '../history.ts';
import type { Problem } from '../port.ts';

/** The part of a history that models see: the history itself, or what it was at an earlier position. */
export interface Trials {
  readonly count: number;
  readonly rows: Float64Array;
  readonly values: Float64Array;
  readonly errors: Float64Array;
  readonly excess: Float64Array;
  readonly fidelity: Float64Array;
  readonly status: Uint8Array;
  readonly inside: Uint8Array;
}

/** What one Gaussian process is trained on. */
export interface TrainingSet {
  readonly features: Features;
  /** Mean about 0, variance about 1, to minimise; shape [count]. */
  readonly targets: Float64Array;
  /** Known noise variances of the targets; NaN where unknown. */
  readonly known: Float64Array;
  /** Trials that the rows belong to. */
  readonly slots: Uint32Array;
  /** Where a constraint begins to be broken, in the targets' units; 0 for objectives. */
  readonly threshold: number;
}

/** A number of each trial that a model predicts. */
export interface Target {
  /** @param most - observations to take; of more a subset stands for all */
  collect(trials: Trials, most: number): TrainingSet;
}

export function objectiveTarget(
  problem: Problem,
  encoder: Encoder,
  m: number,
  warp: (values: Float64Array) => Warped,
): Target {
  const { objectives } = problem;
  return {
    collect(trials, most) {
      const slots = chosen(
        trials,
        most,
        (s) => hasValues(trials, s) && Number.isFinite(trials.values[s * objectives + m]!),
        (s) => trials.values[s * objectives + m]!,
      );
      const values = Float64Array.from(slots, (s) => trials.values[s * objectives + m]!);
      const { values: targets, slopes } = warp(values);
      const known = Float64Array.from(
        slots,
        (s, i) => (trials.errors[s * objectives + m]! * slopes[i]!) ** 2,
      );
      return { features: encodeAll(encoder, trials, slots), targets, known, slots, threshold: 0 };
    },
  };
}

/** Excess over a limit, drawn together far from its boundary, which stays at 0. */
export function limitTarget(problem: Problem, encoder: Encoder, l: number): Target {
  const { limits } = problem;
  return {
    collect(trials, most) {
      const excess = (s: number): number => trials.excess[s * limits + l]!;
      const slots = chosen(
        trials,
        most,
        (s) => hasValues(trials, s) && Number.isFinite(excess(s)),
        (s) => Math.abs(excess(s)),
      );
      const sizes = Float64Array.from(slots, (s) => Math.abs(excess(s))).sort();
      const scale = sizes[sizes.length >> 1] || 1;
      const targets = Float64Array.from(
        slots,
        (s) => Math.sign(excess(s)) * Math.log1p(Math.abs(excess(s)) / scale),
      );
      const known = new Float64Array(slots.length).fill(Number.NaN);
      return { features: encodeAll(encoder, trials, slots), targets, known, slots, threshold: 0 };
    },
  };
}

/** Whether a trial fails, 1, or not, -1, by least squares. */
export function failureTarget(encoder: Encoder): Target {
  return {
    collect(trials, most) {
      const failed = (s: number): boolean =>
        trials.status[s] === Status.failed || trials.status[s] === Status.infeasible;
      const slots = chosen(
        trials,
        most,
        (s) => trials.inside[s] === 1 && trials.status[s] !== Status.pending,
        (s) => (failed(s) ? 0 : 1),
      );
      const labels = Float64Array.from(slots, (s) => (failed(s) ? 1 : -1));
      const affine = standardiser(labels);
      const known = new Float64Array(slots.length).fill(Number.NaN);
      const threshold = -affine.centre / affine.scale;
      return {
        features: encodeAll(encoder, trials, slots),
        targets: standardised(labels, affine),
        known,
        slots,
        threshold,
      };
    },
  };
}

export function hasValues(trials: Trials, slot: number): boolean {
  const status = trials.status[slot]!;
  return trials.inside[slot] === 1 && (status === Status.completed || status === Status.stopped);
}

/** All slots that have the target, or of too many: the lowest third, the latest third, and the rest spread evenly. */
function chosen(
  trials: Trials,
  most: number,
  has: (slot: number) => boolean,
  order: (slot: number) => number,
): Uint32Array {
  const all: number[] = [];
  for (let s = 0; s < trials.count; s++) if (has(s)) all.push(s);
  if (all.length <= most) return Uint32Array.from(all);
  const third = Math.floor(most / 3);
  const taken = new Set(all.slice(-third));
  const sorted = all.toSorted((a, b) => order(a) - order(b) || a - b);
  for (const s of sorted) {
    if (taken.size >= 2 * third) break;
    taken.add(s);
  }
  const left = all.filter((s) => !taken.has(s));
  const more = most - taken.size;
  for (let k = 0; k < more; k++) taken.add(left[Math.floor((k * left.length) / more)]!);
  return Uint32Array.from(taken).sort();
}

function encodeAll(encoder: Encoder, trials: Trials, slots: Uint32Array): Features {
  const { dimensions, unordered } = encoder;
  const width = dimensions - 1;
  const points = new Float64Array(slots.length * dimensions);
  slots.forEach((s, i) => {
    const fidelity = trials.status[s] === Status.stopped ? trials.fidelity[s]! : 1;
    encoder.encode(trials.rows.subarray(s * width, (s + 1) * width), fidelity, points, i * dimensions);
  });
  return { points, count: slots.length, dimensions, unordered };
}
