import { describe, expect, it } from 'vitest';
import { incumbents } from '../../bench/fidelity/incumbent.ts';
import type { Problem, Request } from '../../bench/fidelity/protocol.ts';
import { regret, scored } from '../../bench/fidelity/score.ts';
import { type Answerer, simulate } from '../../bench/fidelity/simulate.ts';

const problem: Problem = {
  id: 'made',
  family: 'trained',
  dimensions: [],
  spec: {},
  fidelity: 'epochs',
  full: 4,
  resume: true,
};

/** Configuration x: its value falls from x + 4 to x, a second an epoch, x seconds more in all. */
const curves: Answerer = {
  ask: async <T>({ params }: { params: { x: number } }) =>
    ({
      values: [3, 2, 1, 0].map((above) => params.x + above),
      seconds: [1, 2, 3, 4].map((epoch) => (epoch * (4 + params.x)) / 4),
    }) as T,
};

function tuner(jobs: readonly object[], stop: (request: Request) => boolean = () => false) {
  const seen: Request[] = [];
  let next = 0;
  const answerer: Answerer = {
    ask: async <T>(request: Request) => {
      seen.push(request);
      if (request.op === 'next') return { cpuMs: 0, ...(jobs[next++] ?? { wait: true }) } as T;
      return { cpuMs: 0, stop: stop(request) } as T;
    },
  };
  return { answerer, seen };
}

describe('the simulated clock of the fidelity benchmark', () => {
  it('charges only what is new where a configuration goes on', async () => {
    const { answerer, seen } = tuner([
      { id: 0, params: { x: 0 }, to: 1 },
      { wait: true },
      { id: 1, params: { x: 0 }, to: 4 },
    ]);
    const trace = await simulate(answerer, curves, { problem, system: 'made', seed: 0, budget: 1 });
    expect(trace.error).toBeUndefined();
    expect(trace.truths).toEqual([0]);
    expect(trace.evaluations).toBe(2);
    expect(seen.filter(({ op }) => op === 'report' || op === 'end')).toMatchObject([
      { op: 'end', id: 0, fidelity: 1, now: 1 },
      { op: 'report', id: 1, fidelity: 2, now: 2 },
      { op: 'report', id: 1, fidelity: 3, now: 3 },
      { op: 'end', id: 1, fidelity: 4, now: 4, stopped: false },
    ]);
    // One of four workers was busy.
    expect(trace.idle).toBeCloseTo(0.75);
  });

  it('starts over where the program keeps no checkpoint, and reports once', async () => {
    const { answerer, seen } = tuner([{ id: 0, params: { x: 0 }, to: 1 }, { wait: true }, { id: 0, to: 3 }]);
    const task = { problem: { ...problem, resume: false }, system: 'made', seed: 0, budget: 1 };
    await simulate(answerer, curves, task);
    expect(seen.filter(({ op }) => op === 'report' || op === 'end')).toMatchObject([
      { id: 0, fidelity: 1, now: 1 },
      { id: 0, fidelity: 3, now: 4 },
    ]);
  });

  it('lets the faster configuration report first, and ends what is stopped', async () => {
    const { answerer, seen } = tuner(
      [
        { id: 0, params: { x: 4 }, to: 4 },
        { id: 1, params: { x: 0 }, to: 4 },
      ],
      (request) => request.op === 'report' && request.id === 0,
    );
    const trace = await simulate(answerer, curves, { problem, system: 'made', seed: 0, budget: 1.25 });
    const ends = seen.filter(({ op }) => op === 'end');
    expect(ends).toMatchObject([
      { id: 0, fidelity: 1, now: 2, stopped: true },
      { id: 1, fidelity: 4, now: 4, stopped: false },
    ]);
    expect(trace.truths).toEqual([4, 0]);
    expect(trace.observations).toEqual([
      [0.25, 1, 1, 3],
      [0.5, 0, 1, 7],
      [0.75, 1, 2, 2],
      [1, 1, 3, 1],
      [1.25, 1, 4, 0],
    ]);
  });

  it('says when every worker waits for ever', async () => {
    const { answerer } = tuner([]);
    const trace = await simulate(answerer, curves, { problem, system: 'made', seed: 0, budget: 1 });
    expect(trace.error).toMatch(/all workers wait/);
  });
});

describe('its incumbent', () => {
  it('is the best of those that got furthest so far', () => {
    const observations = [
      [0.1, 0, 1, 5],
      [0.2, 1, 1, 4],
      [0.3, 2, 2, 6],
      [0.4, 1, 1, 1],
      [0.5, 1, 2, 3],
    ] as const;
    expect(incumbents({ observations, truths: [10, 11, 12] })).toEqual([
      [0.1, 10],
      [0.2, 11],
      [0.3, 12],
      [0.5, 11],
    ]);
  });

  it('is worth a regret at the full fidelity, and the median before anything was reported', () => {
    const trace = {
      problem: 'made',
      family: 'trained',
      system: 'made',
      seed: 0,
      budget: 10,
      truths: [6, 3],
      observations: [
        [1, 0, 1, 6],
        [5, 1, 1, 3],
      ],
      evaluations: 2,
      idle: 0,
      cpuMs: 0,
    } as const;
    const run = scored(trace, { best: 2, median: 6 });
    expect([0.05, 0.1, 0.49, 0.5, 1].map((share) => regret(run, share))).toEqual([1, 1, 1, 0.25, 0.25]);
  });
});
