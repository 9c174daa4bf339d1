import type { SchedulerProblem } from './port.ts';
import type { Entry } from './rungs/standing.ts';

/** Fidelities of which one is at the ninth, rather than having nine of it. */
const counted: ReadonlyMap<string, string> = new Map(
  ['epoch', 'step', 'iteration', 'round', 'fold'].map((one) => [`${one}s`, one]),
);
const parts: ReadonlyMap<number, string> = new Map([
  [2, 'half'],
  [3, 'third'],
  [4, 'quarter'],
  [5, 'fifth'],
  [10, 'tenth'],
]);

/** Those that a trial was compared with. */
export interface Group {
  /** The ones that are kept: "top third". */
  readonly top: string;
  /** What their worst value is called, if not the same. */
  readonly bound?: string;
  readonly of: number;
  readonly at: string;
}

/** Reasons for people: every metric in its own direction. */
export class Wording {
  readonly #problem: SchedulerProblem;

  constructor(problem: SchedulerProblem) {
    this.#problem = problem;
  }

  /** An objective's value as the program gave it. */
  value(value: number, objective = 0): string {
    return short(this.#problem.objectives[objective]!.sign * value);
  }

  /** A probability, or a width in units of an objective. */
  amount(number: number): string {
    return String(Number(number.toPrecision(2)));
  }

  /** 'above' where a worse value is a higher one. */
  get worse(): 'above' | 'below' {
    return this.#problem.objectives[0]!.sign > 0 ? 'above' : 'below';
  }

  /** Where on its way an evaluation was: "epoch 9", "900 rows". @param share - NaN where it is unknown */
  place(step: number, share: number): string {
    const [fidelity, another] = this.#problem.fidelities;
    if (fidelity === undefined || another !== undefined)
      return Number.isNaN(share) || share === 1 ? `step ${step}` : percent(share);
    if (Number.isNaN(share)) return `step ${step}`;
    const { name, full, whole } = fidelity;
    const amount = whole ? Math.round(share * full) : Number(short(share * full));
    const one = counted.get(name);
    return one === undefined ? `${amount} ${name}` : `${one} ${amount}`;
  }

  /**
   * "0.71 is below the top third (0.83) of 30 trials at epoch 9".
   * @param last - the worst of those that are kept
   */
  outside(entry: Entry, last: Entry, group: Group): string {
    const { top, bound = top, of, at } = group;
    const trials = `${of} trials at ${at}`;
    if (entry.excess > 0) return `it is over its limits, not in the ${top} of ${trials}`;
    if (entry.values.length > 1) return `${this.#all(entry)} is not in the ${top} of ${trials}`;
    const [value, worst] = [entry.values[0] as number, last.values[0] as number];
    if (last.excess > 0) return `${this.value(value)} is not in the ${top} of ${trials}`;
    const is = value > worst ? `is ${this.worse}` : 'is no better than';
    const { sign } = this.#problem.objectives[0]!;
    const [own, other] = apart(sign * value, sign * worst);
    return `${own} ${is} the ${bound} (${other}) of ${trials}`;
  }

  #all({ values }: Entry): string {
    return this.#problem.objectives
      .map(({ metric }, objective) => `${metric} ${this.value(values[objective] as number, objective)}`)
      .join(', ');
  }
}

/** "top third" of those of which one in η is kept. */
export function topOf(eta: number): string {
  const part = parts.get(eta);
  return part === undefined ? `best one in ${eta}` : `top ${part}`;
}

function percent(share: number): string {
  return `${short(100 * share)} % of the full amount`;
}

/** Both with as many digits as it takes to tell them apart, but no fewer than four. */
function apart(a: number, b: number): readonly [string, string] {
  for (let digits = 4; digits < 17; digits++) {
    const texts = [short(a, digits), short(b, digits)] as const;
    if (texts[0] !== texts[1]) return texts;
  }
  return [short(a), short(b)];
}

function short(number: number, digits = 4): string {
  const rounded = Number(number.toPrecision(digits)) + 0;
  return String(Number.isFinite(rounded) ? rounded : number);
}
