import type {
  Change,
  Problem,
  Request,
  Sampler,
  SamplerAlgorithm,
  Suggestion,
  TrialObserved,
} from '../port.ts';
import { Cells } from './cells.ts';
import { type Step, stepFrom } from './step.ts';

/**
 * Any sampler, made to learn from trials that were given less than the full fidelity. What such a trial would score at the full one
 * is foreseen, with a standard error, from the trials that went further: level by level, by a straight line each. The
 * inner sampler is told the foreseen scores as if they were observed so. A level that tells nothing about the next one yields
 * a wide error and so no say.
 *
 * @remarks Lines are fitted anew, and the inner sampler is made anew from the log, whenever the number of observations has grown
 * by a tenth: at positions that depend on the log alone. O(observations) each.
 */
export function foresightSampler(inner: SamplerAlgorithm): SamplerAlgorithm {
  return {
    name: `foresight+${inner.name}`,
    version: 1000 * inner.version + 1,
    create: (problem) =>
      problem.leastFidelity === undefined ? inner.create(problem) : new Foresight(problem, inner),
  };
}

const growth = 1.1;

class Foresight implements Sampler {
  readonly #problem: Problem;
  readonly #algorithm: SamplerAlgorithm;
  readonly #cells: Cells;
  readonly #log: Change[] = [];
  /** Where a trial's last observation stands in the log. */
  readonly #last = new Map<number, number>();
  #observations = 0;
  #next = 2;
  /** By level and objective, of those that were asked for since the last fit. */
  #steps = new Map<number, Step>();
  #inner: Sampler;

  constructor(problem: Problem, algorithm: SamplerAlgorithm) {
    this.#problem = problem;
    this.#algorithm = algorithm;
    this.#cells = new Cells(problem.objectives);
    this.#inner = this.#made();
  }

  update(changes: readonly Change[]): void {
    let told: Change[] = [];
    for (const change of changes) {
      if (change.type === 'reported') {
        this.#cells.add(change.trial, change.fidelity, change.values);
        continue;
      }
      this.#log.push(change);
      if (change.type === 'observed') {
        this.#last.set(change.trial, this.#log.length - 1);
        this.#keep(change);
        if (++this.#observations >= this.#next) {
          this.#fit();
          told = [];
          continue;
        }
      }
      told.push(this.#foreseen(change));
    }
    if (told.length > 0) this.#inner.update(told);
  }

  suggest(request: Request): readonly Suggestion[] {
    return this.#inner.suggest(request);
  }

  explain(): string {
    const inner = this.#inner.explain?.() ?? this.#algorithm.name;
    return `${inner}; scores of shorter trials are foreseen at the full fidelity`;
  }

  choice(): ReturnType<NonNullable<Sampler['choice']>> {
    const { name: sampler, version } = this.#algorithm;
    const own = this.#inner.choice?.() ?? { sampler, version, reason: 'the study names it' };
    return { ...own, reason: `${own.reason}; shorter trials count by what they foretell` };
  }

  #made(): Sampler {
    return this.#algorithm.create(this.#problem);
  }

  #keep({ trial, values, fidelity }: TrialObserved): void {
    if (values !== undefined) this.#cells.add(trial, fidelity, values);
  }

  /** Fits the lines, and tells a new inner sampler all that is known. */
  #fit(): void {
    this.#next = Math.max(this.#observations + 1, Math.ceil(this.#observations * growth));
    this.#steps = new Map();
    this.#inner = this.#made();
    const told: Change[] = [];
    this.#log.forEach((change, place) => {
      if (change.type === 'observed' && this.#last.get(change.trial) !== place) return;
      told.push(this.#foreseen(change));
    });
    this.#inner.update(told);
  }

  /** A change as the inner sampler is to see it. */
  #foreseen(change: Change): Change {
    if (change.type !== 'observed' || change.values === undefined || change.status === 'completed')
      return change;
    const { trial, values, errors: own } = change;
    const level = this.#cells.best(trial);
    if (level <= 0) return { ...change, status: 'completed', fidelity: 1 };
    const foreseen = new Float64Array(values.length);
    const errors = new Float64Array(values.length);
    for (let m = 0; m < values.length; m++) {
      let value = this.#cells.value(trial, level, m);
      let deviation = own?.[m] ?? Number.NaN;
      if (Number.isNaN(deviation)) deviation = 0;
      for (let at = level; at > 0; ) {
        const step = this.#step(at, m);
        deviation = Math.hypot(step.slope * deviation, step.deviation(value));
        value = step.predict(value);
        at = step.to;
      }
      foreseen[m] = value;
      errors[m] = deviation;
    }
    return { ...change, status: 'completed', fidelity: 1, values: foreseen, errors };
  }

  #step(level: number, objective: number): Step {
    const key = level * this.#problem.objectives + objective;
    let step = this.#steps.get(key);
    if (step === undefined) {
      step = stepFrom(this.#cells, level, objective);
      this.#steps.set(key, step);
    }
    return step;
  }
}
