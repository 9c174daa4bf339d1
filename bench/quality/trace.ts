import type { Asked, Evaluation, Params, Peer, ProblemDescription } from './protocol.ts';

/** One run of one optimiser on one problem: everything that scoring needs, and nothing that depends on scoring. */
export interface Trace {
  readonly problem: string;
  readonly family: string;
  readonly system: string;
  readonly seed: number;
  readonly parallel: number;
  /** Noise-free objective values of each trial, in the order told; null where it failed. */
  readonly truth: readonly (readonly number[] | null)[];
  /** What the optimiser saw. */
  readonly seen: readonly (readonly number[] | null)[];
  /** Largest amount over any limit; ≤ 0 is feasible. */
  readonly excess: readonly number[];
  /** Noise-free first objective of the system's own recommendation at each checkpoint; null without a feasible one. */
  readonly recommended: readonly (number | null)[];
  readonly cpuMs: number;
  readonly error?: string;
}

/** Shares of the budget at which runs are compared. */
export const checkpoints: readonly number[] = [0.25, 0.5, 1];

export interface RunOptions {
  readonly problem: ProblemDescription;
  readonly system: string;
  readonly seed: number;
  /** 1, or the size of the batches. */
  readonly parallel: number;
}

export async function runOnce(optimiser: Peer, server: Peer, options: RunOptions): Promise<Trace> {
  const { problem, seed, parallel } = options;
  const trials = parallel === 1 ? problem.trials : 16 * parallel;
  const truth: (readonly number[] | null)[] = [];
  const seen: (readonly number[] | null)[] = [];
  const excess: number[] = [];
  const recommended: (number | null)[] = [];
  const visits = new Map<string, number>();
  let cpuMs = 0;

  const evaluate = async (params: Params): Promise<Evaluation> => {
    const key = JSON.stringify(params, Object.keys(params).sort());
    const visit = visits.get(key) ?? 0;
    visits.set(key, visit + 1);
    return server.ask<Evaluation>({ op: 'evaluate', id: problem.id, seed, visit, params });
  };
  const call = async <T>(request: object): Promise<T> => {
    const answer = await optimiser.ask<T & { cpuMs: number }>(request);
    cpuMs += answer.cpuMs;
    return answer;
  };
  const trace = (error?: string): Trace => ({
    problem: problem.id,
    family: problem.family,
    system: options.system,
    seed,
    parallel,
    truth,
    seen,
    excess,
    recommended,
    cpuMs,
    ...(error === undefined ? {} : { error }),
  });

  try {
    await call({ op: 'start', problem: { ...problem, trials, seed, parallel } });
    while (truth.length < trials) {
      const { asked } = await call<{ asked: readonly Asked[] }>({
        op: 'ask',
        count: Math.min(parallel, trials - truth.length),
      });
      if (asked.length === 0) break;
      const results = [];
      for (const { id, params } of asked) {
        const found = await evaluate(params);
        truth.push(found.truth ?? null);
        seen.push(found.values ?? null);
        excess.push(Math.max(...(found.excess?.length ? found.excess : [0])));
        results.push(
          found.values === undefined ? { id } : { id, values: found.values, excess: found.excess },
        );
      }
      await call({ op: 'tell', results });
      while (
        recommended.length < checkpoints.length &&
        truth.length >= Math.round(checkpoints[recommended.length]! * trials)
      ) {
        const { params } = await call<{ params: Params | null }>({ op: 'recommend' });
        const found =
          params === null || problem.objectives > 1
            ? {}
            : await server.ask<Evaluation>({ op: 'evaluate', id: problem.id, seed, visit: -1, params });
        const feasible = Math.max(0, ...(found.excess ?? [])) <= 0;
        recommended.push(feasible ? (found.truth?.[0] ?? null) : null);
      }
    }
    return trace();
  } catch (error) {
    return trace(error instanceof Error ? error.message : String(error));
  }
}
