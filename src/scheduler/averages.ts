import { Ended } from './ended.ts';
import type { Curve, SchedulerView } from './port.ts';
import { type Entry, knownExcess } from './rungs/standing.ts';

/** A learning curve with the mean of each objective up to each report. */
interface Averaged {
  readonly trial: number;
  readonly curve: Curve;
  /** Shape [length, objectives]. */
  readonly means: Float64Array;
}

/** What other trials had on average up to a step, for all that came so far. */
export class Averages {
  readonly #curves: Averaged[] = [];
  /** By step: entries of the first so many ended curves. */
  readonly #known = new Map<number, { looked: number; readonly entries: Entry[] }>();
  readonly #ended = new Ended((view, { evaluation, trial, purpose }) => {
    const curve = view.curve(evaluation);
    if (purpose === 'search' && curve.length > 0) this.#curves.push(averaged(trial, curve));
  });

  /** One entry for each other trial that has come to the step, in no order. */
  others(view: SchedulerView, trial: number, step: number): readonly Entry[] {
    const open = this.#ended.sync(view);
    let known = this.#known.get(step);
    if (known === undefined) {
      known = { looked: 0, entries: [] };
      this.#known.set(step, known);
    }
    for (; known.looked < this.#curves.length; known.looked++) {
      const entry = entryAt(this.#curves[known.looked] as Averaged, step);
      if (entry !== undefined) known.entries.push(entry);
    }
    const entries = known.entries.filter((entry) => entry.trial !== trial);
    for (const evaluation of open) {
      const { trial: other, purpose } = view.evaluation(evaluation);
      const curve = view.curve(evaluation);
      if (other === trial || purpose !== 'search' || !reaches(curve, step)) continue;
      const entry = entryAt(averaged(other, curve), step);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }
}

/** A trial's own averages up to a step. */
export function averageUpTo(trial: number, curve: Curve, step: number): Entry | undefined {
  return entryAt(averaged(trial, curve), step);
}

function averaged(trial: number, curve: Curve): Averaged {
  const { length, objectives } = curve;
  const means = new Float64Array(length * objectives);
  for (let m = 0; m < objectives; m++) {
    let mean = 0;
    for (let i = 0; i < length; i++) {
      mean += (curve.value(i, m) - mean) / (i + 1);
      means[i * objectives + m] = mean;
    }
  }
  return { trial, curve, means };
}

function entryAt({ trial, curve, means }: Averaged, step: number): Entry | undefined {
  const index = lastUpTo(curve, step);
  if (index < 0 || !reaches(curve, step)) return undefined;
  const { objectives } = curve;
  const excess = curve.excess(index);
  const values = means.slice(index * objectives, (index + 1) * objectives);
  return { trial, values, excess: knownExcess(excess) };
}

function reaches(curve: Curve, step: number): boolean {
  return curve.length > 0 && curve.step(curve.length - 1) >= step;
}

/** Index of the last report at or before a step; -1 without one. */
export function lastUpTo(curve: Curve, step: number): number {
  let low = 0;
  let high = curve.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (curve.step(middle) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
