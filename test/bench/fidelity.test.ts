import { describe, expect, it } from 'vitest';
import { Incumbent } from '../../bench/fidelity/incumbent.ts';
import type { Problem, Request } from '../../bench/fidelity/protocol.ts';
import { regret } from '../../bench/fidelity/score.ts';
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
    expect(trace.configurations).toBe(1);
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
    // Configuration 0 ends at 0 and was the incumbent from its first epoch on.
    expect(trace.incumbents).toEqual([[0.25, 0]]);
  });

  it('says when every worker waits for ever', async () => {
    const { answerer } = tuner([]);
    const trace = await simulate(answerer, curves, { problem, system: 'made', seed: 0, budget: 1 });
    expect(trace.error).toMatch(/all workers wait/);
  });
});

describe('its incumbent', () => {
  it('takes the best last value of each configuration, of equals the one that got further', () => {
    const incumbent = new Incumbent();
    incumbent.observe('a', 1, 5, 1, 0.1);
    incumbent.observe('b', 1, 4, 9, 0.2);
    incumbent.observe('b', 2, 6, 9, 0.3);
    incumbent.observe('c', 3, 5, 2, 0.4);
    expect(incumbent.changes).toEqual([
      [0.1, 1],
      [0.2, 9],
      [0.3, 1],
      [0.4, 2],
    ]);
  });

  it('is worth a regret at the full fidelity, and the median before anything was reported', () => {
    const trace = {
      problem: 'made',
      family: 'trained',
      system: 'made',
      seed: 0,
      budget: 10,
      incumbents: [
        [1, 6],
        [5, 3],
      ] as const,
      configurations: 2,
      evaluations: 2,
      idle: 0,
      cpuMs: 0,
    };
    const run = { trace, reference: { best: 2, median: 6 } };
    expect([0.05, 0.1, 0.49, 0.5, 1].map((share) => regret(run, share))).toEqual([1, 1, 1, 0.25, 0.25]);
  });
});
