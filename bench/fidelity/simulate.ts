import type { Params } from '../quality/protocol.ts';
import type { Problem, Request, Work } from './protocol.ts';

/** One run of one tuner on one problem. */
export interface Trace {
  readonly problem: string;
  readonly family: string;
  readonly system: string;
  readonly seed: number;
  /** In full evaluations. */
  readonly budget: number;
  /** Value of each configuration at the full fidelity, which no tuner is told before it gets there. */
  readonly truths: readonly number[];
  /** Everything that was reported, in order. */
  readonly observations: readonly Observation[];
  readonly evaluations: number;
  /** Share of the workers' time in which they had nothing to do. */
  readonly idle: number;
  readonly cpuMs: number;
  readonly error?: string;
}

/** After so much was spent, in full evaluations, a configuration had this value at this fidelity. */
export type Observation = readonly [spent: number, configuration: number, fidelity: number, value: number];

export interface Task {
  readonly problem: Problem;
  readonly system: string;
  readonly seed: number;
  readonly budget: number;
}

export const workers = 4;

/** A process that answers requests. */
export interface Answerer {
  ask<T>(request: object): Promise<T>;
}

interface Curve {
  readonly values: readonly number[];
  readonly seconds: readonly number[];
}

interface Evaluation {
  readonly id: number;
  readonly key: string;
  readonly curve: Curve;
  readonly to: number;
  /** Fidelity that it has reached, and when it reaches the next one. */
  at: number;
  due: number;
}

/**
 * Four asynchronous workers under a simulated clock: an evaluation takes the seconds that it took, and costs the
 * fidelity that it went through, whether its seconds were many or few. Where the program keeps checkpoints, an
 * evaluation of a configuration that has got further before pays for what is new; this holds for every tuner,
 * whether it calls that a resumed trial or a new one. Nothing is credited before it is reported.
 */
export async function simulate(tuner: Answerer, problems: Answerer, task: Task): Promise<Trace> {
  const { problem, system, seed, budget } = task;
  const observations: Observation[] = [];
  const truths: number[] = [];
  const numbers = new Map<string, number>();
  const curves = new Map<string, Curve>();
  const paramsOf = new Map<number, Params>();
  /** How far each configuration's checkpoint is. */
  const checkpoints = new Map<string, number>();
  const running: Evaluation[] = [];
  let now = 0;
  /** Units of fidelity. */
  let units = 0;
  let busy = 0;
  let evaluations = 0;
  let cpuMs = 0;

  const call = async <T>(request: Request): Promise<T> => {
    const answer = await tuner.ask<T & { cpuMs: number }>(request);
    cpuMs += answer.cpuMs;
    return answer;
  };

  const begin = async (work: { id: number; params?: Params; to: number }): Promise<void> => {
    if (work.params !== undefined) paramsOf.set(work.id, work.params);
    const params = paramsOf.get(work.id)!;
    const key = JSON.stringify(params, Object.keys(params).sort());
    let curve = curves.get(key);
    if (curve === undefined) {
      curve = await problems.ask<Curve>({ op: 'curve', id: problem.id, params });
      curves.set(key, curve);
      numbers.set(key, truths.push(curve.values.at(-1)!) - 1);
    }
    const to = Math.max(1, Math.min(problem.full, Math.round(work.to)));
    const reached = problem.resume ? (checkpoints.get(key) ?? 0) : 0;
    const evaluation = { id: work.id, key, curve, to, at: reached < to ? reached : 0, due: now };
    advance(evaluation);
    running.push(evaluation);
    evaluations++;
  };

  const advance = (evaluation: Evaluation): void => {
    const { curve, at, to } = evaluation;
    const until = problem.resume ? at + 1 : to;
    const seconds = curve.seconds[until - 1]! - (at === 0 ? 0 : curve.seconds[at - 1]!);
    busy += seconds;
    evaluation.due = now + seconds;
  };

  const observe = async (evaluation: Evaluation): Promise<void> => {
    const { id, key, curve, to } = evaluation;
    const before = evaluation.at;
    evaluation.at = problem.resume ? before + 1 : to;
    units += evaluation.at - before;
    checkpoints.set(key, Math.max(evaluation.at, checkpoints.get(key) ?? 0));
    const fidelity = evaluation.at;
    const value = curve.values[fidelity - 1]!;
    observations.push([units / problem.full, numbers.get(key)!, fidelity, value]);
    const seen = { now, id, fidelity, value };
    const stopped = fidelity < to && (await call<{ stop: boolean }>({ op: 'report', ...seen })).stop;
    if (fidelity < to && !stopped) return advance(evaluation);
    running.splice(running.indexOf(evaluation), 1);
    await call({ op: 'end', ...seen, stopped });
  };

  let error: string | undefined;
  try {
    await call({ op: 'start', problem: { ...problem, seed, workers, budget } });
    while (units < budget * problem.full) {
      while (running.length < workers) {
        const work = await call<Work>({ op: 'next', now });
        if ('wait' in work) break;
        await begin(work);
      }
      if (running.length === 0) throw new Error('all workers wait and nothing is running');
      const next = running.reduce((first, other) => (other.due < first.due ? other : first));
      now = next.due;
      await observe(next);
    }
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  for (const { due } of running) busy -= due - now;
  return {
    problem: problem.id,
    family: problem.family,
    system,
    seed,
    budget,
    truths,
    observations,
    evaluations,
    idle: now === 0 ? 0 : 1 - busy / (workers * now),
    cpuMs,
    ...(error !== undefined && { error }),
  };
}
